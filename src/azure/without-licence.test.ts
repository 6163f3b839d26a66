import { afterEach, expect, test } from 'vitest'
import { type Reply, type Seen, serve, type TestServer } from './client/server.fixture.ts'
import type { AzureDefinition } from './resource.ts'
import { tenant } from './service.fixture.ts'
import { directoryRoleAssignment, directoryRoleEligibility } from './services/entra-privileged-roles.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

async function listed({ source, permission }: AzureDefinition, reply: (request: Seen) => Reply) {
  server = await serve(reply)
  if (source.kind !== 'list') throw new Error('no list')
  return Array.fromAsync(source.list({ ...server.caller, permission, session: server.session, scope: tenant }))
}

const unlicensed = { status: 400, body: { error: { code: 'AadPremiumLicenseRequired', message: 'The tenant needs a licence.' } } }

test('a tenant without the licence has none', async () => {
  expect(await listed(directoryRoleEligibility, () => unlicensed)).toEqual([])
})

test('or what there is without it', async () => {
  const permanent = { id: 'a1', principalId: 'p1', roleDefinitionId: 'r1' }
  const items = await listed(directoryRoleAssignment, ({ url }) =>
    url.includes('/roleAssignments') ? { body: { value: [permanent] } } : unlicensed,
  )
  expect(items).toEqual([{ ...permanent, assignmentType: 'Assigned', memberType: 'Direct' }])
})

test('every other failure stays one', async () => {
  const refused = { status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'no' } } }
  await expect(listed(directoryRoleEligibility, () => refused)).rejects.toThrow('RoleEligibilitySchedule.Read.Directory')
})
