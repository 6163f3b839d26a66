import { afterEach, describe, expect, test } from 'vitest'
import { type Reply, type Seen, serve, type TestServer } from '../client/server.fixture.ts'
import { entityOf, subscription } from '../service.fixture.ts'
import { keyVault } from './key-vault.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

const raw = {
  id: '/subscriptions/s1/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v',
  properties: { vaultUri: 'https://v.vault.azure.net/' },
}

async function contentsOf(reply: (request: Seen) => Reply) {
  server = await serve(reply)
  const { contents } = keyVault.details
  const found = await contents?.get({ ...server.caller, permission: 'keys/list', session: server.session, scope: subscription }, raw)
  return entityOf(keyVault, raw, { details: { contents: found } }).properties
}

describe('the contents of a vault', () => {
  test('are readable when every kind is listed, be it empty', async () => {
    expect(await contentsOf(() => ({ body: { value: [] } }))).toMatchObject({ contentsReadable: true, unreadableContents: [] })
  })

  test('are not when its data plane refuses one kind', async () => {
    const properties = await contentsOf(({ url }) =>
      url.includes('/secrets') ? { status: 403, body: { error: { code: 'Forbidden' } } } : { body: { value: [] } },
    )
    expect(properties).toMatchObject({ contentsReadable: false, unreadableContents: ['secrets'] })
  })

  test('are unknown when nothing was answered', () => {
    expect(entityOf(keyVault, raw).properties).not.toHaveProperty('contentsReadable')
  })
})
