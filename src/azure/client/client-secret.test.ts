import { createServer, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { SignInError } from '../../collect/errors.ts'
import { ClientSecret } from './client-secret.ts'

interface Reply {
  readonly status: number
  readonly body: unknown
}

let server: Server | undefined
const seen: { url: string | undefined; form: Record<string, string> }[] = []

async function serving(reply: (count: number) => Reply): Promise<ClientSecret> {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    seen.push({ url: request.url, form: Object.fromEntries(new URLSearchParams(body)) })
    const { status, body: said } = reply(seen.length)
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof said === 'string' ? said : JSON.stringify(said))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return new ClientSecret({ tenantId: 't1', clientId: 'c1', clientSecret: 'Zx8Q~a+b' }, `http://127.0.0.1:${port}`, 1)
}

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  seen.length = 0
})

const scope = 'https://management.azure.com/.default'
const granted: Reply = { status: 200, body: { access_token: 'token', expires_in: 3599 } }

test('one request proves who the application is and brings the token with its end', async () => {
  const credential = await serving(() => granted)
  const { token, expiresOnTimestamp } = await credential.getToken(scope)
  expect(token).toBe('token')
  expect(Math.abs(expiresOnTimestamp - Date.now() - 3_599_000)).toBeLessThan(2_000)
  expect(seen).toEqual([
    { url: '/t1/oauth2/v2.0/token', form: { client_id: 'c1', client_secret: 'Zx8Q~a+b', scope, grant_type: 'client_credentials' } },
  ])
})

test('a refusal is told in the words of the service, its error code and trace id among them, and not repeated', async () => {
  const words = 'AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 0f3c2b1a-0000-4000-8000-000000000001'
  const credential = await serving(() => ({ status: 401, body: { error: 'invalid_client', error_description: words } }))
  await expect(credential.getToken(scope)).rejects.toThrow(words)
  expect(seen).toHaveLength(1)
})

test.each<[string, Reply]>([
  ['an error of the service', { status: 503, body: {} }],
  ['a page of HTML', { status: 200, body: '<html>' }],
])('after %s it asks again', async (_what, bad) => {
  const credential = await serving((count) => (count < 3 ? bad : granted))
  expect((await credential.getToken(scope)).token).toBe('token')
  expect(seen).toHaveLength(3)
})

test.each<[string, Reply, RegExp]>([
  ['fails', { status: 500, body: {} }, /cannot be reached: it answered 500\. Check network, proxy and firewall/],
  ['answers in HTML', { status: 200, body: '<html>' }, /something that is not JSON/],
])('a service that always %s is out of reach', async (_what, bad, words) => {
  const credential = await serving(() => bad)
  const error = await credential.getToken(scope).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(SignInError)
  expect(String(error)).toMatch(words)
  expect(seen).toHaveLength(5)
})

test('a refused connection says where it led, and holds no secret', async () => {
  const credential = new ClientSecret({ tenantId: 't1', clientId: 'c1', clientSecret: 'Zx8Q~' }, 'http://127.0.0.1:1', 1)
  const error = await credential.getToken(scope).catch((caught: unknown) => caught)
  expect(String(error)).toMatch(/sign-in service http:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/)
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('Zx8Q')
})

test('a cancelled sign-in ends at once', async () => {
  const credential = await serving(() => ({ status: 503, body: {} }))
  const abort = new AbortController()
  abort.abort(new Error('stopped'))
  await expect(credential.getToken(scope, { abortSignal: abort.signal })).rejects.toThrow('stopped')
})
