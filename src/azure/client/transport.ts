/** One HTTP exchange: keep-alive, proxy from the environment, gzip, logging of sanitised lines at the library's debug level. */
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicy,
  type HttpMethods,
  logPolicy,
  type PipelineResponse,
  proxyPolicy,
  userAgentPolicy,
} from '@azure/core-rest-pipeline'

export interface Exchange {
  readonly method: HttpMethods
  readonly url: string
  readonly token: string
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

const client = createDefaultHttpClient()

const pipeline = createEmptyPipeline()
pipeline.addPolicy(userAgentPolicy({ userAgentPrefix: 'isobar' }))
pipeline.addPolicy(proxyPolicy())
pipeline.addPolicy(decompressResponsePolicy())
pipeline.addPolicy(logPolicy(), { afterPhase: 'Sign' })

/** @throws whatever the connection threw when there is no whole answer */
export async function exchange({ method, url, token, body, headers = {} }: Exchange, signal: AbortSignal): Promise<RawAnswer> {
  const response = await pipeline.sendRequest(
    client,
    createPipelineRequest({
      method,
      url,
      headers: createHttpHeaders({
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeout: timeoutMs,
      abortSignal: signal,
      allowInsecureConnection: isLoopback(url),
    }),
  )
  return answerOf(response)
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
