/** Who may do an action on each resource, set by set: places that are under the same scopes are worked out once. */
import { z } from 'zod'
import type { QueryOptions, Reader } from '../../store/store.ts'
import { meant } from './denies.ts'
import { given } from './given.ts'
import { ofAction, type Question, targets, Values } from './question.ts'
import { asQuery, displayName, type Relation } from './relation.ts'
import { above } from './scopes.ts'
import { vaultOf } from './vault-policies.ts'

export interface MatrixRow {
  readonly principal: Named
  readonly resource: Named
  readonly state: State
  /** Only where a condition holds that the graph does not tell of. */
  readonly conditional: boolean
}

export interface Named {
  readonly key: string
  readonly type: string
  readonly displayName: string
}

/** `eligible`: may activate it, and does not have it now. */
export type State = 'active' | 'eligible'

/**
 * `access_spot`: the lowest scope at or above each resource at which anything is given or denied. Resources at one spot
 * have the same answer, but for what a deny assignment says of a scope alone and not of what is below (`exact`).
 */
const spots: readonly Relation[] = [
  {
    name: 'access_nearest',
    sql: `SELECT t.nid, t.realm, p.key AS place, t.key = p.key AND EXISTS (SELECT 1 FROM access_denying d WHERE d.realm = t.realm AND d.key = t.key AND NOT d.below) AS exact
          FROM access_target t JOIN (
            SELECT realm, key AS below, arg_min(above, distance) AS key FROM (${above('access_target', 'access_marker')}) GROUP BY ALL
          ) p ON p.realm = t.realm AND p.below = t.key`,
  },
  {
    name: 'access_spot',
    sql: 'SELECT row_number() OVER ()::INTEGER AS spot, realm, place AS key, exact FROM (SELECT DISTINCT realm, place, exact FROM access_nearest)',
  },
  {
    name: 'access_placed',
    sql: 'SELECT n.nid, s.spot FROM access_nearest n JOIN access_spot s ON s.realm = n.realm AND s.key = n.place AND s.exact = n.exact',
  },
  {
    name: 'access_above_spot',
    sql: `SELECT s.spot, s.exact, a.* FROM access_spot s JOIN (${above('access_spot', 'access_marker')}) a ON a.realm = s.realm AND a.key = s.key`,
  },
]

/** `rank`: 0 has it · 1 under a condition · 2 may activate it · 3 may activate it under a condition. */
const answers: readonly Relation[] = [
  {
    name: 'access_candidate',
    sql: `WITH given AS (
            SELECT DISTINCT a.spot, g.principal AS top, (2 * g.eligible::INTEGER + g.conditional::INTEGER)::TINYINT AS rank
            FROM access_above_spot a JOIN access_giving g ON g.realm = a.realm AND g.key = a.above
            LEFT JOIN access_policed v ON v.realm = a.realm AND v.key = ${vaultOf('a.key')}
            WHERE v.key IS NULL OR g.kind = 'policy'
          ) SELECT g.spot, r.principal, min(g.rank) AS rank FROM given g JOIN access_reach r ON r.top = g.top GROUP BY g.spot, r.principal`,
  },
  {
    name: 'access_denied',
    sql: `SELECT c.spot, c.principal, bool_and(d.conditional) AS conditional
          FROM access_candidate c JOIN access_above_spot a ON a.spot = c.spot
          JOIN access_denying d ON d.realm = a.realm AND d.key = a.above AND (d.below OR (a.distance = 0 AND a.exact))
          WHERE ${meant('d', 'c.principal')} GROUP BY c.spot, c.principal`,
  },
  {
    name: 'access_answer',
    sql: `WITH left_over AS (
            SELECT c.spot, c.principal, CASE WHEN d.principal IS NULL THEN c.rank ELSE (c.rank | 1)::TINYINT END AS rank
            FROM access_candidate c LEFT JOIN access_denied d ON d.spot = c.spot AND d.principal = c.principal
            WHERE d.principal IS NULL OR d.conditional
          ), acting AS (
            SELECT l.spot, a.actor AS principal, min(l.rank) AS rank FROM left_over l JOIN access_actor a ON a.principal = l.principal GROUP BY l.spot, a.actor
          ) SELECT * FROM left_over UNION ALL SELECT * FROM acting`,
  },
]

