/** What is in the graph, what ran last, and what is out of date. */
import { z } from 'zod'
import { type Coverage, coverage } from './coverage.ts'
import type { MergeSummary, Reader, Row, RunResult, TaskError, TaskStatus } from './store.ts'
import { completeStatuses } from './store.ts'

export interface Status {
  readonly entities: {
    readonly total: number
    readonly byType: Readonly<Record<string, number>>
    /** How many of them stand for something that no integration owns. */
    readonly placeholders: number
  }
  readonly relationships: {
    readonly total: number
    /** By `from type|VERB|to type`. */
    readonly byTriple: Readonly<Record<string, number>>
  }
  readonly integrations: readonly IntegrationStatus[]
  /** The last runs, the latest first. */
  readonly runs: readonly RunStatus[]
  /** Tasks whose rows may be out of date, because the cloud could not be read to the end the last time. */
  readonly stale: readonly StaleTask[]
  /** How much of the clouds' own counts of resources is in the graph; absent where none was taken. */
  readonly resources?: Coverage
}

export interface IntegrationStatus {
  readonly name: string
  readonly type: string
  readonly instance: string
  readonly class: readonly string[]
  readonly entities: number
  readonly relationships: number
  readonly lastRun?: Omit<RunStatus, 'integration'>
}

export interface RunStatus {
  readonly run: number
  readonly integration: string
  readonly status: RunResult['status']
  readonly startedOn: number
  readonly ms: number
  readonly requests: number
  readonly bytes: number
  readonly summary: MergeSummary
}

export interface StaleTask {
  readonly integration: string
  readonly type: string
  readonly scope: string
  readonly detail?: string
  readonly status: TaskStatus
  /** When the cloud was last read completely, epoch milliseconds; absent when it never was. */
  readonly completeOn?: number
  /** Rows that are shown as they were then. */
  readonly entities: number
  readonly error?: TaskError
}

/** @param runs how many of the last runs to tell of */
export async function status(reader: Reader, runs = 10): Promise<Status> {
  const [types, triples, placeholders, integrations, last, unread] = await Promise.all([
    reader.rows('SELECT type, sum(entities) AS entities FROM entity_kind WHERE entities > 0 GROUP BY type ORDER BY type'),
    reader.rows(byTriple),
    reader.rows('SELECT count(*) AS entities FROM entity WHERE integration = 0'),
    reader.rows(integrationRows),
    reader.rows(`${runRows} ORDER BY r.id DESC LIMIT $1`, [runs]),
    reader.rows(staleRows, [[...completeStatuses]]),
  ])
  const stale = unread.map(staleOf)
  const resources = await coverage(reader, stale)
  return {
    entities: {
      total: sum(types, 'entities'),
      byType: Object.fromEntries(types.map((row) => [String(row.type), Number(row.entities)])),
      placeholders: sum(placeholders, 'entities'),
    },
    relationships: {
      total: sum(triples, 'relationships'),
      byTriple: Object.fromEntries(triples.map((row) => [String(row.triple), Number(row.relationships)])),
    },
    integrations: integrations.map(integrationOf),
    runs: last.map(runOf),
    stale,
    ...(resources === undefined ? {} : { resources }),
  }
}

const byTriple = `
  SELECT f.type || '|' || k.class || '|' || t.type AS triple, sum(n.relationships) AS relationships
  FROM triple n JOIN entity_kind f ON f.id = n.from_kind JOIN relationship_kind k ON k.id = n.relationship_kind JOIN entity_kind t ON t.id = n.to_kind
  GROUP BY triple ORDER BY triple`

const runRows = `
  SELECT r.id AS run, i.name AS integration, r.status, r.started_on, r.ended_on - r.started_on AS ms, r.requests, r.bytes, r.summary
  FROM run r JOIN integration i ON i.id = r.integration`

const integrationRows = `
  SELECT i.name, i.type, i.instance, i.classes, coalesce(e.entities, 0) AS entities, coalesce(r.relationships, 0) AS relationships,
         l.run, l.status, l.started_on, l.ms, l.requests, l.bytes, l.summary
  FROM integration i
  LEFT JOIN (SELECT integration, count(*) AS entities FROM entity GROUP BY integration) e ON e.integration = i.id
  LEFT JOIN (SELECT integration, count(*) AS relationships FROM relationship GROUP BY integration) r ON r.integration = i.id
  LEFT JOIN (${runRows} QUALIFY r.id = max(r.id) OVER (PARTITION BY r.integration)) l ON l.integration = i.name
  WHERE i.id <> 0 ORDER BY i.name`

const staleRows = `
  SELECT i.name AS integration, t.type, t.scope, t.detail, t.status, t.complete_on, t.error, coalesce(e.entities, 0) AS entities
  FROM task t JOIN integration i ON i.id = t.integration
  LEFT JOIN (SELECT owner, count(*) AS entities FROM entity GROUP BY owner) e ON e.owner = t.id AND t.detail IS NULL
  WHERE NOT list_contains($1, t.status)
  ORDER BY i.name, t.type, t.scope, t.detail NULLS FIRST`

const runStatus: z.ZodType<RunResult['status']> = z.enum(['succeeded', 'partial', 'failed', 'interrupted'])
const taskStatus: z.ZodType<TaskStatus> = z.enum([
  'succeeded',
  'empty',
  'not-registered',
  'denied',
  'throttled',
  'malformed',
  'failed',
  'interrupted',
])

function integrationOf(row: Row): IntegrationStatus {
  return {
    name: String(row.name),
    type: String(row.type),
    instance: String(row.instance),
    class: Array.isArray(row.classes) ? row.classes.map(String) : [],
    entities: Number(row.entities),
    relationships: Number(row.relationships),
    ...(row.run === null ? {} : { lastRun: factsOfRun(row) }),
  }
}

function runOf(row: Row): RunStatus {
  const { run, ...facts } = factsOfRun(row)
  return { run, integration: String(row.integration), ...facts }
}

function factsOfRun(row: Row): Omit<RunStatus, 'integration'> {
  return {
    run: Number(row.run),
    status: runStatus.parse(row.status),
    startedOn: Number(row.started_on),
    ms: Number(row.ms),
    requests: Number(row.requests),
    bytes: Number(row.bytes),
    summary: JSON.parse(String(row.summary)),
  }
}

function staleOf(row: Row): StaleTask {
  return {
    integration: String(row.integration),
    type: String(row.type),
    scope: String(row.scope),
    ...(row.detail === null ? {} : { detail: String(row.detail) }),
    status: taskStatus.parse(row.status),
    ...(row.complete_on === null ? {} : { completeOn: Number(row.complete_on) }),
    entities: Number(row.entities),
    ...(row.error === null ? {} : { error: JSON.parse(String(row.error)) }),
  }
}

function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0)
}
