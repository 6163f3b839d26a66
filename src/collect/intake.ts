/** The one way of a raw resource into the graph, whether a cloud has just answered it or an archive holds it. */
import type { Loose } from '../graph/properties.ts'
import type { Stage, TaskRef } from '../store/store.ts'
import { type Failure, failureOf } from './failure.ts'
import { type Mapped, map } from './map.ts'
import type { Embedded, Plan } from './plan.ts'
import type { Resource, Scope } from './resource.ts'
import type { Task } from './task.ts'

/** What the detail calls of one resource came to. */
export interface DetailAnswers {
  readonly values: Readonly<Record<string, unknown>>
  /** Details that the cloud refused, by name. The resource stands without them. */
  readonly refused?: Readonly<Record<string, Failure>>
  /** A detail could not be had for now: the resource is incomplete and is not staged. */
  readonly failed?: Failure
}

/** Where the details of a resource come from; `path` tells embedded resources of one listed resource apart, '' is itself. */
export interface DetailReader {
  read(task: Task, raw: unknown, path: string): Promise<DetailAnswers>
}

export interface OpenedScope {
  readonly scope: Scope
  readonly by: TaskRef
}

export class Intake {
  readonly #plan: Plan
  readonly #stage: Pick<Stage, 'entity' | 'link'>
  readonly #common: Loose
  readonly #onResource: (task: Task) => void

  constructor(plan: Plan, stage: Pick<Stage, 'entity' | 'link'>, common: Loose, onResource: (task: Task) => void) {
    this.#plan = plan
    this.#stage = stage
    this.#common = common
    this.#onResource = onResource
  }

  /**
   * Maps and stages one listed resource and all that is embedded in it. What is wrong with it is noted in its task.
   * @returns the scopes it opens
   */
  async take(task: Task, raw: unknown, details: DetailReader): Promise<OpenedScope[]> {
    const opened: OpenedScope[] = []
    await this.#place(task, raw, '', details, opened)
    return opened
  }

  async #place(task: Task, raw: unknown, path: string, details: DetailReader, opened: OpenedScope[]): Promise<void> {
    const answers = await details.read(task, raw, path)
    for (const [detail, failure] of Object.entries(answers.refused ?? {})) task.refuse(detail, failure)
    if (answers.failed !== undefined) {
      task.failReading(answers.failed)
      return
    }
    const resource = { raw, details: answers.values, scope: task.scope }
    let mapped: Mapped
    try {
      mapped = map(task.definition, resource, this.#common)
    } catch (error) {
      task.failMapping(failureOf(error))
      return
    }
    task.skip(mapped.skipped)
    await this.#put(task, mapped)
    if (mapped.opens !== undefined) opened.push({ scope: mapped.opens, by: task.ref })
    for (const child of this.#plan.embeddedIn(task.definition.type)) {
      const childTask = task.child(child.type)
      const missing = child.source.detail === undefined ? undefined : answers.refused?.[child.source.detail]
      if (missing === undefined) await this.#pick(child, childTask, resource, path, details, opened)
      else childTask.failReading(missing)
    }
  }

  async #pick(
    child: Embedded,
    task: Task,
    parent: Resource<unknown>,
    parentPath: string,
    details: DetailReader,
    opened: OpenedScope[],
  ): Promise<void> {
    let picked: unknown[]
    try {
      picked = [...child.source.pick(parent)]
    } catch (error) {
      task.failMapping(failureOf(error))
      return
    }
    for (const [index, raw] of picked.entries()) await this.#place(task, raw, `${parentPath}/${child.type}/${index}`, details, opened)
  }

  async #put(task: Task, { entity, links }: Mapped): Promise<void> {
    if (entity === undefined && links.length === 0) return
    task.count()
    if (this.#plan.stages(task.ref.type)) {
      if (entity !== undefined) await this.#stage.entity(task.ref, entity)
      for (const link of links) await this.#stage.link(task.ref, link)
    }
    this.#onResource(task)
  }
}
