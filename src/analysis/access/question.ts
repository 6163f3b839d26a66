/** What may be asked of access, and what all questions share: who was given the action where, and who is denied it. */
import { quoted, type Relation } from './relation.ts'
import { isOnVaultContents } from './vault-policies.ts'
import { matches, pieces } from './wildcard.ts'

/** One action, without wildcards. The two planes have actions of their own, and a role lists them apart. */
export interface Action {
  readonly name: string
  readonly plane: 'control' | 'data'
}

export interface Question {
  readonly action: Action
  /** The entity it is about; without, every resource of the types that the action is on. */
  readonly on?: number
  /** The key of a scope: only resources at it or below. */
  readonly within?: string
  /** Only this principal, an entity. */
  readonly who?: number
}

/** The values of a statement, numbered as they are used. */
export class Values {
  readonly all: unknown[] = []

  add(value: unknown): string {
    return `$${this.all.push(value)}`
  }
}

/** Of what was given that which the action is in: `access_giving` and `access_denying`, at the scopes `access_marker`. */
export function ofAction({ name, plane }: Action, values: Values): Relation[] {
  const action = values.add(name.toLowerCase())
  const [allowed, left] = plane === 'data' ? ['data_actions', 'not_data_actions'] : ['actions', 'not_actions']
  return [
    {
      name: 'access_asked',
      sql: `WITH pattern AS (
              SELECT unnest(${allowed}) AS pattern FROM access_set UNION SELECT unnest(${left}) FROM access_set
            ), hit AS (SELECT list(pattern) AS patterns FROM pattern WHERE ${matches(`${action}::VARCHAR`, pieces('pattern'))})
            SELECT s.holder, bool_and(s.condition IS NOT NULL) AS conditional, min(s.condition) AS condition
            FROM access_set s, hit WHERE list_has_any(s.${allowed}, hit.patterns) AND NOT list_has_any(s.${left}, hit.patterns) GROUP BY s.holder`,
    },
    {
      name: 'access_giving',
      sql: `SELECT g.* EXCLUDE condition, a.conditional OR g.condition IS NOT NULL AS conditional,
                   coalesce(g.condition, CASE WHEN a.conditional THEN a.condition END) AS condition
            FROM access_grant g JOIN access_asked a ON a.holder = g.holder`,
    },
    { name: 'access_denying', sql: 'SELECT d.* FROM access_deny d WHERE d.deny IN (SELECT holder FROM access_asked)' },
    {
      name: 'access_policed',
      sql: `SELECT * FROM access_own_policies WHERE ${plane === 'data' && isOnVaultContents(name.toLowerCase())}`,
    },
    {
      name: 'access_marker',
      sql: 'SELECT realm, key FROM access_giving UNION SELECT realm, key FROM access_denying UNION SELECT realm, key FROM access_policed',
    },
  ]
}

/** `access_target`: the resources that are asked about, each with its place in the tree of scopes. */
export function targets({ action, on, within }: Question, values: Values): Relation {
  const types = on === undefined ? typesOf(action.name).map(quoted).join(', ') : ''
  const chosen = [
    ...(on === undefined ? [`arm_type IN (${types})`] : [`nid = ${values.add(on)}`]),
    ...(within === undefined ? [] : [belowOrAt(values.add(within))]),
  ]
  return {
    name: 'access_target',
    sql: `WITH place AS (
            SELECT e.nid, w.realm, CASE e.type WHEN 'azure_account' THEN '/' ELSE e.key END AS key, lower(json_extract_string(e.properties, '/type')) AS arm_type
            FROM entity_next e JOIN access_realm w ON w.integration = e.integration WHERE starts_with(e.key, '/') OR (e.type = 'azure_account' AND e.key = w.realm)
            UNION ALL
            SELECT c.nid, w.realm, v.key || '/' || t.segment || '/' || lower(coalesce(json_extract_string(c.properties, '/name'), c.key)), 'microsoft.keyvault/vaults/' || t.segment
            FROM access_edge e JOIN entity_next v ON v.nid = e.from_nid JOIN entity_next c ON c.nid = e.to_nid JOIN access_realm w ON w.integration = v.integration
            JOIN (VALUES ('azure_keyvault_key', 'keys'), ('azure_keyvault_secret', 'secrets'), ('azure_keyvault_certificate', 'certificates')) t(type, segment) ON t.type = e.to_type
            WHERE e.from_type = 'azure_keyvault_service' AND e.class = 'CONTAINS'
          ) SELECT nid, realm, key FROM place WHERE ${chosen.join(' AND ')}`,
  }
}

/** Through the path, or through the tree of management groups. */
function belowOrAt(scope: string): string {
  return `(key = ${scope} OR starts_with(key, ${scope} || '/') OR ${scope} = '/'
    OR array_to_string(string_split(key, '/')[1:3], '/') IN (SELECT u.key FROM access_up u WHERE u.above = ${scope}))`
}

/**
 * The types of resources that an action is on: `Microsoft.KeyVault/vaults/secrets/getSecret/action` is on secrets, and
 * on the vaults that hold them.
 */
export function typesOf(action: string): string[] {
  const parts = action.toLowerCase().split('/')
  const path = parts.slice(0, parts.at(-1) === 'action' ? -2 : -1)
  const types = path.slice(1).map((_, index) => path.slice(0, index + 2).join('/'))
  // Groups call themselves otherwise than the actions on them do.
  return types.includes('microsoft.resources/subscriptions/resourcegroups') ? [...types, 'microsoft.resources/resourcegroups'] : types
}
