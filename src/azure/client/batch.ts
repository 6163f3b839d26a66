/** Gathers single Graph requests into $batch calls of 20, and tries again only those of them that were put off. */
import { Backoff, pause } from '../../collect/backoff.ts'
import { type CloudError, MalformedAnswerError } from '../../collect/errors.ts'
import { type Asked, failureOf, isPassing } from './failure.ts'
import { type Caller, type Patience, waitsOf } from './http.ts'
import { type Answer, at, isAnswer } from './json.ts'
import type { RawAnswer } from './transport.ts'

/** The most that Graph takes in one batch. */
export const batchSize = 20
/** How long a batch that is not full waits for more. */
const gatherMs = 4

interface BatchRequest {
  readonly id: string
  readonly method: 'GET'
  readonly url: string
}

interface Waiting {
  readonly url: string
  readonly caller: Caller
  resolve(answer: RawAnswer): void
  reject(error: unknown): void
}

export class BatchQueue {
  readonly #post: (requests: readonly BatchRequest[], caller: Caller) => Promise<Answer>
  readonly #grant: (caller: Caller) => Promise<Pick<Asked, 'scope' | 'remedy'>>
  readonly #heed: (answer: RawAnswer, error: CloudError) => void
  readonly #patience: Patience
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | undefined

  /**
   * @param grant what a refusal means
   * @param heed told of each that was throttled: the others learn from it
   */
  constructor(
    post: (requests: readonly BatchRequest[], caller: Caller) => Promise<Answer>,
    grant: (caller: Caller) => Promise<Pick<Asked, 'scope' | 'remedy'>>,
    heed: (answer: RawAnswer, error: CloudError) => void,
    patience: Patience,
  ) {
    this.#post = post
    this.#grant = grant
    this.#heed = heed
    this.#patience = patience
  }

  /** @param url relative to the version of the API: /groups/{id}/members */
  async get(url: string, caller: Caller): Promise<Answer> {
    const backoff = new Backoff(waitsOf(this.#patience))
    for (let faults = 0; ; ) {
      const answer = await this.#ask(url, caller)
      if (answer.status >= 200 && answer.status < 300) return bodyOf(url, answer)
      const error = failureOf({ method: 'GET', url, permission: caller.permission, ...(await this.#grant(caller)) }, answer)
      if (!isPassing(answer.status)) throw error
      if (answer.status === 429) this.#heed(answer, error)
      else if (++faults >= this.#patience.faults) throw error
      const wait = backoff.next(answer.header('retry-after'))
      if (wait === undefined) throw error
      await pause(wait, caller.signal)
    }
  }

  #ask(url: string, caller: Caller): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ url, caller, resolve, reject })
      if (this.#waiting.length >= batchSize) this.#flush()
      else this.#timer ??= setTimeout(() => this.#flush(), gatherMs)
    })
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const batch = this.#waiting
    this.#waiting = []
    const first = batch[0]
    if (first !== undefined) void this.#run(batch, first.caller)
  }

  async #run(batch: readonly Waiting[], caller: Caller): Promise<void> {
    try {
      const requests = batch.map(({ url }, index): BatchRequest => ({ id: String(index), method: 'GET', url }))
      const answers = answersOf(await this.#post(requests, caller))
      for (const [index, { url, resolve, reject }] of batch.entries()) {
        const answer = answers.get(String(index))
        if (answer === undefined) reject(new MalformedAnswerError(`The batch that asked for ${url} was answered without it.`))
        else resolve(answer)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}

function answersOf(body: Answer): Map<string, RawAnswer> {
  const responses = body.responses
  if (!Array.isArray(responses)) throw new MalformedAnswerError('A batch was answered without responses.')
  const answers = new Map<string, RawAnswer>()
  for (const response of responses) {
    const id = at(response, 'id')
    const status = at(response, 'status')
    if (typeof id !== 'string' || typeof status !== 'number') continue
    const headers = headersOf(at(response, 'headers'))
    answers.set(id, { status, text: JSON.stringify(at(response, 'body') ?? null), header: (name) => headers.get(name.toLowerCase()) })
  }
  return answers
}

function headersOf(headers: unknown): Map<string, string> {
  if (!isAnswer(headers)) return new Map()
  return new Map(Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])))
}

function bodyOf(url: string, answer: RawAnswer): Answer {
  const body: unknown = JSON.parse(answer.text)
  if (!isAnswer(body)) throw new MalformedAnswerError(`${url} was answered in a batch by something that is no object.`)
  return body
}
