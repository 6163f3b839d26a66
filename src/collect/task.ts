/** One task: a resource definition in one scope. Counts what it does and remembers what went wrong. */
import { completeStatuses, type TaskOutcome, type TaskRef } from '../store/store.ts'
import type { Failure } from './failure.ts'
import type { TaskLabel } from './observer.ts'
import type { Definition, Plan } from './plan.ts'
import type { Scope } from './resource.ts'

/** A detail call that was refused, for as many resources as `resources` says. */
interface Refusal {
  readonly failure: Failure
  resources: number
}

const none: readonly Task[] = []

export class Task {
  readonly definition: Definition
  readonly scope: Scope
  /** The task whose resource opened the scope; absent for root scopes. */
  readonly openedBy: TaskRef | undefined
  readonly ref: TaskRef
  requests = 0
  ms = 0
  /** False for a task that only opens scopes for others. */
  readonly #staged: boolean
  readonly #embedded: readonly Task[]
  // Many tasks wait and few of them ever have any of these.
  #skipped: Map<string, number> | undefined
  #refusals: Map<string, Refusal> | undefined
  #resources = 0
  #reading: Failure | undefined
  #mapping: Failure | undefined

  constructor(plan: Plan, definition: Definition, scope: Scope, openedBy?: TaskRef) {
    const { type } = definition
    this.definition = definition
    this.scope = scope
    this.openedBy = openedBy
    this.ref = { type, scope: scope.id }
    this.#staged = plan.stages(type)
    const embedded = plan.embeddedIn(type)
    this.#embedded = embedded.length === 0 ? none : embedded.map((child) => new Task(plan, child, scope, openedBy))
  }

  get label(): TaskLabel {
    const { type, title, service } = this.definition
    return { type, title, service, scope: this.scope.id, scopeName: this.scope.name }
  }

  /** The task of a type embedded in this one's resources: it is read with this one and shares its fate. */
  child(type: string): Task {
    const child = this.#embedded.find(({ ref }) => ref.type === type)
    if (child === undefined) throw new Error(`${type} is not embedded in ${this.ref.type}.`)
    return child
  }

  /** This task and those of all types embedded in it, outermost first. */
  *family(): Iterable<Task> {
    yield this
    for (const child of this.#embedded) yield* child.family()
  }

  get resources(): number {
    return this.#resources
  }

  count(): void {
    this.#resources++
  }

  /** What went wrong while reading. An archive keeps it; of several failures the first counts. */
  get reading(): Failure | undefined {
    return this.#reading
  }

  failReading(failure: Failure): void {
    this.#reading ??= failure
  }

  /** What went wrong while mapping happens again whenever the archive is replayed. */
  failMapping(failure: Failure): void {
    this.#mapping ??= failure
  }

  refuse(detail: string, failure: Failure): void {
    this.#refusals ??= new Map()
    const known = this.#refusals.get(detail)
    if (known === undefined) this.#refusals.set(detail, { failure, resources: 1 })
    else known.resources++
  }

  /** Counts the properties that a resource goes without, for what the answer holds in their place cannot be them. */
  skip(properties: readonly string[]): void {
    for (const name of properties) {
      this.#skipped ??= new Map()
      this.#skipped.set(name, (this.#skipped.get(name) ?? 0) + 1)
    }
  }

  /** Forgets what was read so far, for the list is read anew. */
  restart(): void {
    for (const task of this.family()) task.#forget()
  }

  /** The rows of this task: its own, one for each detail that was refused, and those of the types embedded in it. */
  *outcomes(inherited?: Failure): Iterable<TaskOutcome> {
    const failure = inherited ?? this.#reading ?? this.#mapping
    const identity = { ...this.ref, ...(this.openedBy === undefined ? {} : { openedBy: this.openedBy }) }
    const status = failure?.status ?? (this.#resources > 0 ? 'succeeded' : 'empty')
    const passed = !this.#staged && completeStatuses.includes(status)
    const counts = { resources: this.#resources, requests: this.requests, ms: this.ms }
    yield { ...identity, status, ...(passed ? { passed } : {}), ...counts, ...this.#skips(), ...errorOf(failure) }
    if (!passed) {
      for (const [detail, { failure, resources }] of this.#refusals ?? []) {
        yield { ...identity, detail, status: failure.status, resources, requests: 0, ms: 0, ...errorOf(failure) }
      }
    }
    for (const child of this.#embedded) yield* child.outcomes(failure)
  }

  #skips(): Pick<TaskOutcome, 'skipped'> {
    return this.#skipped === undefined ? {} : { skipped: Object.fromEntries([...this.#skipped].sort()) }
  }

  #forget(): void {
    this.#resources = 0
    this.#reading = undefined
    this.#mapping = undefined
    this.#refusals = undefined
    this.#skipped = undefined
  }
}

function errorOf({ error }: Failure | { error?: never } = {}): Pick<TaskOutcome, 'error'> {
  return error === undefined ? {} : { error }
}
