/** What an answer does not know because it was not read: who is nobody to it may be somebody. */
import type { QueryOptions, Reader } from '../../store/store.ts'
import { completeStatuses } from '../../store/store.ts'
import { given } from './given.ts'
import { ofAction, type Question, targets, Values } from './question.ts'
import { asQuery, displayName, list, quoted, type Relation } from './relation.ts'
import { above } from './scopes.ts'

export interface Gap {
  /** What may be missing of the answer, in words. */
  readonly unknown: string
  readonly type: string
  /** How the reading ended; `never-collected` where it was not tried. */
  readonly status: string
  /** Subscriptions, groups, or the tenant: some of them. */
  readonly scopes: readonly string[]
  /** How many there are. */
  readonly count: number
}

interface Need {
  readonly type: string
  readonly per: 'tenant' | 'subscription'
  readonly unknown: string
}

const needs: readonly Need[] = [
  { type: 'azure_subscription', per: 'tenant', unknown: 'which subscriptions there are' },
  {
    type: 'azure_management_group',
    per: 'tenant',
    unknown: 'what stands above the subscriptions, and so which roles are inherited from there',
  },
  { type: 'azure_role_assignment', per: 'subscription', unknown: 'who was assigned a role' },
  { type: 'azure_role_eligibility', per: 'subscription', unknown: 'who may activate a role' },
  { type: 'azure_role_definition', per: 'subscription', unknown: 'what roles allow' },
  { type: 'azure_deny_assignment', per: 'subscription', unknown: 'what is denied: who is listed may be denied it' },
  { type: 'azure_lighthouse_delegation', per: 'subscription', unknown: 'what other tenants may do' },
  { type: 'azure_user_group', per: 'tenant', unknown: 'which groups there are, and so who is meant by one' },
  { type: 'azure_user', per: 'tenant', unknown: 'which users are in groups' },
  { type: 'azure_service_principal', per: 'tenant', unknown: 'which applications and identities are in groups' },
  { type: 'azure_managed_identity', per: 'subscription', unknown: 'which resources act as which identity' },
]

const overVaults: Need = {
  type: 'azure_keyvault_service',
  per: 'subscription',
  unknown: 'which vaults there are, and whom their own policies let in',
}
/** At most so many scopes are named. */
const shown = 20

