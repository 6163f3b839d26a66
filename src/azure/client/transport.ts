/** One HTTP exchange: keep-alive, proxy from the environment, gzip, logging of sanitised lines at the library's debug level. */
import type { HttpClient, HttpMethods, Pipeline, PipelineResponse } from '@azure/core-rest-pipeline'

export interface Exchange {
  readonly method: HttpMethods
  readonly url: string
  /** Bearer token; public documents need none. */
  readonly token?: string
  /** Sent as JSON. */
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

interface Sender {
  readonly library: typeof import('@azure/core-rest-pipeline')
  readonly client: HttpClient
  readonly pipeline: Pipeline
}

let sender: Promise<Sender> | undefined

/** Loaded with the first request: what only reads definitions or an archive needs no HTTP. */
async function load(): Promise<Sender> {
  const library = await import('@azure/core-rest-pipeline')
  const pipeline = library.createEmptyPipeline()
  pipeline.addPolicy(library.userAgentPolicy({ userAgentPrefix: 'isobar' }))
  pipeline.addPolicy(library.proxyPolicy())
  pipeline.addPolicy(library.decompressResponsePolicy())
  pipeline.addPolicy(library.logPolicy(), { afterPhase: 'Sign' })
  return { library, client: library.createDefaultHttpClient(), pipeline }
}

/** @throws whatever the connection threw when there is no whole answer in time */
export async function exchange(sent: Exchange, signal: AbortSignal): Promise<RawAnswer> {
  // The library's own timeout ends with the first byte of an answer, and its timer outlives a refused connection.
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(new Error(`no whole answer within ${timeoutMs / 1000} seconds`)), timeoutMs)
  const cancel = () => stop.abort(signal.reason)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    signal.throwIfAborted()
    return await send(sent, stop.signal)
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', cancel)
  }
}

async function send({ method, url, token, body, headers = {} }: Exchange, abortSignal: AbortSignal): Promise<RawAnswer> {
  sender ??= load()
  const { library, client, pipeline } = await sender
  const request = library.createPipelineRequest({
    method,
    url,
    headers: library.createHttpHeaders({
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    abortSignal,
    allowInsecureConnection: isLoopback(url),
  })
  return answerOf(await pipeline.sendRequest(client, request))
}

function answerOf(response: PipelineResponse): RawAnswer {
  return {
    status: response.status,
    text: response.bodyAsText ?? '',
    header: (name) => response.headers.get(name),
  }
}

/** A bearer token never travels in clear over a network. */
function isLoopback(url: string): boolean {
  return /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url)
}
