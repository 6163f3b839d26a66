/** The class of a resource of which only the type is known: by its provider, where that provides one kind of thing. */

const classes: Readonly<Record<string, string>> = {
  'microsoft.analysisservices': 'Database',
  'microsoft.app': 'Application',
  'microsoft.appplatform': 'Application',
  'microsoft.azurearcdata': 'Database',
  'microsoft.cache': 'Database',
  'microsoft.containerservice': 'Cluster',
  'microsoft.datalakestore': 'DataStore',
  'microsoft.dbformariadb': 'Database',
  'microsoft.dbformysql': 'Database',
  'microsoft.dbforpostgresql': 'Database',
  'microsoft.documentdb': 'Database',
  'microsoft.elasticsan': 'DataStore',
  'microsoft.hdinsight': 'Cluster',
  'microsoft.keyvault': 'Vault',
  'microsoft.kusto': 'Database',
  'microsoft.logic': 'Workflow',
  'microsoft.netapp': 'DataStore',
  'microsoft.network': 'Network',
  'microsoft.redhatopenshift': 'Cluster',
  'microsoft.servicefabric': 'Cluster',
  'microsoft.sql': 'Database',
  'microsoft.storage': 'DataStore',
  'microsoft.storagecache': 'DataStore',
  'microsoft.web': 'Application',
  'mongodb.atlas': 'Database',
  'oracle.database': 'Database',
}

/** @param type provider and type in lower case: microsoft.kusto/clusters. What is below a resource may be anything. */
export function classOfType(type: string): readonly string[] {
  const [namespace = '', ...names] = type.split('/')
  const own = names.length === 1 ? classes[namespace] : undefined
  return own === undefined ? ['Resource'] : ['Resource', own]
}
