/** What a run has come to so far, counted from its events: the numbers behind the progress display. */
import type { RunEvent, TaskLabel } from '../../collect/observer.ts'
import { completeStatuses } from '../../store/store.ts'

export interface ServiceTally {
  known: number
  ended: number
  resources: number
}

interface Underway {
  readonly label: TaskLabel
  readonly since: number
}

export class Tally {
  readonly services = new Map<string, ServiceTally>()
  readonly #underway = new Map<string, Underway>()
  readonly #now: () => number
  readonly started: number
  known = 0
  ended = 0
  resources = 0
  requests = 0
  /** Tasks that ended without having read everything. */
  incomplete = 0
  merging = false
  done = false

  constructor(now: () => number = Date.now) {
    this.#now = now
    this.started = now()
  }

  add(event: RunEvent): void {
    switch (event.kind) {
      case 'task-queued':
        this.known++
        this.#service(event.task).known++
        break
      case 'task-started':
        this.#underway.set(keyOf(event.task), { label: event.task, since: this.#now() })
        break
      case 'request':
        this.requests++
        break
      case 'resource':
        this.resources++
        this.#service(event.task).resources++
        break
      case 'task-ended':
        if (!completeStatuses.includes(event.outcome.status)) this.incomplete++
        // Embedded types and refused details end with the task that they belong to.
        if (event.outcome.type === event.task.type && event.outcome.detail === undefined) {
          this.ended++
          this.#service(event.task).ended++
          this.#underway.delete(keyOf(event.task))
        }
        break
      case 'merging':
        this.merging = true
        break
      case 'run-ended':
        this.done = true
        break
      case 'run-started':
        break
    }
  }

  get seconds(): number {
    return (this.#now() - this.started) / 1000
  }

  /** The task that has been under way the longest, when that is longer than `least` seconds. */
  slowest(least: number): { readonly label: TaskLabel; readonly seconds: number } | undefined {
    let slowest: Underway | undefined
    for (const task of this.#underway.values()) if (slowest === undefined || task.since < slowest.since) slowest = task
    if (slowest === undefined) return undefined
    const seconds = (this.#now() - slowest.since) / 1000
    return seconds < least ? undefined : { label: slowest.label, seconds }
  }

  #service({ service }: TaskLabel): ServiceTally {
    const known = this.services.get(service)
    if (known !== undefined) return known
    const tally = { known: 0, ended: 0, resources: 0 }
    this.services.set(service, tally)
    return tally
  }
}

function keyOf(task: TaskLabel): string {
  return `${task.type}\n${task.scope}`
}
