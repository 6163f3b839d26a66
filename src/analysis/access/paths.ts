/** Who may do an action on one thing, and through what: every assignment, group and identity on the way. */
import { z } from 'zod'
import type { QueryOptions, Reader, Row } from '../../store/store.ts'
import { meant } from './denies.ts'
import { given } from './given.ts'
import { type Named, type State, stateOf } from './matrix.ts'
import { ofAction, type Question, targets, Values } from './question.ts'
import { asQuery, displayName, type Relation } from './relation.ts'
import { above } from './scopes.ts'
import { vaultOf } from './vault-policies.ts'

/** What gives it: a role assignment, one that can be activated, a vault's own policy, a delegation to another tenant. */
export type Kind = 'assignment' | 'eligibility' | 'policy' | 'delegation'

/** One way to the action: whoever is at the end of it acts, as `identity` if that is another, through `groups`, by `role`. */
export interface Path {
  readonly principal: Named
  readonly state: State
  readonly conditional: boolean
  /** Under which alone it holds, as it is written there. */
  readonly condition?: string
  readonly kind: Kind
  /** The assignment, the eligibility, the vault or the delegation. */
  readonly by: Named
  /** Absent for a policy, and where the role definition is not known. */
  readonly role?: Named
  readonly scope: Named
  /** From the one that was given the role down to the one that the principal is in. */
  readonly groups: readonly Named[]
  /** The service principal that a resource acts as. */
  readonly identity?: Named
  /** The id of the principal in another tenant, of a delegation. */
  readonly foreignPrincipal?: string
  /** A deny assignment takes the action away. */
  readonly closed: boolean
  /** The deny assignments that are meant for the principal there, those among them that hold under a condition. */
  readonly denied: readonly Named[]
}

/** All ways to the action on one entity, those that a deny assignment closes included. */
export async function paths(reader: Reader, question: Question & { readonly on: number }, options: QueryOptions = {}): Promise<Path[]> {
  const values = new Values()
  const relations: Relation[] = [
    ...given,
    ...ofAction(question.action, values),
    targets(question, values),
    { name: 'access_above', sql: above('access_target', 'access_marker') },
    {
      name: 'access_way',
      sql: `SELECT g.*, r.principal AS identity, r.path, t.realm AS target_realm, t.key AS target_key
            FROM access_target t JOIN access_above a ON a.realm = t.realm AND a.key = t.key JOIN access_giving g ON g.realm = a.realm AND g.key = a.above
            JOIN access_reach r ON r.top = g.principal LEFT JOIN access_policed v ON v.realm = t.realm AND v.key = ${vaultOf('t.key')}
            WHERE v.key IS NULL OR g.kind = 'policy'`,
    },
    {
      name: 'access_closed',
      sql: `SELECT w.target_realm, w.target_key, w.identity, d.deny, CASE WHEN d.conditional THEN 'may' ELSE 'closes' END AS effect
            FROM (SELECT DISTINCT target_realm, target_key, identity FROM access_way) w JOIN access_above a ON a.realm = w.target_realm AND a.key = w.target_key
            JOIN access_denying d ON d.realm = a.realm AND d.key = a.above AND (d.below OR a.distance = 0) WHERE ${meant('d', 'w.identity')}`,
    },
  ]
  return read(reader, relations, values, question.who, options)
}

/** All that was given to a principal, whatever it allows; `denied` are the deny assignments that bear on its scope. */
export async function grantsOf(reader: Reader, who: number, options: QueryOptions = {}): Promise<Path[]> {
  const relations: Relation[] = [
    ...given,
    { name: 'access_above', sql: above('access_grant', 'access_deny') },
    {
      name: 'access_way',
      sql: `SELECT g.* EXCLUDE condition, g.condition IS NOT NULL OR coalesce(s.conditional, false) AS conditional, coalesce(g.condition, s.condition) AS condition,
                   r.principal AS identity, r.path, g.realm AS target_realm, g.key AS target_key
            FROM access_grant g JOIN access_reach r ON r.top = g.principal
            LEFT JOIN (SELECT holder, bool_and(condition IS NOT NULL) AS conditional, CASE WHEN bool_and(condition IS NOT NULL) THEN min(condition) END AS condition
                       FROM access_set GROUP BY holder) s ON s.holder = g.holder`,
    },
    {
      name: 'access_closed',
      sql: `SELECT w.target_realm, w.target_key, w.identity, d.deny, 'bears' AS effect
            FROM (SELECT DISTINCT target_realm, target_key, identity FROM access_way) w JOIN access_above a ON a.realm = w.target_realm AND a.key = w.target_key
            JOIN access_deny d ON d.realm = a.realm AND d.key = a.above AND (d.below OR a.distance = 0) WHERE ${meant('d', 'w.identity')}`,
    },
  ]
  return read(reader, relations, new Values(), who, options)
}

