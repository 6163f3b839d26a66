import { afterEach, expect, test } from 'vitest'
import { serve, type TestServer } from '../client/server.fixture.ts'
import { edgesOf, entityOf, subscription } from '../service.fixture.ts'
import { classicAdministrators } from './classic-administrators.ts'

const administrator = (emailAddress: string, role: string) => ({ id: `/x/${emailAddress}`, name: 'n', properties: { emailAddress, role } })
const raw = { name: 'g', administrators: [administrator('Ada@corp.example', 'CoAdministrator'), administrator('', 'ServiceAdministrator')] }

let server: TestServer | undefined
afterEach(() => server?.stop())

async function listed(value: readonly object[]): Promise<unknown[]> {
  server = await serve(() => ({ body: { value } }))
  if (classicAdministrators.source.kind !== 'list') throw new Error('no list')
  return Array.fromAsync(classicAdministrators.source.list({ ...server.caller, session: server.session, scope: subscription }))
}

test('the administrators of a subscription are one group, and no group where there are none', async () => {
  expect(await listed(raw.administrators)).toEqual([{ name: 'Classic administrators', administrators: raw.administrators }])
  await server?.stop()
  expect(await listed([])).toEqual([])
})

test('the groups of two subscriptions are told apart', () => {
  const scope = { ...subscription, id: 's2' }
  expect([entityOf(classicAdministrators, raw).key, entityOf(classicAdministrators, raw, { scope }).key]).toEqual([
    'azure_classic_admin_group:s1',
    'azure_classic_admin_group:s2',
  ])
  expect(entityOf(classicAdministrators, raw).properties).toMatchObject({
    role: ['CoAdministrator', 'ServiceAdministrator'],
    subscriptionId: 's1',
  })
})

test('a member is the user who signs in by that name, or a stand-in; who has no address is nobody', () => {
  expect(edgesOf(classicAdministrators, raw)).toMatchObject([
    {
      edge: 'azure_classic_admin_group:s1|HAS|azure_user{"userPrincipalName":"Ada@corp.example"}',
      type: 'azure_classic_admin_group_has_user',
      properties: { role: 'CoAdministrator', id: '/x/Ada@corp.example', name: 'n' },
      placeholder: { type: 'azure_user', properties: { userPrincipalName: 'Ada@corp.example' } },
    },
  ])
})
