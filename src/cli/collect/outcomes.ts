/** How the tasks of one run ended: counted and grouped for people, written aside for programs, but never all in memory. */
import type { Observer, RunEvent } from '../../collect/observer.ts'
import { completeStatuses, type TaskOutcome, type TaskStatus } from '../../store/store.ts'
import { Gaps } from './gaps.ts'
import { OutcomeFile } from './outcome-file.ts'

export class Outcomes {
  /** By how they ended; rows of details are no tasks of their own. */
  readonly byStatus = new Map<TaskStatus, number>()
  readonly gaps = new Gaps()
  /** Values that were left out because they are of an unexpected type, by type and property. */
  readonly skipped = new Map<string, number>()
  /** All of them, in the order in which they ended; undefined when nobody wants to read them. */
  readonly all: OutcomeFile | undefined
  count = 0

  /** @param folder where they may be written aside; by default they are only counted */
  constructor(folder?: string) {
    this.all = folder === undefined ? undefined : new OutcomeFile(folder)
  }

  /** Tells the observer all the same. */
  heardBefore(observer: Observer): Observer {
    return {
      event: (event: RunEvent) => {
        if (event.kind === 'task-ended') this.#add(event.outcome)
        observer.event(event)
      },
    }
  }

  #add(outcome: TaskOutcome): void {
    const { status, detail, type, skipped = {} } = outcome
    this.count++
    this.all?.add(outcome)
    if (detail === undefined) increase(this.byStatus, status, 1)
    if (!completeStatuses.includes(status)) this.gaps.add(outcome)
    for (const [property, count] of Object.entries(skipped)) increase(this.skipped, `${type}.${property}`, count)
  }
}

function increase<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
