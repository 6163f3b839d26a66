/** A run of the recorded tenant inside the test's own process, and what it left in the graph. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AzureConfig, azureIntegration } from '../../src/azure/index.ts'
import type { SessionOptions } from '../../src/azure/session.ts'
import { collect } from '../../src/collect/run.ts'
import { type Coverage, coverage } from '../../src/store/coverage.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import type { Row, Store, TaskOutcome } from '../../src/store/store.ts'
import { type RunWithTasks, withTasks } from '../with-tasks.ts'
import { type CaptureStats, startCapture } from './capture.ts'

/** The types of the first slice: enough to try how a run goes. */
export const slice: readonly string[] = [
  ...['azure_account', 'azure_user', 'azure_user_group', 'azure_group_member', 'azure_service_principal', 'azure_app_role_assignment'],
  ...[
    'azure_subscription',
    'azure_resource_group',
    'azure_location',
    'azure_management_group',
    'azure_role_definition',
    'azure_role_assignment',
  ],
  ...['azure_vnet', 'azure_subnet', 'azure_nic', 'azure_public_ip', 'azure_security_group', 'azure_vm', 'azure_managed_disk'],
  ...['azure_storage_account', 'azure_storage_container', 'azure_keyvault_service'],
]

export type Properties = Readonly<Record<string, unknown>>

/** What the graph is made of. */
export interface Kinds {
  readonly types: ReadonlyMap<string, { readonly classes: ReadonlySet<string>; readonly properties: ReadonlySet<string> }>
  /** Properties of relationships by verb. */
  readonly verbs: ReadonlyMap<string, ReadonlySet<string>>
}

export interface Collected {
  readonly summary: RunWithTasks
  /** What the server counted. */
  readonly stats: CaptureStats
  /** Tasks that did not read everything. */
  readonly gaps: readonly TaskOutcome[]
  entity(key: string): Properties | undefined
  /** Keys and properties of a type. */
  readonly entities: ReadonlyMap<string, Properties>
  /** Relationships by key: `from|verb|to`, with a suffix where the pair has several. */
  readonly edges: ReadonlyMap<string, Properties>
  /** Relationships by their ends' keys: `from|VERB|to`. */
  readonly ends: ReadonlySet<string>
  readonly kinds: Kinds
  /** Azure's own count of resources against what is in the graph. */
  readonly coverage: Coverage | undefined
  /** Keys of the entities of a type. */
  keysOf(type: string): readonly string[]
}

export interface Ask {
  readonly flags?: readonly string[]
  readonly config?: Partial<AzureConfig>
  readonly options?: SessionOptions
  readonly only?: readonly string[]
  /** Where the raw answers are kept. */
  readonly archive?: string
}

export async function collectCapture({ flags = [], config = {}, options = {}, only, archive }: Ask = {}): Promise<Collected> {
  const folder = mkdtempSync(join(tmpdir(), 'isobar-azure-'))
  const capture = await startCapture(...flags)
  try {
    const store = await openWorkspace(folder)
    try {
      const integration = azureIntegration(capture.config(config), options)
      const more = { ...(only === undefined ? {} : { only }), ...(archive === undefined ? {} : { archive }) }
      const summary = await withTasks((observer) => collect({ integration, store, observer, ...more }))
      const entities = await store.rows(
        'SELECT key, type, properties::VARCHAR AS properties FROM entity e JOIN entity_kind k ON k.id = e.kind',
      )
      const edges = await store.rows('SELECT key, properties::VARCHAR AS properties FROM relationship')
      const byKey = parsed(entities)
      return {
        summary,
        stats: await capture.stats(),
        gaps: summary.tasks.filter(({ status }) => !['succeeded', 'empty', 'not-registered'].includes(status)),
        entity: (key) => byKey.get(key),
        entities: byKey,
        edges: parsed(edges),
        ends: await endsOf(store),
        kinds: await kindsOf(store),
        coverage: await coverage(store, []),
        keysOf: (wanted) => entities.flatMap(({ key, type }) => (type === wanted ? [String(key)] : [])),
      }
    } finally {
      await store.close()
    }
  } finally {
    await capture.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function parsed(rows: readonly Row[]): Map<string, Properties> {
  return new Map(rows.map(({ key, properties }) => [String(key), JSON.parse(String(properties))]))
}

async function kindsOf(store: Store): Promise<Kinds> {
  const entities = await store.rows(
    `SELECT type, to_json(any_value(classes)) AS classes, to_json(list(DISTINCT name)) AS properties
     FROM entity_kind k JOIN property p ON p.kind = k.id GROUP BY type`,
  )
  const relationships = await store.rows(
    `SELECT class, to_json(list_distinct(flatten(list(json_keys(properties))))) AS properties
     FROM relationship r JOIN relationship_kind k ON k.id = r.kind GROUP BY class`,
  )
  const names = (value: unknown): ReadonlySet<string> => new Set(JSON.parse(String(value)))
  return {
    types: new Map(
      entities.map(({ type, classes, properties }) => [String(type), { classes: names(classes), properties: names(properties) }]),
    ),
    verbs: new Map(relationships.map((row) => [String(row.class), names(row.properties)])),
  }
}

async function endsOf(store: Store): Promise<ReadonlySet<string>> {
  const rows = await store.rows(
    `SELECT f.key AS "from", k.class AS verb, t.key AS "to" FROM relationship r JOIN relationship_kind k ON k.id = r.kind
     JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid`,
  )
  return new Set(rows.map(({ from, verb, to }) => `${from}|${verb}|${to}`))
}
