/** Whether anything of a cloud stays invisible: its own count of resources by type against what the graph holds of them. */
import type { Reader } from './store.ts'

export interface Coverage {
  /** Resources that the cloud counts, or that the lists hold where they know of more. */
  readonly total: number
  /** In the graph as entities of a type of their own. */
  readonly modelled: number
  /** In the graph as resources of which only the common facts are known. */
  readonly generic: number
  /** Counted, but not in the graph. */
  readonly unknown: number
  /** Which those are. */
  readonly gaps: readonly CoverageGap[]
}

export interface CoverageGap {
  readonly integration: string
  /** As the cloud names it: microsoft.keyvault/vaults. */
  readonly type: string
  readonly resources: number
  /** Tasks that should have listed them and could not read their cloud to the end. */
  readonly tasks: readonly Unread[]
}

interface Unread {
  readonly integration: string
  readonly type: string
  readonly scope: string
  readonly detail?: string
  readonly status: string
}

/** Entities of the counting type name a resource type, how many `resources` it has, and what they are `modelledAs`. */
const counting = 'azure_resource_type'
const generic = 'azure_resource'

/** Undefined where no integration has counted. @param unread tasks that did not read everything */
export async function coverage(reader: Reader, unread: readonly Unread[]): Promise<Coverage | undefined> {
  const rows = await reader.rows(query, [counting])
  if (rows.length === 0) return undefined
  const sums = { total: 0, modelled: 0, generic: 0, unknown: 0 }
  const gaps: CoverageGap[] = []
  for (const row of rows) {
    const collected = Number(row.collected)
    const resources = Math.max(Number(row.resources), collected)
    const by = Array.isArray(row.modelled) ? row.modelled.map(String) : undefined
    const missing = resources - collected
    sums.total += resources
    sums[by === undefined ? 'generic' : 'modelled'] += collected
    sums.unknown += missing
    if (missing === 0) continue
    const [integration, type] = [String(row.integration), String(row.type)]
    const types = by ?? [generic]
    const tasks = unread.filter((task) => task.integration === integration && task.detail === undefined && types.includes(task.type))
    gaps.push({
      integration,
      type,
      resources: missing,
      tasks: tasks.map(({ integration, type, scope, status }) => ({ integration, type, scope, status })),
    })
  }
  return { ...sums, gaps }
}

/**
 * An entity that stands for several resources (an extension on many machines) has no `type` of the cloud: each of them is an
 * edge to it.
 */
const query = `
  WITH counted AS (
    SELECT e.integration, json_extract_string(e.properties, '$.name') AS type, CAST(json_extract(e.properties, '$.resources') AS BIGINT) AS resources,
           CAST(json_extract(e.properties, '$.modelledAs') AS VARCHAR[]) AS modelled
    FROM entity e JOIN entity_kind k ON k.id = e.kind WHERE k.type = $1
  ), wanted AS (SELECT DISTINCT integration, unnest(coalesce(modelled, ['${generic}'])) AS entity_type FROM counted
  ), collected AS (
    SELECT e.integration, lower(json_extract_string(e.properties, '$.type')) AS type, count(*) AS entities
    FROM entity e JOIN entity_kind k ON k.id = e.kind JOIN wanted w ON w.integration = e.integration AND w.entity_type = k.type
    GROUP BY ALL
  ), shared AS (
    SELECT e.integration, k.type AS entity_type, count(*) AS edges
    FROM entity e JOIN entity_kind k ON k.id = e.kind JOIN wanted w ON w.integration = e.integration AND w.entity_type = k.type
      JOIN relationship r ON r.to_nid = e.nid
    WHERE json_extract_string(e.properties, '$.type') IS NULL
    GROUP BY ALL
  )
  SELECT i.name AS integration, c.type, c.resources, c.modelled, coalesce(o.entities, (
    SELECT sum(s.edges) FROM shared s WHERE s.integration = c.integration AND list_contains(c.modelled, s.entity_type)
  ), 0) AS collected
  FROM counted c JOIN integration i ON i.id = c.integration LEFT JOIN collected o ON o.integration = c.integration AND o.type = c.type
  ORDER BY i.name, c.type`
