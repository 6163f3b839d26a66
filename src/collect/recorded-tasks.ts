/** The tasks of a recorded run, made anew as the lines of its archive come by. */
import type { Stage, TaskOutcome, TaskRef } from '../store/store.ts'
import type { ArchivedDetails, End, Line, OutcomeLine, ResourceLine, TaskLine } from './archive-format.ts'
import type { DetailAnswers, Intake } from './intake.ts'
import type { Observer, TaskLabel } from './observer.ts'
import { OutcomeTally } from './outcome-tally.ts'
import type { Plan } from './plan.ts'
import type { Scope } from './resource.ts'
import { Task } from './task.ts'

interface KnownScope {
  readonly scope: Scope
  /** Tasks in it that have not begun. */
  expected: number
}

export class RecordedTasks {
  readonly outcomes = new OutcomeTally()
  readonly #plan: Plan
  readonly #intake: Intake
  readonly #stage: Pick<Stage, 'outcome'>
  readonly #observer: Observer
  /** Those in which tasks are still to begin: with them go the raw resources that opened them. */
  readonly #scopes = new Map<string, KnownScope>()
  readonly #open = new Map<string, Task>()

  constructor(plan: Plan, intake: Intake, stage: Pick<Stage, 'outcome'>, observer: Observer) {
    this.#plan = plan
    this.#intake = intake
    this.#stage = stage
    this.#observer = observer
  }

  async take(line: Exclude<Line, { end: End }>): Promise<void> {
    if ('resource' in line) await this.#resource(line.resource)
    else if ('task' in line) this.#begin(line.task)
    else if ('outcome' in line) await this.#end(line.outcome)
    else if ('root' in line) this.#know(line.root)
    else this.#open.get(taskKey(line.again))?.restart()
  }

  /** Ends the tasks that are still open; in a whole archive there are none. */
  async giveUp(): Promise<void> {
    for (const task of this.#open.values()) {
      task.failReading({ status: 'interrupted' })
      await this.#tell(task.label, task.outcomes())
    }
    this.#open.clear()
  }

  #know(scope: Scope): void {
    const expected = this.#plan.listedIn(scope.kind).length
    const key = scopeKey(scope)
    if (expected > 0 && !this.#scopes.has(key)) this.#scopes.set(key, { scope, expected })
  }

  #begin({ type, scope, openedBy }: TaskLine): void {
    const definition = this.#plan.listed(type)
    const known = this.#scopes.get(scopeKey(scope))
    if (definition === undefined || known === undefined) return
    if (--known.expected === 0) this.#scopes.delete(scopeKey(scope))
    const task = new Task(this.#plan, definition, known.scope, openedBy)
    this.#open.set(taskKey(task.ref), task)
    this.#observer.event({ kind: 'task-queued', task: task.label })
    this.#observer.event({ kind: 'task-started', task: task.label })
  }

  async #resource(line: ResourceLine): Promise<void> {
    const task = this.#open.get(taskKey(line))
    if (task === undefined) return
    const read = async (_task: Task, _raw: unknown, path: string) => answers(path === '' ? line : line.embedded?.[path])
    for (const { scope } of await this.#intake.take(task, line.raw, { read })) this.#know(scope)
  }

  async #end(line: OutcomeLine): Promise<void> {
    const task = this.#open.get(taskKey(line))
    if (task === undefined) {
      const label = { type: line.type, title: line.type, service: 'Unknown', scope: line.scope, scopeName: line.scope }
      this.#observer.event({ kind: 'task-queued', task: label })
      await this.#tell(label, [unknown(line)])
      return
    }
    this.#open.delete(taskKey(line))
    for (const member of task.family()) {
      const reading = member === task ? line : line.embedded?.[member.ref.type]
      member.ms = line.ms
      member.requests = reading?.requests ?? 0
      if (reading?.failure !== undefined) member.failReading(reading.failure)
    }
    await this.#tell(task.label, task.outcomes())
  }

  async #tell(task: TaskLabel, outcomes: Iterable<TaskOutcome>): Promise<void> {
    for (const outcome of outcomes) {
      await this.#stage.outcome(outcome)
      this.outcomes.add(outcome)
      this.#observer.event({ kind: 'task-ended', task, outcome })
    }
  }
}

function scopeKey({ kind, id }: Pick<Scope, 'kind' | 'id'>): string {
  return `${kind}\n${id}`
}

function taskKey({ type, scope }: TaskRef): string {
  return `${type}\n${scope}`
}

function answers({ details, refused, failed }: ArchivedDetails = {}): DetailAnswers {
  return { values: details ?? {}, ...(refused === undefined ? {} : { refused }), ...(failed === undefined ? {} : { failed }) }
}

/** A task that this program's definitions have no place for: its answers were left out, so what the graph holds of it stays. */
function unknown({ type, scope, requests, ms }: OutcomeLine): TaskOutcome {
  const message = `This version of isobar does not list ${type} in such a scope. Collect again, or import with the version that wrote the archive.`
  return { type, scope, status: 'failed', resources: 0, requests, ms, error: { message } }
}
