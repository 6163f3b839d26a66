import { expect, test } from 'vitest'
import { linkedServiceOf } from './linked-services.ts'

function of(type: string, typeProperties: Record<string, unknown>) {
  return linkedServiceOf({ name: 'one', properties: { type, typeProperties } })
}

test('a linked service says which account it reaches, however it names it', () => {
  for (const [type, typeProperties] of [
    ['AzureBlobFS', { url: 'https://Lake01.dfs.core.windows.net/' }],
    ['AzureBlobStorage', { serviceEndpoint: 'https://lake01.blob.core.windows.net' }],
    ['AzureFileStorage', { connectionString: 'DefaultEndpointsProtocol=https;AccountName=lake01;EndpointSuffix=core.windows.net' }],
  ] as const)
    expect(of(type, typeProperties)).toEqual({ name: 'one', type, storageAccount: 'lake01' })
})

test('a linked service says which database it reaches, by parts or by a connection string', () => {
  const wanted = { name: 'one', type: 'AzureSqlDatabase', sqlServer: 'sql-01', sqlDatabase: 'orders' }
  expect(of('AzureSqlDatabase', { server: 'sql-01.database.windows.net', database: 'orders' })).toEqual(wanted)
  const connectionString = 'Data Source=tcp:SQL-01.database.windows.net,1433;Initial Catalog=orders;User ID=me;Password=secret'
  expect(of('AzureSqlDatabase', { connectionString })).toEqual(wanted)
})

test('nothing secret, nothing foreign and nothing of another shape is kept', () => {
  const connectionString = 'AccountName=lake01;AccountKey=c2VjcmV0;SharedAccessSignature=sig'
  expect(JSON.stringify(of('AzureBlobStorage', { connectionString }))).not.toMatch(/c2VjcmV0|sig/)
  expect(of('HttpServer', { url: 'https://lake01.blob.example.org' })).toEqual({ name: 'one', type: 'HttpServer' })
  expect(of('AzureSqlDatabase', { connectionString: { type: 'SecureString', value: '**' }, server: 7 })).toEqual({
    name: 'one',
    type: 'AzureSqlDatabase',
  })
})