async function read(
  reader: Reader,
  relations: readonly Relation[],
  values: Values,
  who: number | undefined,
  options: QueryOptions,
): Promise<Path[]> {
  const only = who === undefined ? '' : `WHERE a.nid = ${values.add(who)}`
  const sql = asQuery(
    [
      ...relations,
      {
        name: 'access_ending',
        sql: `SELECT w.identity AS nid, NULL::BIGINT AS acts_as, w.* FROM access_way w
              UNION ALL SELECT a.actor, w.identity, w.* FROM access_way w JOIN access_actor a ON a.principal = w.identity`,
      },
      { name: 'access_shown', sql: `SELECT a.* FROM access_ending a ${only}` },
      {
        name: 'access_name',
        sql: `SELECT e.nid, json_array(e.key, e.type, ${displayName('e')})::VARCHAR AS name FROM entity_next e WHERE e.nid IN (
                SELECT nid FROM access_shown UNION SELECT acts_as FROM access_shown UNION SELECT source FROM access_shown UNION SELECT scope FROM access_shown
                UNION SELECT holder FROM access_shown UNION SELECT unnest(path) FROM access_shown UNION SELECT deny FROM access_closed)`,
      },
    ],
    `SELECT p.name AS principal, i.name AS identity, b.name AS by, s.name AS scope, h.name AS role, w.kind, w.eligible, w.conditional, w.condition, w.foreign_principal,
            (SELECT to_json(list(n.name ORDER BY list_position(w.path, n.nid))) FROM access_name n WHERE list_contains(w.path, n.nid))::VARCHAR AS groups,
            c.closed, c.doubtful, c.denied
     FROM access_shown w JOIN access_name p ON p.nid = w.nid LEFT JOIN access_name i ON i.nid = w.acts_as JOIN access_name b ON b.nid = w.source
     JOIN access_name s ON s.nid = w.scope LEFT JOIN access_name h ON h.nid = w.holder
     LEFT JOIN (SELECT c.target_realm, c.target_key, c.identity, bool_or(c.effect = 'closes') AS closed, bool_or(c.effect = 'may') AS doubtful, to_json(list(n.name ORDER BY n.name))::VARCHAR AS denied
                FROM access_closed c JOIN access_name n ON n.nid = c.deny GROUP BY ALL) c
            ON c.target_realm = w.target_realm AND c.target_key = w.target_key AND c.identity = w.identity
     ORDER BY p.name, s.name, b.name, i.name, groups`,
  )
  return (await reader.rows(sql, values.all, options)).map(pathOf)
}

function pathOf(row: Row): Path {
  const [identity, role] = [row.identity, row.role].map((name) => (name === null ? undefined : named(String(name))))
  return {
    principal: named(String(row.principal)),
    ...stateOf(2 * Number(row.eligible) + Number(row.conditional === true || row.doubtful === true)),
    ...(row.condition === null ? {} : { condition: String(row.condition) }),
    kind: kinds.parse(row.kind),
    by: named(String(row.by)),
    ...(role === undefined ? {} : { role }),
    scope: named(String(row.scope)),
    groups: namesIn(row.groups),
    ...(identity === undefined ? {} : { identity }),
    ...(row.foreign_principal === null ? {} : { foreignPrincipal: String(row.foreign_principal) }),
    closed: row.closed === true,
    denied: namesIn(row.denied),
  }
}

const kinds = z.enum(['assignment', 'eligibility', 'policy', 'delegation'])
const triple = z.tuple([z.string(), z.string(), z.string()])

function named(json: string): Named {
  const [key, type, displayName] = triple.parse(JSON.parse(json))
  return { key, type, displayName }
}

function namesIn(json: unknown): Named[] {
  return typeof json === 'string' ? z.array(z.string()).parse(JSON.parse(json)).map(named) : []
}
