import { afterEach, expect, test } from 'vitest'
import { PermissionError } from '../collect/errors.ts'
import { type Reply, type Seen, serve, type TestServer } from './client/server.fixture.ts'
import type { AzureCall } from './listing.ts'
import { untilRefused } from './until-refused.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

async function calls(reply: (request: Seen) => Reply): Promise<(scope: string) => AzureCall> {
  const started = await serve(reply)
  server = started
  return (scope) => ({ ...started.caller, session: started.session, scope: { kind: 'subscription', id: scope, name: scope, data: {} } })
}

const refused = { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }
const ask = () => untilRefused((call, { id }) => call.session.arm.get(`/${id}`, '1', call))

test('after one refusal nobody else of the subscription is asked, and all are told of it', async () => {
  const call = await calls(() => refused)
  const get = ask()
  const answers = await Promise.allSettled(['a', 'b', 'c'].map((id) => get(call('s1'), { id })))
  expect(answers.map((answer) => answer.status === 'rejected' && answer.reason instanceof PermissionError)).toEqual([true, true, true])
  expect(server?.seen.length).toBe(1)
  await expect(get(call('s2'), { id: 'd' })).rejects.toBeInstanceOf(PermissionError)
  expect(server?.seen.length).toBe(2)
})

test('after an answer, or a failure of the one resource, the others are asked', async () => {
  const call = await calls(({ url }) => (url.startsWith('/a') ? { status: 400, body: {} } : { body: { url } }))
  const get = ask()
  const [first, second] = await Promise.allSettled([get(call('s1'), { id: 'a' }), get(call('s1'), { id: 'b' })])
  expect(first?.status).toBe('rejected')
  expect(second).toMatchObject({ status: 'fulfilled', value: { url: '/b?api-version=1' } })
})
