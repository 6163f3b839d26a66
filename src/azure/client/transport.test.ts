import { createServer, type RequestListener, type Server } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { exchange, proxies } from './transport.ts'

const never = new AbortController().signal
const servers: Server[] = []

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`
}

afterEach(async () => {
  vi.unstubAllEnvs()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

test('a zipped answer is unzipped, whatever its characters', async () => {
  const host = await listening((request, response) => {
    const text = JSON.stringify({ accepts: request.headers['accept-encoding'], name: 'Zürich ✓' })
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text))
  })
  const { status, text } = await exchange({ method: 'GET', url: `http://${host}/` }, never)
  expect([status, JSON.parse(text)]).toEqual([200, { accepts: 'gzip', name: 'Zürich ✓' }])
})

test('a zipped answer that is cut off is no answer', async () => {
  const whole = gzipSync(JSON.stringify({ name: 'x'.repeat(1000) }))
  const host = await listening((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(whole.subarray(0, whole.length - 10))
  })
  await expect(exchange({ method: 'GET', url: `http://${host}/` }, never)).rejects.toThrow()
})

test('a connection is used again', async () => {
  const ports = new Set<number | undefined>()
  const host = await listening((request, response) => {
    ports.add(request.socket.remotePort)
    response.end('{}')
  })
  for (let index = 0; index < 3; index++) await exchange({ method: 'GET', url: `http://${host}/` }, never)
  expect(ports.size).toBe(1)
})

test('a body that is being read ends with the reason when the run is cancelled', async () => {
  const host = await listening((_request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{')
  })
  const abort = new AbortController()
  setTimeout(() => abort.abort(new Error('stopped')), 50)
  await expect(exchange({ method: 'GET', url: `http://${host}/` }, abort.signal)).rejects.toThrow('stopped')
})

test('a token is sent in clear to this machine only', async () => {
  await expect(exchange({ method: 'GET', url: 'http://management.azure.com/', token: 't' }, never)).rejects.toThrow(/in clear/)
})

test('requests go through the proxy of the environment, except to hosts that it names', async () => {
  const direct = await listening((_request, response) => response.end('direct'))
  const proxy = await listening((request, response) => response.end(`through the proxy to ${request.url}`))
  vi.stubEnv('HTTP_PROXY', `http://${proxy}`)
  vi.stubEnv('NO_PROXY', direct)
  // The environment is read once, with the first request of a process.
  vi.resetModules()
  const fresh = await import('./transport.ts')
  const ask = async (url: string) => (await fresh.exchange({ method: 'GET', url }, never)).text
  expect(await ask(`http://${direct}/a`)).toBe('direct')
  expect(await ask('http://127.0.0.1:1/a')).toBe('through the proxy to http://127.0.0.1:1/a')
})

test('a general proxy stands in for that of https', () => {
  expect(proxies({ all_proxy: 'http://a' })).toMatchObject({ HTTP_PROXY: 'http://a', HTTPS_PROXY: 'http://a' })
  expect(proxies({ HTTP_PROXY: 'http://h' })).toMatchObject({ HTTPS_PROXY: 'http://h' })
  expect(proxies({ HTTP_PROXY: 'http://h', https_proxy: 'http://s', no_proxy: 'x' })).toMatchObject({
    HTTP_PROXY: 'http://h',
    HTTPS_PROXY: 'http://s',
    NO_PROXY: 'x',
  })
})
