/** The reading half of a run: opens scopes, starts the tasks in them, all at once within bounds, and notes how each ended. */
import type { Loose } from '../graph/properties.ts'
import type { Stage, TaskRef } from '../store/store.ts'
import { type Batch, BulkBoard } from './bulk.ts'
import { MalformedAnswerError, NotRegisteredError, PermissionError, SignInError } from './errors.ts'
import { type Failure, failureOf } from './failure.ts'
import { type DetailAnswers, Intake } from './intake.ts'
import { LiveDetails } from './live-details.ts'
import type { Observer } from './observer.ts'
import { OutcomeTally } from './outcome-tally.ts'
import { isJson, plain } from './plain.ts'
import type { Listed, Plan } from './plan.ts'
import type { Recorder } from './recorder.ts'
import type { BulkSource, Call, Scope } from './resource.ts'
import { type JobFacts, type Place, Scheduler } from './scheduler.ts'
import { Seen } from './seen.ts'
import { Task } from './task.ts'
import { throughWindow } from './window.ts'

/** Resources of one list whose details are asked for at once: enough for one large list alone to keep the client's limiter busy. */
const detailWindow = 32

/** Answers to bulk calls are pages of a thousand resources: so many times fewer of them may be held at once. */
const bulkWeight = 4

export interface CollectionOptions {
  readonly session: unknown
  readonly plan: Plan
  readonly stage: Pick<Stage, 'entity' | 'link' | 'outcome'>
  /** Properties that every entity gets. */
  readonly common: Loose
  readonly recorder: Recorder
  readonly observer: Observer
  readonly concurrency: number
  readonly now: () => number
  /** Tasks not to be repeated. */
  readonly skip: (task: TaskRef) => boolean
  /** Aborted when the run is to end; `stop` aborts it from inside. */
  readonly signal: AbortSignal
  readonly stop: (error: SignInError) => void
}

export class Collection {
  readonly outcomes = new OutcomeTally()
  requests = 0
  bytes = 0
  readonly #options: CollectionOptions
  readonly #intake: Intake
  readonly #scheduler: Scheduler
  readonly #bulk = new BulkBoard()
  /** Those that were opened: a page that repeats opens nothing twice. */
  readonly #scopes = new Seen()
  /** Tasks known and not ended, with the time they began. */
  readonly #unfinished = new Map<Task, number | undefined>()
  /** How many tasks of each listed type are scheduled or running: they may still open scopes. */
  readonly #active = new Map<string, number>()
  #rooted = false

  constructor(options: CollectionOptions) {
    this.#options = options
    this.#scheduler = new Scheduler(options.concurrency)
    const { plan, stage, common, observer } = options
    this.#intake = new Intake(plan, stage, common, (task) => observer.event({ kind: 'resource', task: task.label }))
    options.signal.addEventListener('abort', () => this.#scheduler.clear(), { once: true })
  }

  /**
   * Reads everything that the root scopes lead to.
   * @throws what the root scopes' own stream throws, after all tasks that could be started have ended
   */
  async run(roots: AsyncIterable<Scope>): Promise<void> {
    try {
      await this.#scheduler.during(() => this.#openRoots(roots))
    } finally {
      this.#rooted = true
      this.#startBulk((kind) => this.#settled(kind))
      await this.#scheduler.idle()
      // Kinds that only their own resources open never settle by themselves: start what is left when nothing else goes on.
      while (this.#startBulk(() => true)) await this.#scheduler.idle()
    }
  }

  /** Gives every task that has not ended this failure. */
  async giveUp(failure: Failure): Promise<void> {
    for (const task of this.#unfinished.keys()) {
      task.failReading(failure)
      await this.#end(task)
    }
  }

  async #openRoots(roots: AsyncIterable<Scope>): Promise<void> {
    for await (const scope of roots) {
      this.#options.signal.throwIfAborted()
      if (!isJson(scope)) throw new Error(`The scope ${scope.kind} ${scope.id} carries more than plain JSON.`)
      await this.#options.recorder.root(scope)
      this.#open(scope)
    }
  }

  #open(scope: Scope, openedBy?: TaskRef): void {
    const { plan, observer, skip } = this.#options
    const definitions = plan.listedIn(scope.kind)
    if (definitions.length === 0 || !this.#scopes.add(`${scope.kind}\n${scope.id}`)) return
    for (const definition of definitions) {
      if (skip({ type: definition.type, scope: scope.id })) continue
      const task = new Task(plan, definition, scope, openedBy)
      this.#unfinished.set(task, undefined)
      observer.event({ kind: 'task-queued', task: task.label })
      if (definition.bulk === undefined) this.#scheduleList(definition, task)
      else this.#bulk.wait(definition, definition.bulk, task)
    }
  }

  #scheduleList(definition: Listed, task: Task): void {
    const facts = { weight: 1 / (definition.source.perRequest ?? 1), lane: laneOf(task.scope) }
    this.#schedule(task, facts, (place) => this.#list(definition, task, place))
  }

