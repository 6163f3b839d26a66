/** The entities that people mean by a key or a name. */
import type { Reader } from '../../store/store.ts'
import { realm } from './facts.ts'
import type { Named } from './matrix.ts'
import { asQuery, displayName } from './relation.ts'

export interface Found extends Named {
  /** The number of its row, by which it is asked about. */
  readonly nid: number
  readonly integration: string
}

/** Those with this key or id, else those of this name, without regard to case; `/` is the tenant, whose root it is. */
export async function findEntities(reader: Reader, text: string): Promise<Found[]> {
  const rooted = text === '/' ? "type = 'azure_account' AND integration <> 0" : undefined
  for (const condition of rooted === undefined ? byTurns : [rooted]) {
    const rows = await reader.rows(
      asQuery(
        [],
        `SELECT e.nid, e.key, e.type, ${displayName('e')} AS name, i.name AS integration FROM entity_next e JOIN integration i ON i.id = e.integration
         WHERE ${condition} ${rooted === undefined ? '' : 'AND $1 = $1'} ORDER BY e.key, i.name LIMIT 50`,
      ),
      [text],
    )
    if (rows.length > 0)
      return rows.map((row) => ({
        nid: Number(row.nid),
        key: String(row.key),
        type: String(row.type),
        displayName: String(row.name),
        integration: String(row.integration),
      }))
  }
  return []
}

const byTurns = [
  'e.key = $1 OR e.key = lower($1)',
  'e.nid IN (SELECT nid FROM entity WHERE id = $1)',
  `lower(json_extract_string(e.properties, '/displayName')) = lower($1) OR lower(json_extract_string(e.properties, '/name')) = lower($1)
   OR lower(json_extract_string(e.properties, '/userPrincipalName')) = lower($1) OR lower(json_extract_string(e.properties, '/username')) = lower($1)`,
]

/** Whether it was read with a tenant of Azure; what others only name has no place in the tree of scopes. */
export async function standsInTenant(reader: Reader, { nid }: Found): Promise<boolean> {
  const sql = asQuery([realm], 'SELECT 1 AS found FROM entity_next e JOIN access_realm w ON w.integration = e.integration WHERE e.nid = $1')
  return (await reader.rows(sql, [nid])).length > 0
}

/** The names of all that could have been meant, for a suggestion. */
export async function namesOfAzure(reader: Reader): Promise<string[]> {
  const rows = await reader.rows(
    "SELECT DISTINCT e.display_name AS name FROM entity e JOIN entity_kind k ON k.id = e.kind WHERE starts_with(k.type, 'azure_') AND e.display_name IS NOT NULL",
  )
  return rows.map((row) => String(row.name))
}
