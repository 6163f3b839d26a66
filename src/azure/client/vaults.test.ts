import { afterEach, expect, test } from 'vitest'
import { MalformedAnswerError, PermissionError } from '../../collect/errors.ts'
import { serve, type TestServer } from './server.fixture.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

test('a vault that refuses says which role or access policy to grant, for both models', async () => {
  server = await serve(() => ({
    status: 403,
    body: { error: { code: 'Forbidden', message: 'The user does not have list permission.', innererror: { code: 'AccessDenied' } } },
  }))
  const list = server.session.vaults.list('https://payroll.vault.azure.net/', 'keys', { ...server.caller, permission: 'keys/list' })
  const error = await list[Symbol.asyncIterator]()
    .next()
    .catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(PermissionError)
  expect(String(error)).toContain('Key Vault Reader')
  expect(String(error)).toContain('az keyvault set-policy --name payroll --spn 11111111-2222-4333-8444-555555555555 --key-permissions list')
})

test.each(['https://vault.azure.net.evil.example/', 'http://169.254.169.254/', 'nonsense'])('no token is sent to %s', async (url) => {
  server = await serve(() => ({ body: { value: [] } }))
  const from = server
  expect(() => from.session.vaults.list(url, 'keys', from.caller)).toThrow(MalformedAnswerError)
  expect(server.seen).toEqual([])
})

test('a list that was tried does not ask for its first page again, and asks for it when it is read once more', async () => {
  server = await serve(() => ({ body: { value: [{ kid: 'https://payroll.vault.azure.net/keys/one' }] } }))
  const { session, caller, seen } = server
  const read = () => Array.fromAsync(session.vaults.list('https://payroll.vault.azure.net/', 'keys', caller))
  await session.vaults.tryListing('https://payroll.vault.azure.net/', 'keys', caller)
  const asked = seen.length
  expect(await read()).toHaveLength(1)
  expect(seen).toHaveLength(asked)
  expect(await read()).toHaveLength(1)
  expect(seen).toHaveLength(asked + 1)
})
