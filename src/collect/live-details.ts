/** Detail calls of one task's resources, sent to the cloud. */
import { SignInError } from './errors.ts'
import { type Failure, failureOf, isExhausted, isRefusal } from './failure.ts'
import type { DetailAnswers, DetailReader } from './intake.ts'
import { plain } from './plain.ts'
import type { Call, DetailSource } from './resource.ts'
import type { Task } from './task.ts'

/** A cloud that gives no answer to this many detail calls of one task, each tried to the end, will not give the rest either. */
const exhaustedLimit = 10

/** How one detail call ended. */
type Ending = { readonly value: unknown } | { readonly failure: Failure }

export class LiveDetails {
  readonly #callOf: (task: Task, permission: string) => Call<unknown>
  #exhausted = 0

  constructor(callOf: (task: Task, permission: string) => Call<unknown>) {
    this.#callOf = callOf
  }

  /** Reads the details of one listed resource and of those embedded in it, and notes the answers by path. */
  forResource(answers: Map<string, DetailAnswers>): DetailReader {
    return {
      read: async (task, raw, path) => {
        const sources = Object.entries(task.definition.details)
        if (sources.length === 0) return { values: {} }
        const endings = await Promise.all(sources.map(async ([name, source]) => [name, await this.#get(task, source, raw)] as const))
        const answer = sorted(endings)
        answers.set(path, answer)
        return answer
      },
    }
  }

  async #get(task: Task, source: DetailSource<unknown, unknown>, raw: unknown): Promise<Ending> {
    const call = this.#callOf(task, source.permission)
    try {
      if (source.when?.(raw) === false) return { value: undefined }
      return { value: plain(await source.get(call, raw)) }
    } catch (error) {
      if (call.signal.aborted || error instanceof SignInError) throw error
      if (isExhausted(error) && ++this.#exhausted >= exhaustedLimit) throw error
      return { failure: failureOf(error, source.permission) }
    }
  }
}

/** The order is the definition's, whichever call ended first. */
function sorted(endings: readonly (readonly [string, Ending])[]): DetailAnswers {
  const values: [string, unknown][] = []
  const refused: [string, Failure][] = []
  let failed: Failure | undefined
  for (const [name, ending] of endings) {
    if (!('failure' in ending)) {
      if (ending.value !== undefined) values.push([name, ending.value])
    } else if (isRefusal(ending.failure)) refused.push([name, ending.failure])
    else failed ??= ending.failure
  }
  return {
    values: Object.fromEntries(values),
    ...(refused.length === 0 ? {} : { refused: Object.fromEntries(refused) }),
    ...(failed === undefined ? {} : { failed }),
  }
}