/** Every principal that may, resource by resource. What is kept in memory is the names of the principals, and one spot. */
export async function* matrix(reader: Reader, question: Question, options: QueryOptions = {}): AsyncGenerator<MatrixRow> {
  const principals = await principalNames(reader, options)
  const values = new Values()
  const only = question.who === undefined ? '' : `WHERE principal = ${values.add(question.who)}`
  // A row for each pair of the two would be joined in memory; a row for each spot is written out here.
  const sql = asQuery(
    relations(question, values),
    `SELECT r.resources, a.principals FROM access_spot s
     JOIN (SELECT spot, to_json(list([e.key, e.type, ${displayName('e')}] ORDER BY e.key))::VARCHAR AS resources
           FROM access_placed p JOIN entity_next e ON e.nid = p.nid GROUP BY spot) r ON r.spot = s.spot
     JOIN (SELECT spot, string_agg(principal || ':' || rank, ',' ORDER BY principal) AS principals FROM access_answer ${only} GROUP BY spot) a ON a.spot = s.spot
     ORDER BY s.realm, s.key, s.exact`,
  )
  for await (const rows of reader.stream(sql, values.all, options)) {
    for (const row of rows) {
      const who = String(row.principals).split(',')
      for (const resource of z
        .array(triple)
        .parse(JSON.parse(String(row.resources)))
        .map(namedOf)) {
        for (const one of who) {
          const [nid = '', rank] = one.split(':')
          const principal = principals.get(nid)
          if (principal !== undefined) yield { principal, resource, ...stateOf(Number(rank)) }
        }
      }
    }
  }
}

/** By the number of its row. */
async function principalNames(reader: Reader, options: QueryOptions): Promise<ReadonlyMap<string, Named>> {
  const sql = asQuery(
    given,
    `SELECT e.nid, e.key, e.type, ${displayName('e')} AS name FROM entity_next e
     WHERE e.nid IN (SELECT principal FROM access_reach UNION SELECT actor FROM access_actor)`,
  )
  const rows = await reader.rows(sql, [], options)
  return new Map(rows.map((row) => [String(row.nid), namedOf([String(row.key), String(row.type), String(row.name)])]))
}

const triple = z.tuple([z.string(), z.string(), z.string()])

function namedOf([key, type, displayName]: readonly [string, string, string]): Named {
  return { key, type, displayName }
}

export interface MatrixSize {
  readonly resources: number
  readonly principals: number
  /** Of a principal and a resource that it may do the action on. */
  readonly pairs: number
}

/** How large the matrix is, without a row of it being made. */
export async function matrixSize(reader: Reader, question: Question, options: QueryOptions = {}): Promise<MatrixSize> {
  const values = new Values()
  const sql = asQuery(
    relations(question, values),
    `SELECT (SELECT count(*) FROM access_target) AS resources, (SELECT count(DISTINCT principal) FROM access_answer) AS principals,
            (SELECT coalesce(sum(r.n * a.n), 0) FROM (SELECT spot, count(*) AS n FROM access_placed GROUP BY spot) r
             JOIN (SELECT spot, count(*) AS n FROM access_answer GROUP BY spot) a USING (spot)) AS pairs`,
  )
  const [row] = await reader.rows(sql, values.all, options)
  return { resources: Number(row?.resources ?? 0), principals: Number(row?.principals ?? 0), pairs: Number(row?.pairs ?? 0) }
}

function relations(question: Question, values: Values): Relation[] {
  return [...given, ...ofAction(question.action, values), targets(question, values), ...spots, ...answers]
}

export function stateOf(rank: number): { readonly state: State; readonly conditional: boolean } {
  return { state: rank < 2 ? 'active' : 'eligible', conditional: rank % 2 === 1 }
}
