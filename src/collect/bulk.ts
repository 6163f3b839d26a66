/** Tasks that wait until all scopes of their kind are known, to be listed by one call for many scopes. */
import { type Listed, scopeKinds } from './plan.ts'
import type { BulkSource } from './resource.ts'
import type { Task } from './task.ts'

export interface Batch {
  readonly definition: Listed
  readonly bulk: BulkSource<unknown, unknown>
  readonly tasks: readonly Task[]
}

interface Waiting extends Omit<Batch, 'tasks'> {
  readonly tasks: Task[]
}

export class BulkBoard {
  readonly #waiting = new Map<string, Waiting>()

  wait(definition: Listed, bulk: BulkSource<unknown, unknown>, task: Task): void {
    const known = this.#waiting.get(definition.type)
    if (known === undefined) this.#waiting.set(definition.type, { definition, bulk, tasks: [task] })
    else known.tasks.push(task)
  }

  /** Takes off the board, in batches, the tasks of every definition whose scopes are all known by now. */
  *take(settled: (kind: string) => boolean): Iterable<Batch> {
    for (const [type, { tasks, ...rest }] of this.#waiting) {
      if (!scopeKinds(rest.definition).every(settled)) continue
      this.#waiting.delete(type)
      const size = Math.max(1, rest.bulk.scopesPerCall)
      for (let start = 0; start < tasks.length; start += size) yield { ...rest, tasks: tasks.slice(start, start + size) }
    }
  }
}
