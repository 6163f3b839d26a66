/** The HTTP handler under every AWS client: bounds what is under way at once, counts requests and bytes. */
import { pipeline, Readable, Transform } from 'node:stream'
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler'
import type { HttpHandlerOptions } from '@smithy/types'
import { Limiter } from '../../collect/limiter.ts'
import type { Call } from '../../collect/resource.ts'

/** Handed to every `send`; the SDK passes it down to the handler, retries included. */
export interface SendOptions extends HttpHandlerOptions {
  readonly meter?: Meter
}

export interface Meter extends Pick<Call<unknown>, 'request' | 'received'> {
  /** What shares a throttle: the account. */
  readonly scope: string
}

type Request = Parameters<NodeHttpHandler['handle']>[0]
type Answer = Awaited<ReturnType<NodeHttpHandler['handle']>>

/** AWS throttles by account, region and API; a region's endpoint of one service is one host. */
const defaultPerHost = 24

export class MeteredHandler {
  readonly #handler: NodeHttpHandler
  readonly #limiter: Limiter
  readonly metadata: NodeHttpHandler['metadata']

  /** @param perHost requests under way at once to one host; one account gets half of them */
  constructor(perHost = defaultPerHost) {
    const agent = { keepAlive: true, maxSockets: perHost }
    this.#handler = new NodeHttpHandler({ connectionTimeout: 10_000, requestTimeout: 60_000, httpAgent: agent, httpsAgent: agent })
    this.#limiter = new Limiter({ perHost, perScope: Math.ceil(perHost / 2) })
    this.metadata = this.#handler.metadata
  }

  async handle(request: Request, options: SendOptions = {}): Promise<Answer> {
    const { meter } = options
    const host = `${request.hostname}:${request.port ?? ''}`
    const signal = options.abortSignal instanceof AbortSignal ? options.abortSignal : new AbortController().signal
    return this.#limiter.run(host, meter?.scope ?? '', signal, async () => {
      meter?.request()
      const answer = await this.#handler.handle(request, options)
      if (meter !== undefined) countBody(answer.response, meter)
      return answer
    })
  }

  /** Clients share this handler and call this when they are destroyed; only the session ends it, by {@link close}. */
  destroy(): void {}

  close(): void {
    this.#handler.destroy()
  }

  updateHttpClientConfig(key: keyof NodeHttpHandlerOptions, value: NodeHttpHandlerOptions[typeof key]): void {
    this.#handler.updateHttpClientConfig(key, value)
  }

  httpHandlerConfigs(): NodeHttpHandlerOptions {
    return this.#handler.httpHandlerConfigs()
  }
}

/** By Content-Length where the answer has one; else by the bytes that pass. A cut connection still reaches the reader as an error. */
function countBody(response: Answer['response'], meter: Meter): void {
  const length = Number(response.headers['content-length'] ?? Number.NaN)
  if (Number.isFinite(length)) {
    meter.received(length)
    return
  }
  if (!(response.body instanceof Readable)) return
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      meter.received(chunk.length)
      done(null, chunk)
    },
  })
  // The reader of the counter sees the failure; the callback only keeps it from being thrown a second time.
  pipeline(response.body, counter, () => {})
  response.body = counter
}
