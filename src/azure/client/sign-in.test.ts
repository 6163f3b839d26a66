import { expect, test } from 'vitest'
import { SignInError } from '../../collect/errors.ts'
import type { AzureConfig } from '../config.ts'
import { cloudOf } from './clouds.ts'
import { serve } from './server.fixture.ts'
import { explainSignIn, whySignInFailed } from './sign-in.ts'

const config: AzureConfig = {
  name: 'contoso',
  type: 'azure',
  tenantId: '6f1d2c3a-8b4e-4d57-9a60-2e7c51f0b9d4',
  clientId: '11111111-2222-4333-8444-555555555555',
  clientSecret: 'Zx8Q~not-a-guid',
  subscriptions: 'all',
  ingestDirectory: true,
  cloud: 'public',
}

function refusal(code: string, text: string): Error {
  return new Error(
    `invalid_client: Error(s): ${code.slice(6)} - ${code}: ${text} Trace ID: 0f3c2b1a-0000-4000-8000-000000000001 Timestamp: …`,
  )
}

test.each([
  ['AADSTS90002', /no tenant 6f1d2c3a.*Directory \(tenant\) ID/],
  ['AADSTS7000215', /secret of application 11111111.*Value \(not its Secret ID\)/],
  ['AADSTS7000222', /has expired\. Create a new one/],
  ['AADSTS700016', /no application 11111111.*Application \(client\) ID/],
  ['AADSTS700027', /certificate is not registered/],
  ['AADSTS90038', /another Azure cloud\. Set cloud/],
  ['AADSTS700213', /federated credential.*issuer, subject and audience/],
  ['AADSTS50034', /does not exist in tenant 6f1d2c3a.*az login --tenant 6f1d2c3a/],
  ['AADSTS700082', /az login --tenant 6f1d2c3a/],
  ['AADSTS7000229', /az ad sp create --id 11111111/],
  ['AADSTS53003', /Conditional Access/],
])('%s is explained with what to do', (code, words) => {
  const error = explainSignIn(refusal(code, 'what Microsoft says'), config)
  expect(error).toBeInstanceOf(SignInError)
  expect(error.message).toMatch(words)
  expect(error.message).toContain(`(${code})`)
  expect(error.facts).toMatchObject({ code, requestId: '0f3c2b1a-0000-4000-8000-000000000001' })
})

test("a secret shaped like an id is recognised as the secret's ID in place of its value", () => {
  const swapped = { ...config, clientSecret: '3f2504e0-4f89-11d3-9a0c-0305e82c3301' }
  const error = explainSignIn(refusal('AADSTS7000215', 'Invalid client secret provided.'), swapped)
  expect(error.message).toMatch(/looks like the secret's ID\. Use the secret's Value/)
})

test('no message holds the secret', () => {
  for (const code of ['AADSTS7000215', 'AADSTS7000222', 'AADSTS999999']) {
    expect(explainSignIn(refusal(code, 'x'), config).message).not.toContain('Zx8Q')
  }
})

test('an unknown code is told as Microsoft says it, on one line', () => {
  const error = explainSignIn(new Error('AADSTS999999: Something new.\nTrace ID: x'), config)
  expect(error.message).toBe('The sign-in to tenant 6f1d2c3a-8b4e-4d57-9a60-2e7c51f0b9d4 was refused: AADSTS999999: Something new.')
})

test('a way to sign in that is not there says how to get it', () => {
  expect(explainSignIn(new Error('Azure CLI not found'), { ...config, auth: 'azure-cli' }).message).toMatch(/az login --tenant 6f1d2c3a/)
  expect(explainSignIn(new Error('no endpoint'), { ...config, auth: 'managed-identity' }).message).toMatch(/no managed identity/)
})

test.each([
  [-17, /clock of this machine is 17 min ahead/],
  [17, /clock of this machine is 17 min behind/],
  [0, /though the clock of this machine is right/],
])('a proof out of its time is laid to the clock where the service, %s min away, says so', async (minutes, words) => {
  const date = new Date(Date.now() + minutes * 60_000).toUTCString()
  const server = await serve(() => ({ headers: { date }, body: { token_endpoint: 'x' } }))
  try {
    const refused = refusal('AADSTS700024', 'Client assertion is not within its valid time range.')
    const cloud = cloudOf('public', { login: server.base })
    expect((await whySignInFailed(refused, config, cloud, new AbortController().signal)).message).toMatch(words)
  } finally {
    await server.stop()
  }
})

test("a workload's token that has expired is not laid to the clock", () => {
  const { message } = explainSignIn(refusal('AADSTS700024', 'x'), { ...config, auth: 'workload-identity' }, 300)
  expect(message).toContain('AZURE_FEDERATED_TOKEN_FILE has expired')
})

test('a clock that nobody can be asked about is named as what to check', () => {
  expect(explainSignIn(refusal('AADSTS700024', 'x'), config).message).toMatch(/Check the clock of this machine/)
})
