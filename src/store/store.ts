/** The store's port: what the rest of the house may ask of whatever keeps the graph and its history. */

import type { Borrowed, Link } from '../graph/link.ts'
import type { Entity } from '../graph/model.ts'

/** How a task ended. Only the first three say that the cloud was read completely. */
export type TaskStatus = 'succeeded' | 'empty' | 'not-registered' | 'denied' | 'throttled' | 'malformed' | 'failed' | 'interrupted'

/** Statuses after which what the task owned and no longer saw is gone; after any other it stays and is stale. */
export const completeStatuses: readonly TaskStatus[] = ['succeeded', 'empty', 'not-registered']

export interface TaskError {
  /** What happened and what to do, in a sentence or two, without secrets. */
  readonly message: string
  /** The missing permission, for `denied`. */
  readonly permission?: string
  readonly status?: number
  readonly code?: string
  readonly requestId?: string
}

/** One resource definition in one scope. `(type, scope, detail)` is unique within an integration. */
export interface TaskOutcome {
  readonly type: string
  /** Stable id of the scope: a subscription or management group id, account or account/region, a parent's key. */
  readonly scope: string
  /** Set when this row tells of one detail call of the definition (blobServices), which owns no entities. */
  readonly detail?: string
  /** The task whose resource opened this scope; absent for root scopes. */
  readonly openedBy?: { readonly type: string; readonly scope: string }
  readonly status: TaskStatus
  /** Read completely, but only to open scopes for the types a run was limited to: it staged nothing, so nothing of it is closed. */
  readonly passed?: true
  readonly resources: number
  readonly requests: number
  readonly ms: number
  /** Properties that resources go without because the answer held something of an unexpected type, with the number of resources. */
  readonly skipped?: Readonly<Record<string, number>>
  readonly error?: TaskError
}

export interface IntegrationIdentity {
  /** `_integrationName`, unique in a workspace. */
  readonly name: string
  /** `_integrationType`: azure, aws, or the name people give their own data. */
  readonly type: string
  /** `_integrationInstanceId`: the tenant id, the account id. */
  readonly instance: string
  /** `_integrationClass`: CSP, IdP… None for people's own data, which nothing else tells from a cloud's: names are free. */
  readonly class: readonly string[]
}

export interface RunHeader {
  readonly integration: IntegrationIdentity
  /** Epoch milliseconds; becomes `_createdOn`, `_beginOn`, `_endOn` of what the merge changes. */
  readonly startedOn: number
  /** Definition types the run was limited to; absent for a full run. */
  readonly only?: readonly string[]
  /** Tasks that an interrupted run finished and this one, resuming it, did not repeat. */
  readonly kept?: readonly { readonly type: string; readonly scope: string }[]
}

