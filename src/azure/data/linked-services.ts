/**
 * Linked services of data factories: how each reaches the store that it reads or writes.
 * https://learn.microsoft.com/azure/data-factory/concepts-linked-services
 */
import { type Answer, text } from '../client/json.ts'

/** What is kept of one. Connection strings hold secrets and stay behind. */
export interface LinkedService extends Answer {
  readonly name: unknown
  readonly type: string | undefined
  readonly storageAccount?: string
  readonly sqlServer?: string
  readonly sqlDatabase?: string
}

export function linkedServiceOf(answer: Answer): LinkedService {
  const inside = 'properties.typeProperties'
  const connection = partsOf(text(answer, `${inside}.connectionString`))
  const address = text(answer, `${inside}.url`) ?? text(answer, `${inside}.serviceEndpoint`) ?? connection.get('blobendpoint')
  const storageAccount = connection.get('accountname') ?? accountIn(address)
  const server = serverIn(text(answer, `${inside}.server`) ?? connection.get('server') ?? connection.get('data source'))
  const database = text(answer, `${inside}.database`) ?? connection.get('database') ?? connection.get('initial catalog')
  return {
    name: answer.name,
    type: text(answer, 'properties.type'),
    ...(storageAccount === undefined ? {} : { storageAccount: storageAccount.toLowerCase() }),
    ...(server === undefined || database === undefined ? {} : { sqlServer: server, sqlDatabase: database }),
  }
}

/** `a=1;b=2`, names in lower case. */
function partsOf(connection: string | undefined): ReadonlyMap<string, string> {
  const pairs = (connection ?? '').split(';').map((part) => {
    const end = part.indexOf('=')
    return [part.slice(0, Math.max(0, end)).trim().toLowerCase(), part.slice(end + 1).trim()] as const
  })
  return new Map(pairs.filter(([name, value]) => name !== '' && value !== ''))
}

/** Only Azure's own stores: another host may bear the same first name. */
function accountIn(address: string | undefined): string | undefined {
  return /^https:\/\/([a-z0-9]+)(?:-secondary)?\.(?:blob|dfs|file|table|queue)\.(?:storage\.azure|core)\./i.exec(address ?? '')?.[1]
}

/** `tcp:name.database.windows.net,1433` → name */
function serverIn(address: string | undefined): string | undefined {
  return /^(?:tcp:)?([a-z0-9-]+)\.database\./i.exec(address ?? '')?.[1]?.toLowerCase()
}