/** @param question without: everything that access rests on */
export async function gaps(reader: Reader, question?: Question, options: QueryOptions = {}): Promise<Gap[]> {
  const values = new Values()
  const wanted = [...needs, ...(question === undefined || /^microsoft\.keyvault\/vaults\//i.test(question.action.name) ? [overVaults] : [])]
  const asked: readonly Relation[] =
    question === undefined
      ? [
          { name: 'access_giving', sql: 'SELECT * FROM access_grant' },
          { name: 'access_unknown_role', sql: 'SELECT * FROM access_grant WHERE holder IS NULL' },
          { name: 'access_subscription', sql: subscriptions() },
        ]
      : [
          ...ofAction(question.action, values),
          targets(question, values),
          { name: 'access_near', sql: above('access_target', 'access_grant') },
          {
            name: 'access_unknown_role',
            sql: 'SELECT * FROM access_grant g WHERE g.holder IS NULL AND (g.realm, g.key) IN (SELECT (realm, above) FROM access_near)',
          },
          { name: 'access_subscription', sql: subscriptions(question.on === undefined ? undefined : 'access_target') },
        ]
  const sql = asQuery(
    [...given, ...asked],
    `${unread(wanted)} UNION ALL ${unknownMembers(question?.on !== undefined)} UNION ALL
     SELECT 'azure_role_definition', 'not found', 'what ' || count(DISTINCT source) || ' assignments allow, whose role is not in the graph', list(DISTINCT key ORDER BY key)[1:${shown}], count(DISTINCT key)
     FROM access_unknown_role HAVING count(*) > 0`,
  )
  const rows = await reader.rows(sql, values.all, options)
  return rows.map((row) => ({
    unknown: String(row.unknown),
    type: String(row.type),
    status: String(row.status),
    scopes: Array.isArray(row.scopes) ? row.scopes.map(String) : [],
    count: Number(row.count),
  }))
}

/** The subscriptions that matter: all, or those that the targets stand in or above. */
function subscriptions(of?: string): string {
  const all = `SELECT w.realm, s.integration, s.key, s.key[16:] AS scope FROM entity_next s JOIN access_realm w ON w.integration = s.integration WHERE s.type = 'azure_subscription'`
  return of === undefined
    ? all
    : `SELECT a.* FROM (${all}) a WHERE EXISTS (SELECT 1 FROM ${of} t WHERE t.realm = a.realm AND (array_to_string(string_split(t.key, '/')[1:3], '/') = a.key OR NOT starts_with(t.key, '/subscriptions/')))`
}

/** A row for each type and way of ending, with where. The integration that reads the subscription or tenant must have read it. */
function unread(wanted: readonly Need[]): string {
  const rows = wanted.map(({ type, per, unknown }) => `(${quoted(type)}, ${quoted(per)}, ${quoted(unknown)})`).join(', ')
  return `SELECT type, status, any_value(unknown) AS unknown, list(DISTINCT scope ORDER BY scope)[1:${shown}] AS scopes, count(DISTINCT scope) AS count FROM (
      SELECT n.type, n.unknown, p.scope, coalesce(t.status, 'never-collected') AS status
      FROM (VALUES ${rows}) n(type, per, unknown)
      JOIN (SELECT 'tenant' AS per, realm, realm AS scope FROM access_realm UNION SELECT 'subscription', realm, scope FROM access_subscription) p ON p.per = n.per
      LEFT JOIN (SELECT w.realm, t.type, CASE WHEN r.type IS NULL THEN t.scope ELSE w.realm END AS scope,
                        CASE WHEN bool_or(t.status IN ${list(completeStatuses)}) THEN 'complete' ELSE min(t.status) END AS status
                 FROM task_next t JOIN access_realm w ON w.integration = t.integration
                 LEFT JOIN (VALUES ${wanted
                   .filter(({ per }) => per === 'tenant')
                   .map(({ type }) => `(${quoted(type)})`)
                   .join(', ')}) r(type) ON r.type = t.type
                 WHERE t.detail IS NULL GROUP BY ALL) t ON t.realm = p.realm AND t.type = n.type AND t.scope = p.scope
    ) WHERE status <> 'complete' GROUP BY type, status`
}

/** Groups that were given something, or are in one that was, and whose members no task has read. */
function unknownMembers(some: boolean): string {
  const tops = some
    ? 'SELECT g.principal FROM access_giving g JOIN access_near n ON n.realm = g.realm AND n.above = g.key'
    : 'SELECT principal FROM access_giving'
  return `SELECT 'azure_group_member', status, 'who is in these groups', list(DISTINCT name ORDER BY name)[1:${shown}], count(DISTINCT name) FROM (
      SELECT ${displayName('g')} AS name, coalesce(t.status, 'never-collected') AS status
      FROM entity_next g LEFT JOIN (SELECT scope, CASE WHEN bool_or(status IN ${list(completeStatuses)}) THEN 'complete' ELSE min(status) END AS status
                                    FROM task_next WHERE type = 'azure_group_member' AND detail IS NULL GROUP BY scope) t ON t.scope = g.key
      WHERE g.type IN ('azure_user_group', 'azure_foreign_group') AND g.nid IN (
        SELECT top FROM access_reach WHERE top IN (${tops}) UNION SELECT inner_group FROM access_nested WHERE top IN (${tops})
        UNION SELECT to_nid FROM access_edge WHERE from_type = 'azure_deny_assignment' AND class IN ('ASSIGNED', 'EXCLUDES'))
    ) WHERE status <> 'complete' GROUP BY status`
}
