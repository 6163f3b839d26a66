/** One HTTP exchange: keep-alive, proxy from the environment, gzip, and never longer than an API may think. */

import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders, RequestOptions } from 'node:http'
import { onAbort } from '../../collect/abort.ts'

export interface Exchange {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Bearer token; public documents need none. */
  readonly token?: string
  /** Sent as a form where it is one (URLSearchParams), as JSON otherwise. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface RawAnswer {
  readonly status: number
  readonly text: string
  header(name: string): string | undefined
}

/** No API that is asked here thinks longer than this. */
const timeoutMs = 100_000

interface Stack {
  readonly request: (url: URL, options: RequestOptions) => ClientRequest
  readonly unzip: (zipped: Buffer) => Promise<Buffer>
}

let tls: Promise<Stack> | undefined
let plain: Promise<Stack> | undefined

/** Loaded with the first request: what only reads definitions or an archive needs no HTTP, and hardly anybody that without TLS. */
async function load(library: typeof import('node:https') | typeof import('node:http')): Promise<Stack> {
  const [{ gunzip }, { promisify }] = await Promise.all([import('node:zlib'), import('node:util')])
  const agent = new library.Agent({ keepAlive: true, proxyEnv: proxies(process.env) })
  return { request: (url, options) => library.request(url, { ...options, agent }), unzip: promisify(gunzip) }
}

function stackFor(url: URL): Promise<Stack> {
  if (url.protocol !== 'http:') {
    tls ??= import('node:https').then(load)
    return tls
  }
  if (!isLoopback(url)) throw new Error('a token is not sent in clear over a network')
  plain ??= import('node:http').then(load)
  return plain
}

/** The proxies as the environment names them; the general ones stand in for that of https, as in Azure's own tools. */
export function proxies(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const named = (name: string) => env[name] ?? env[name.toLowerCase()]
  return {
    HTTP_PROXY: named('HTTP_PROXY') ?? named('ALL_PROXY'),
    HTTPS_PROXY: named('HTTPS_PROXY') ?? named('ALL_PROXY') ?? named('HTTP_PROXY'),
    NO_PROXY: named('NO_PROXY'),
  }
}

/** @throws whatever the connection threw when there is no whole answer in time, the signal's reason when it is aborted */
export async function exchange(sent: Exchange, signal: AbortSignal): Promise<RawAnswer> {
  const url = new URL(sent.url)
  const { request, unzip } = await stackFor(url)
  signal.throwIfAborted()
  const body = bodyOf(sent.body)
  const asked = request(url, { method: sent.method, headers: headersOf(sent, body) })
  const { answer, bytes } = await answered(asked, body?.text, signal)
  const whole = answer.headers['content-encoding'] === 'gzip' ? await unzip(bytes) : bytes
  return { status: answer.statusCode ?? 0, text: whole.toString('utf8'), header: (name) => headerOf(answer, name) }
}

function answered(request: ClientRequest, body: string | undefined, signal: AbortSignal): Promise<Received> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      off()
    }
    const fail = (error: unknown) => {
      end()
      reject(error)
    }
    const cancel = () => {
      fail(signal.reason)
      request.destroy()
    }
    const timer = setTimeout(() => {
      fail(new Error(`no whole answer within ${timeoutMs / 1000} seconds`))
      request.destroy()
    }, timeoutMs)
    const off = onAbort(signal, cancel)
    request.on('error', fail)
    request.on('response', (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      // A connection that breaks within the body is told here.
      answer.on('error', fail)
      answer.on('end', () => {
        end()
        resolve({ answer, bytes: Buffer.concat(chunks) })
      })
    })
    request.end(body)
  })
}

interface Received {
  readonly answer: IncomingMessage
  readonly bytes: Buffer
}

interface Body {
  readonly type: string
  readonly text: string
}

function bodyOf(body: unknown): Body | undefined {
  if (body === undefined) return undefined
  if (body instanceof URLSearchParams) return { type: 'application/x-www-form-urlencoded', text: body.toString() }
  return { type: 'application/json', text: JSON.stringify(body) }
}

function headersOf({ token, headers }: Exchange, body: Body | undefined): OutgoingHttpHeaders {
  return {
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'user-agent': 'isobar',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': body.type, 'content-length': Buffer.byteLength(body.text) }),
    ...headers,
  }
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

/** A bearer token never travels in clear over a network. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]'
}
