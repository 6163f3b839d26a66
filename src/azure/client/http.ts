/** Sends requests until there is an answer: within limits, with fresh tokens, again after what passes, and never for ever. */
import { Backoff, type BackoffOptions, pause } from '../../collect/backoff.ts'
import { CloudError, MalformedAnswerError, UnreachableError } from '../../collect/errors.ts'
import type { Limiter } from '../../collect/limiter.ts'
import type { Throttle } from '../../collect/throttle.ts'
import { type Asked, failureOf, isPassing, requestIdOf, shown } from './failure.ts'
import { type Answer, isAnswer } from './json.ts'
import { parseAnswer } from './secrets.ts'
import { heed } from './throttling.ts'
import type { Tokens } from './tokens.ts'
import { type Exchange, exchange, type RawAnswer } from './transport.ts'

/** On whose behalf a request is sent: a task's call, or the sign-in's own. */
export interface Caller {
  readonly signal: AbortSignal
  readonly permission: string
  request(): void
  received(bytes: number): void
}

/** The same caller asking something that needs another permission. */
export function onBehalf(caller: Caller, permission: string): Caller {
  return {
    signal: caller.signal,
    permission,
    request: () => caller.request(),
    received: (bytes) => caller.received(bytes),
  }
}

export interface Request {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly audience: string
  /** What shares a throttle with this request: a subscription, the tenant, a vault. */
  readonly scope: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Reads the body of an API that does not answer in JSON. @throws CloudError where asking again is of no use, anything else otherwise */
  readonly parse?: (text: string) => unknown
  /** What a refusal means. */
  readonly grant: Pick<Asked, 'scope' | 'remedy'>
}

export interface Answered {
  readonly body: Answer
  header(name: string): string | undefined
}

export interface Patience {
  /** All waits of one request together. */
  readonly budgetMs: number
  /** Attempts after 5xx, a broken connection or an unreadable answer; throttling is bound by the budget alone. */
  readonly faults: number
  readonly firstMs?: number
}

export const patient: Patience = { budgetMs: 180_000, faults: 6 }

/** The waits of one request, or of a scope's throttle. */
export function waitsOf({ budgetMs, firstMs }: Patience): BackoffOptions {
  return { budgetMs, ...(firstMs === undefined ? {} : { firstMs }) }
}

/** An unreadable answer is most often one that a connection cut; one that stays unreadable is not waited for long. */
const unreadableAttempts = 3

export class Http {
  readonly #tokens: Tokens
  readonly #limiter: Limiter
  readonly #patience: Patience

  constructor(tokens: Tokens, limiter: Limiter, patience: Patience = patient) {
    this.#tokens = tokens
    this.#limiter = limiter
    this.#patience = patience
  }

  get tokens(): Tokens {
    return this.#tokens
  }

  get patience(): Patience {
    return this.#patience
  }

  /** Heeds a refusal that came within the answer to another request. */
  heed(url: string, scope: string, answer: RawAnswer, error: CloudError): void {
    heed(answer, this.#limiter.throttle(new URL(url).host, scope), error)
  }

  /** The JSON object that the request is answered with. @throws CloudError */
  async send(request: Request, caller: Caller): Promise<Answered> {
    const backoff = new Backoff(waitsOf(this.#patience))
    const host = new URL(request.url).host
    let refused: string | undefined
    let faults = 0
    for (;;) {
      const outcome = await this.#limiter.run(host, request.scope, caller.signal, (throttle) =>
        this.#attempt(request, refused, caller, throttle),
      )
      if (outcome.kind === 'answer') return outcome
      if (outcome.kind === 'unauthorised' && refused === undefined) {
        refused = outcome.token
        continue
      }
      if (outcome.kind !== 'passing') throw outcome.error
      if (outcome.because !== 'throttled' && ++faults >= (outcome.because === 'unreadable' ? unreadableAttempts : this.#patience.faults)) {
        throw outcome.error
      }
      const wait = backoff.next(outcome.retryAfter)
      if (wait === undefined) throw outcome.error
      await pause(wait, caller.signal)
    }
  }

  /** @param refused a token that the API did not accept */
  async #attempt(request: Request, refused: string | undefined, caller: Caller, throttle: Throttle): Promise<Outcome> {
    const { method, url, audience, body, headers, grant } = request
    // Only now: waiting for one's turn, or for a throttled API, may outlive a token.
    const token = await this.#tokens.get(audience, caller.signal, refused)
    const sent: Exchange = {
      method,
      url,
      token,
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    }
    caller.request()
    let answer: RawAnswer
    try {
      answer = await exchange(sent, caller.signal)
    } catch (cause) {
      caller.signal.throwIfAborted()
      return { kind: 'passing', because: 'broken', error: broken(request, cause) }
    }
    caller.received(Buffer.byteLength(answer.text))
    if (answer.status < 200 || answer.status >= 300) {
      const error = failureOf({ method, url, permission: caller.permission, ...grant }, answer)
      heed(answer, throttle, error)
      if (answer.status === 401) return { kind: 'unauthorised', error, token }
      if (!isPassing(answer.status)) return { kind: 'final', error }
      const retryAfter = answer.header('retry-after')
      const because = answer.status === 429 ? 'throttled' : 'broken'
      return { kind: 'passing', because, error, ...(retryAfter === undefined ? {} : { retryAfter }) }
    }
    heed(answer, throttle)
    return read(request, answer)
  }
}

type Outcome =
  | ({ readonly kind: 'answer' } & Answered)
  | { readonly kind: 'final'; readonly error: CloudError }
  | { readonly kind: 'unauthorised'; readonly error: CloudError; readonly token: string }
  | {
      readonly kind: 'passing'
      readonly because: 'throttled' | 'broken' | 'unreadable'
      readonly error: CloudError
      readonly retryAfter?: string
    }

function read(request: Request, answer: RawAnswer): Outcome {
  const requestId = requestIdOf(answer)
  const unreadable = (why: string, cause?: unknown): Outcome => ({
    kind: 'passing',
    because: 'unreadable',
    error: new MalformedAnswerError(`${request.method} ${shown(request.url)} answered ${why}.`, {
      status: answer.status,
      ...(requestId === undefined ? {} : { requestId }),
      ...(cause === undefined ? {} : { cause }),
    }),
  })
  let body: unknown
  try {
    body = (request.parse ?? parseAnswer)(answer.text)
  } catch (cause) {
    if (cause instanceof CloudError) return { kind: 'final', error: cause }
    return unreadable(answer.text === '' ? 'nothing' : 'something that is not JSON, or is cut off', cause)
  }
  if (!isAnswer(body)) return unreadable('JSON that is no object')
  return { kind: 'answer', body, header: answer.header }
}

/** What a connection threw may name more than the reason; only its words go on. */
function broken(request: Request, cause: unknown): UnreachableError {
  const why = (cause instanceof Error ? cause.message : String(cause)).split(/\r?\n/)[0] ?? ''
  const message = `${request.method} ${shown(request.url)} got no whole answer: ${why}. Check network, proxy and firewall.`
  return new UnreachableError(message, { cause: new Error(why) })
}
