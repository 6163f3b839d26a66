/** Where the APIs of each Azure cloud are. https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure */

export type CloudName = 'public' | 'usgovernment' | 'china'

export interface EndpointOverrides {
  readonly login?: string | undefined
  readonly resourceManager?: string | undefined
  readonly graph?: string | undefined
  /** `{host}` in it stands for the vault's or storage account's own host name. */
  readonly dataPlane?: string | undefined
}

/** An API: where it is asked, whom its tokens are for, and the origin that its answers name in links. */
export interface Api {
  /** Without a trailing slash; may have a path. */
  readonly url: string
  readonly audience: string
  readonly origin: string
}

/** A data plane: whom its tokens are for, and how the names of its hosts end. */
export interface DataPlane {
  readonly audience: string
  readonly suffixes: readonly string[]
}

export interface Cloud {
  readonly login: string
  readonly resourceManager: Api
  readonly graph: Api
  readonly keyVault: DataPlane
  readonly storage: DataPlane
  readonly portal: string
  /** Address of a data-plane host. */
  dataPlane(host: string): string
}

interface CloudFacts {
  readonly login: string
  readonly resourceManager: string
  readonly graph: string
  readonly vaultSuffix: string
  readonly storageSuffix: string
  readonly portal: string
}

const facts: Readonly<Record<CloudName, CloudFacts>> = {
  public: {
    login: 'https://login.microsoftonline.com',
    resourceManager: 'https://management.azure.com',
    graph: 'https://graph.microsoft.com',
    vaultSuffix: 'vault.azure.net',
    storageSuffix: 'core.windows.net',
    portal: 'https://portal.azure.com',
  },
  usgovernment: {
    login: 'https://login.microsoftonline.us',
    resourceManager: 'https://management.usgovcloudapi.net',
    graph: 'https://graph.microsoft.us',
    vaultSuffix: 'vault.usgovcloudapi.net',
    storageSuffix: 'core.usgovcloudapi.net',
    portal: 'https://portal.azure.us',
  },
  china: {
    login: 'https://login.chinacloudapi.cn',
    resourceManager: 'https://management.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    vaultSuffix: 'vault.azure.cn',
    storageSuffix: 'core.chinacloudapi.cn',
    portal: 'https://portal.azure.cn',
  },
}

export function portalOf(cloud: CloudName): string {
  return facts[cloud].portal
}

/** The cloud's addresses, with those that are configured instead. Audiences stay the cloud's own. */
export function cloudOf(name: CloudName, overrides: EndpointOverrides = {}): Cloud {
  const { login, resourceManager, graph, vaultSuffix, storageSuffix, portal } = facts[name]
  const dataPlane = overrides.dataPlane === undefined ? 'https://{host}' : trimmed(overrides.dataPlane)
  return {
    login: trimmed(overrides.login ?? login),
    resourceManager: api(resourceManager, overrides.resourceManager),
    graph: api(graph, overrides.graph),
    keyVault: { audience: `https://${vaultSuffix}`, suffixes: [`.${vaultSuffix}`] },
    // Accounts in DNS zones of their own have the second ending.
    storage: { audience: 'https://storage.azure.com', suffixes: [`.${storageSuffix}`, '.storage.azure.net'] },
    portal,
    dataPlane: (host) => dataPlane.replaceAll('{host}', host),
  }
}

function api(own: string, override: string | undefined): Api {
  return { url: trimmed(override ?? own), audience: own, origin: own }
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '')
}