  #schedule(task: Task, facts: JobFacts, work: (place: Place) => Promise<void>): void {
    if (this.#options.signal.aborted) return
    this.#activate(task.ref.type, 1)
    const run = async (place: Place) => {
      await work(place)
      this.#activate(task.ref.type, -1)
      if (this.#rooted) this.#startBulk((kind) => this.#settled(kind))
    }
    this.#scheduler.add(this.#options.plan.rankOf(task.definition), run, facts)
  }

  #activate(type: string, change: number): void {
    this.#active.set(type, (this.#active.get(type) ?? 0) + change)
  }

  /** Whether no scope of this kind can turn up any more. */
  #settled(kind: string): boolean {
    const openers = this.#options.plan.openersOf(kind)
    return [...openers].every((type) => (this.#active.get(type) ?? 0) === 0)
  }

  #startBulk(settled: (kind: string) => boolean): boolean {
    let started = false
    if (this.#options.signal.aborted) return started
    for (const batch of this.#bulk.take(settled)) {
      const [first] = batch.tasks
      if (first === undefined) continue
      // Bulk calls are throttled together: what waits for them leaves half of the room to the lists of the scopes.
      this.#schedule(first, { weight: bulkWeight, lane: 'bulk' }, (place) => this.#listMany(batch, first, place))
      started = true
    }
    return started
  }

  async #list(definition: Listed, task: Task, place: Place): Promise<void> {
    await this.#begin(task)
    const details = new LiveDetails((of, permission) => this.#call(of, permission))
    try {
      const list = definition.source.list(this.#call(task, definition.permission))
      await throughWindow(list, width(task), (raw) => this.#take(task, raw, details, place))
      // A list that was cut off may look like one that ended.
      this.#options.signal.throwIfAborted()
    } catch (error) {
      if (this.#isOver(error)) return
      task.failReading(failureOf(error, definition.permission))
    }
    await this.#end(task)
  }

  /** One call for many scopes. Where it does not answer for sure, the plain list of that scope does. */
  async #listMany({ definition, bulk, tasks }: Batch, first: Task, place: Place): Promise<void> {
    const byScope = new Map(tasks.map((task) => [task.scope.id, task]))
    const found = new Set<Task>()
    const details = new LiveDetails((of, permission) => this.#call(of, permission))
    for (const task of tasks) await this.#begin(task)
    // A request for all is counted once, with the first.
    const call = this.#call(first, definition.permission)
    const scopes = tasks.map((task) => task.scope)
    try {
      await throughWindow(bulk.list(call, scopes), width(first), async ({ scope, raw }) => {
        const task = byScope.get(scope)
        if (task === undefined) throw new MalformedAnswerError(`${bulk.api} answered for ${scope}, which was not asked for.`)
        found.add(task)
        await this.#take(task, raw, details, place)
      })
      this.#options.signal.throwIfAborted()
    } catch (error) {
      if (this.#isOver(error)) return
      for (const task of tasks) await this.#listInstead(definition, task)
      return
    }
    await Promise.all(
      tasks.map(async (task) => {
        const isProven = await this.#proves(bulk, definition, task, found.has(task))
        if (this.#options.signal.aborted) return
        if (isProven || found.has(task)) await this.#end(task)
        else await this.#listInstead(definition, task)
      }),
    )
  }

  /**
   * Whether it is known what the bulk call's answer for a scope is worth: all there is, or a part, which the task then says.
   * What hinders the proof otherwise, the plain list meets as well.
   */
  async #proves(bulk: BulkSource<unknown, unknown>, definition: Listed, task: Task, gave: boolean): Promise<boolean> {
    try {
      return await bulk.proves(this.#call(task, definition.permission), task.scope)
    } catch (error) {
      if (error instanceof PermissionError || (error instanceof NotRegisteredError && !gave)) {
        task.failReading(failureOf(error, definition.permission))
        return true
      }
      if (error instanceof SignInError) this.#options.stop(error)
      return false
    }
  }

  async #listInstead(definition: Listed, task: Task): Promise<void> {
    task.restart()
    await this.#options.recorder.restart(task)
    this.#scheduleList(definition, task)
  }

  async #take(task: Task, raw: unknown, details: LiveDetails, place: Place): Promise<void> {
    this.#options.signal.throwIfAborted()
    let resource: unknown
    try {
      resource = plain(raw)
    } catch (error) {
      task.failMapping(failureOf(error))
      return
    }
    const answers = new Map<string, DetailAnswers>()
    const opened = await this.#intake.take(task, resource, details.forResource(answers))
    await this.#options.recorder.resource(task, resource, answers)
    for (const { scope, by } of opened) this.#open(scope, by)
    if (opened.length > 0) await place.whenRoomy()
  }

  #call(task: Task, permission: string): Call<unknown> {
    const { session, signal, observer } = this.#options
    return {
      session,
      scope: task.scope,
      signal,
      permission,
      request: () => {
        task.requests++
        this.requests++
        observer.event({ kind: 'request', task: task.label })
      },
      received: (bytes) => {
        this.bytes += bytes
      },
    }
  }

  /** Whether the run as a whole is over, as a refused sign-in makes it; its open tasks then get their failure from {@link giveUp}. */
  #isOver(error: unknown): boolean {
    if (error instanceof SignInError) this.#options.stop(error)
    return this.#options.signal.aborted
  }

  async #begin(task: Task): Promise<void> {
    if (this.#unfinished.get(task) !== undefined) return
    this.#unfinished.set(task, this.#options.now())
    this.#options.observer.event({ kind: 'task-started', task: task.label })
    await this.#options.recorder.begin(task)
  }

  async #end(task: Task): Promise<void> {
    const began = this.#unfinished.get(task)
    this.#unfinished.delete(task)
    if (began === undefined) await this.#options.recorder.begin(task)
    else for (const member of task.family()) member.ms = this.#options.now() - began
    await this.#options.recorder.end(task)
    for (const outcome of task.outcomes()) {
      await this.#options.stage.outcome(outcome)
      this.outcomes.add(outcome)
      this.#options.observer.event({ kind: 'task-ended', task: task.label, outcome })
    }
  }
}

/** What the cloud throttles as one: a subscription or an account with all in it, or what belongs to none. */
function laneOf(scope: Scope): string {
  let at = scope
  while (at.kind !== 'subscription' && at.kind !== 'account' && at.within !== undefined) at = at.within
  return at.id
}

function width(task: Task): number {
  const asks = [...task.family()].some(({ definition }) => Object.keys(definition.details).length > 0)
  return asks ? detailWindow : 1
}
