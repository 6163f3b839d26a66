/** A small real server for tests of bad answers, and a session that asks it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { AzureConfig, AzureOptions } from '../config.ts'
import { type AzureSession, sessionOf } from '../session.ts'
import type { Caller, Patience } from './http.ts'

export interface Seen {
  readonly method: string
  /** Path and query, without the API's own prefix. */
  readonly url: string
  readonly authorization: string
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown
  /** Sends the head and half of the body, then breaks the connection. */
  readonly cut?: boolean
  /** Milliseconds before the answer. */
  readonly after?: number
}

export interface TestServer {
  readonly base: string
  readonly seen: readonly Seen[]
  readonly session: AzureSession
  readonly caller: Caller & { requests: number; bytes: number }
  /** Tokens given so far. */
  readonly tokens: () => number
  stop(): Promise<void>
}

const quick: Patience = { budgetMs: 2_000, faults: 4, firstMs: 5 }

/** @param reply what a request is answered with; `base` is the server's own address, `count` numbers the requests from 1 */
export async function serve(
  reply: (request: Seen, count: number, base: string) => Reply,
  options: AzureOptions & { readonly patience?: Patience; readonly token?: string; readonly tokenLifeMs?: number } = {},
): Promise<TestServer> {
  const seen: Seen[] = []
  let base = ''
  const server = createServer(async (request, response) => {
    const asked = await read(request)
    seen.push(asked)
    const answer = reply(asked, seen.length, base)
    await pause(answer.after ?? 0)
    write(response, answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${portOf(server.address())}`
  let tokens = 0
  const session = sessionOf(configFor(base), {
    patience: quick,
    ...options,
    credential: async () => ({
      getToken: async () => ({
        token: options.token ?? `token-${++tokens}`,
        expiresOnTimestamp: Date.now() + (options.tokenLifeMs ?? 3_600_000),
      }),
    }),
  })
  const caller = {
    signal: new AbortController().signal,
    permission: 'Microsoft.Compute/disks/read',
    requests: 0,
    bytes: 0,
    request() {
      this.requests++
    },
    received(bytes: number) {
      this.bytes += bytes
    },
  }
  return {
    base,
    seen,
    session,
    caller,
    tokens: () => tokens,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function configFor(base: string): AzureConfig {
  return {
    name: 'test',
    type: 'azure',
    tenantId: '6f1d2c3a-8b4e-4d57-9a60-2e7c51f0b9d4',
    clientId: '11111111-2222-4333-8444-555555555555',
    clientSecret: 'secret',
    subscriptions: 'all',
    ingestDirectory: true,
    cloud: 'public',
    endpoints: { login: base, resourceManager: base, graph: base, dataPlane: base },
  }
}

async function read(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    authorization: request.headers.authorization ?? '',
    body: Buffer.concat(chunks).toString(),
  }
}

function write(response: ServerResponse, { status = 200, headers = {}, body, cut = false }: Reply): void {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers })
  if (!cut) {
    response.end(text)
    return
  }
  response.write(text.slice(0, text.length / 2), () => response.destroy())
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the test server has no port')
  return address.port
}