export interface StagedEntity extends Omit<Entity, 'properties'> {
  /** Flat, as clouds' definitions make them; people's own data may hold nulls and nested values. */
  readonly properties: Readonly<Record<string, unknown>>
  /** The raw answer as JSON text, kept beside the entity. */
  readonly raw?: string
  readonly borrowed?: Readonly<Record<string, Borrowed>>
  /** Metadata that people's own data brings along and that is kept as given (`_createdOn`, `_version`, …). */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/**
 * What a run collects, written aside until {@link Stage.merge}; killing the process before that changes nothing. Tasks may
 * be millions: what they stage is told by one TaskRef object each, which is not remembered once nobody else does.
 */
export interface Stage {
  /** Adds an entity of a task. Await the promise: it is the back-pressure. */
  entity(task: TaskRef, entity: StagedEntity): Promise<void>
  link(task: TaskRef, link: Link): Promise<void>
  /** Says how a task, or one detail call of it, ended. A task that staged something and has no outcome was interrupted. */
  outcome(outcome: TaskOutcome): Promise<void>
  /** One transaction: diff, versions, links resolved, placeholders made, tasks and run recorded. */
  merge(result: RunResult): Promise<MergeSummary>
  /** Forgets everything staged. */
  discard(): Promise<void>
}

export interface TaskRef {
  readonly type: string
  readonly scope: string
}

export interface RunResult {
  readonly status: 'succeeded' | 'partial' | 'failed' | 'interrupted'
  readonly endedOn: number
  readonly requests: number
  readonly bytes: number
}

export interface Changes {
  readonly created: number
  readonly updated: number
  readonly deleted: number
  readonly unchanged: number
  readonly total: number
}

/**
 * Relationships that follow from the graph as a whole: who reaches what, who may do what. Worked out by SQL at every merge,
 * of whichever integration, and written in its transaction; one that is not concluded again is closed. What a run
 * collected is not lost by an analysis that fails: all conclusions then stay as they were (`MergeSummary.unconcluded`).
 *
 * The statements read three relations, the graph as it will be after the merge without what analyses concluded:
 * - `entity_next` (nid, integration, key, type, classes, properties);
 * - `relationship_next` (nid, class, type, from_nid, to_nid, properties);
 * - `task_next` (integration, type, scope, detail, status): what was read completely and what was not.
 */
export interface Analysis {
  /** Unique. */
  readonly name: string
  /** Types of the clouds whose entities and relationships it reads: people's own data, whatever its name, stays as they gave it. */
  readonly integrations: readonly string[]
  /** It concludes nothing while these have no entity of any of these types. */
  readonly types: readonly string[]
  /** Placeholders at the ends of its relationships, each there as long as the graph has an entity of the type that wants it. */
  readonly placeholders?: readonly { readonly entity: Entity; readonly wantedBy: string }[]
  /** The relationships that it may draw, for the catalogue and the docs: types of the ends, ANY_RESOURCE and the like for any. */
  readonly concludes?: readonly Concluded[]
  /** Run in order before `conclusions`, to make temporary tables and views, which no other analysis sees. */
  readonly steps: readonly string[]
  /**
   * A SELECT with the columns from_nid, class, to_nid, suffix (tells apart several of one class between the same two ends,
   * or null), and properties (a JSON object's text, names sorted, equal for equal conclusions).
   */
  readonly conclusions: string
}

export interface Concluded {
  readonly from: string
  readonly class: string
  readonly to: string
}

export interface MergeSummary {
  readonly run: number
  readonly entities: Changes
  readonly relationships: Changes
  /** Entities of the mapper that stand for something no integration owns. */
  readonly placeholders: number
  /** Links of this run whose ends were not found. */
  readonly dangling: number
  /** Set when an analysis failed, which is a fault of the program: what analyses concluded is as of the run before. */
  readonly unconcluded?: { readonly analysis: string; readonly message: string }
}

/** How a run ended, its merge included. */
export function statusAfter(status: RunResult['status'], { unconcluded }: MergeSummary): RunResult['status'] {
  return status === 'succeeded' && unconcluded !== undefined ? 'partial' : status
}

export type Row = Readonly<Record<string, unknown>>

export interface QueryOptions {
  readonly signal?: AbortSignal
}

/** Reads of the last committed graph. SQL is the room's own; every value is a bound parameter. */
export interface Reader {
  /**
   * Another number after every merge, so that what was learned of the graph can be kept as long as it is true; undefined
   * while one is going on. Nobody but this process can merge while it has the workspace open.
   */
  readonly revision?: number | undefined
  rows(sql: string, parameters?: readonly unknown[], options?: QueryOptions): Promise<Row[]>
  /** The same in chunks, in constant memory. */
  stream(sql: string, parameters?: readonly unknown[], options?: QueryOptions): AsyncIterable<readonly Row[]>
}

export interface Store extends Reader {
  stage(run: RunHeader): Promise<Stage>
  close(): Promise<void>
}

/**
 * The workspace cannot be opened: another process owns it, it is newer than this program, it is damaged, the disk is full.
 * Or it cannot take a run, for the name of its integration is taken.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: 'owned' | 'newer' | 'damaged' | 'disk' | 'missing' | 'taken'

  constructor(code: StoreError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
