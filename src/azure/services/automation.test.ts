import { expect, test } from 'vitest'
import { PermissionError } from '../../collect/errors.ts'
import { type Reply, serve } from '../client/server.fixture.ts'
import { drawn, entityOf, hasAnswers, named, opened, published, subscription } from '../service.fixture.ts'
import { automationAccount, automationRunbook } from './automation.ts'

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Automation/automationAccounts/A'
const account = { id, name: 'A', properties: {} }

async function variables(reply: Reply): Promise<unknown> {
  const server = await serve(() => reply)
  try {
    return await automationAccount.details.variables?.get({ ...server.caller, session: server.session, scope: subscription }, account)
  } finally {
    await server.stop()
  }
}

test('an account names its variables that are not encrypted, and keeps no value', async () => {
  const value = [
    { name: 'plain', properties: { isEncrypted: false, value: '"hunter2"' } },
    { name: 'secret', properties: { isEncrypted: true } },
    { name: 'odd' },
  ]
  const answer = await variables({ body: { value } })
  expect(JSON.stringify(answer)).not.toContain('hunter2')
  expect(entityOf(automationAccount, account, { details: { variables: answer } }).properties).toMatchObject({
    variableCount: 3,
    unencryptedVariableNames: ['plain'],
  })
})

test('an account whose variables are refused is not one without', async () => {
  await expect(variables({ status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } })).rejects.toBeInstanceOf(
    PermissionError,
  )
  expect(entityOf(automationAccount, account).properties).not.toHaveProperty('variableCount')
})

test('an account has its runbooks', () => {
  const key = id.toLowerCase()
  const raw = { id: `${id}/runbooks/R`, name: 'R' }
  expect(drawn(automationRunbook, raw, { scope: opened(automationAccount, account) })).toEqual([`${key}|HAS|${key}/runbooks/r`])
})

test.skipIf(!hasAnswers)('as published', () => {
  expect(entityOf(automationAccount, named(published('azure_automation_account'), 'VVtest')).properties).toMatchObject({
    identityType: 'SystemAssigned',
    principalId: '0426c758-fef6-4730-b82d-751aa5c490a5',
    createdOn: Date.parse('2021-11-11T09:18:43.940Z'),
  })
  const runbook = named(published('azure_automation_account', 'runbooks'), 'ASR-AddPublicIp')
  expect(entityOf(automationRunbook, runbook, { scope: opened(automationAccount, account) }).properties).toMatchObject({
    runbookType: 'PowerShell',
    state: 'Published',
    location: 'eastus2',
  })
})
