/**
 * `principal ALLOWS scope`: what each principal may do, at the scope where it was given, with groups, roles and deny
 * assignments worked out; and `principal CAN tenant` for who could elevate himself. docs/access.md tells of the edges.
 */
import type { Analysis } from '../../store/store.ts'
import { meant } from './denies.ts'
import { elevateAction } from './elevation.ts'
import { grantingTypes } from './facts.ts'
import { given } from './given.ts'
import { actions, levels } from './levels.ts'
import { asSteps, type Relation } from './relation.ts'
import { above } from './scopes.ts'
import { vaultOf } from './vault-policies.ts'

/** Of each scope where something is given the deny assignments that hold there, and those somewhere below it. */
const denyAt: readonly Relation[] = [
  {
    name: 'access_deny_at',
    sql: `SELECT a.realm, a.key, d.deny FROM (${above('access_grant', 'access_deny')}) a
          JOIN access_deny d ON d.realm = a.realm AND d.key = a.above WHERE d.below OR a.distance = 0`,
  },
  {
    name: 'access_deny_below',
    sql: `SELECT a.realm, a.above AS key, d.deny FROM (${above('access_deny', 'access_grant')}) a
          JOIN access_deny d ON d.realm = a.realm AND d.key = a.key WHERE a.distance > 0`,
  },
]

/** Each grant for each principal that it reaches, with the deny assignments that are meant for that one there. */
const held: readonly Relation[] = [
  {
    name: 'access_bearing',
    sql: `WITH who AS (SELECT DISTINCT g.realm, g.key, r.principal FROM access_grant g JOIN access_reach r ON r.top = g.principal
                       WHERE EXISTS (SELECT 1 FROM access_deny))
          SELECT w.realm, w.key, w.principal, list_sort(list(d.deny) FILTER (WHERE NOT d.elsewhere)) AS denials, true AS partial
          FROM who w JOIN (
            SELECT a.realm, a.key, false AS elsewhere, d.* EXCLUDE (realm, key) FROM access_deny_at a JOIN access_deny d ON d.deny = a.deny
            UNION ALL
            SELECT DISTINCT b.realm, b.key, true, d.* EXCLUDE (realm, key) FROM access_deny_below b JOIN access_deny d ON d.deny = b.deny
          ) d ON d.realm = w.realm AND d.key = w.key
          WHERE ${meant('d', 'w.principal')} GROUP BY ALL`,
  },
  {
    name: 'access_held',
    sql: `SELECT g.source, g.kind, g.realm, g.holder, g.scope, g.key, g.eligible, g.condition IS NOT NULL AS conditional, g.principal AS top, r.principal,
                 coalesce(b.denials, []) AS denials, coalesce(b.partial, false) AS partial,
                 g.kind <> 'policy' AND v.key IS NOT NULL AS without_data
          FROM access_grant g JOIN access_reach r ON r.top = g.principal
          LEFT JOIN access_bearing b ON b.realm = g.realm AND b.key = g.key AND b.principal = r.principal
          LEFT JOIN access_own_policies v ON v.realm = g.realm AND v.key = ${vaultOf('g.key')}`,
  },
  { name: 'access_pair', sql: 'SELECT DISTINCT holder, denials FROM access_held WHERE holder IS NOT NULL' },
]

/** What a role is not known to do is not said of it: a level that no role gives is false only where all roles are known. */
const edges: Relation = {
  name: 'access_allowed',
  sql: `WITH one AS (
          SELECT h.principal, h.scope, h.eligible, h.conditional OR coalesce(l.conditional, false) AS conditional, h.kind, h.source, h.top, h.holder, h.partial,
                 l.admin, l.write, l.read, l.data AND NOT h.without_data AS data, l.secrets AND NOT h.without_data AS secrets
          FROM access_held h LEFT JOIN access_level l ON l.holder = h.holder AND l.denials = h.denials
          WHERE h.holder IS NULL OR l.admin OR l.write OR l.read OR ((l.data OR l.secrets) AND NOT h.without_data)
        ), named AS (
          SELECT r.*, CASE r.kind WHEN 'policy' THEN 'Access policy' ELSE coalesce(json_extract_string(d.properties, '/displayName'), d.key) END AS role,
                 CASE WHEN r.top <> r.principal THEN coalesce(json_extract_string(t.properties, '/displayName'), t.key) END AS via
          FROM one r LEFT JOIN entity_next d ON d.nid = r.holder LEFT JOIN entity_next t ON t.nid = r.top
        ), acting AS (
          SELECT principal AS nid, NULL AS identity, * FROM named
          UNION ALL
          SELECT a.actor, coalesce(json_extract_string(p.properties, '/displayName'), p.key), n.*
          FROM named n JOIN access_actor a ON a.principal = n.principal JOIN entity_next p ON p.nid = n.principal
        )
        SELECT nid, scope, eligible, conditional, ${distinct('role')} AS roles, ${distinct('via')} AS through, ${distinct('identity')} AS identities,
               bool_or(top = principal AND identity IS NULL) AS direct, len(list_distinct(list(source))) AS grants,
               len(list_distinct(list(source) FILTER (WHERE holder IS NULL))) AS unknown,
               bool_or(partial) AS partial, coalesce(bool_or(admin), false) AS admin, coalesce(bool_or(write), false) AS write, coalesce(bool_or(read), false) AS read,
               coalesce(bool_or(data), false) AS data, coalesce(bool_or(secrets), false) AS secrets
        FROM acting WHERE nid <> scope GROUP BY ALL`,
}

/** Sorted, or null where there is none. (DISTINCT within an aggregate is many times as slow for many small groups.) */
function distinct(column: string): string {
  return `list_sort(list_distinct(list(${column}) FILTER (WHERE ${column} IS NOT NULL)))`
}

/** False only where it is known to be. */
const level = (name: string) => `CASE WHEN ${name} OR coalesce(unknown, 0) = 0 THEN ${name} END`

const allows = `SELECT nid AS from_nid, 'ALLOWS' AS class, scope AS to_nid,
    nullif(concat_ws('-', CASE WHEN eligible THEN 'eligible' END, CASE WHEN conditional THEN 'conditional' END), '') AS suffix,
    json_merge_patch('{}', json_object('conditional', conditional, 'direct', direct, 'effective', NOT eligible AND NOT conditional, 'eligible', eligible, 'grants', grants,
      'identities', identities, 'partial', partial, 'permission.admin', ${level('admin')}, 'permission.data', ${level('data')}, 'permission.read', ${level('read')},
      'permission.secrets', ${level('secrets')}, 'permission.write', ${level('write')}, 'roles', roles, 'through', through,
      'unknownRoles', CASE WHEN unknown > 0 THEN unknown END))::VARCHAR AS properties
  FROM access_allowed`

const can = `SELECT r.principal AS from_nid, 'CAN' AS class, t.nid AS to_nid, CASE WHEN e.eligible THEN 'elevate-eligible' ELSE 'elevate' END AS suffix,
    json_merge_patch('{}', json_object('action', '${elevateAction}', 'effective', false, 'eligible', e.eligible, 'roles', ['Global Administrator']))::VARCHAR AS properties
  FROM access_elevator e JOIN access_reach r ON r.top = e.principal JOIN entity_next t ON t.type = 'azure_account' AND t.key = e.realm AND t.integration <> 0
  GROUP BY ALL`

const directoryTypes = ['azure_user', 'azure_user_group', 'azure_service_principal']

export const accessAnalysis: Analysis = {
  name: 'access',
  integrations: ['azure'],
  types: grantingTypes,
  concludes: [
    ...directoryTypes.map((from) => ({ from, class: 'ALLOWS', to: 'ANY_SCOPE' })),
    { from: 'azure_managed_identity', class: 'ALLOWS', to: 'ANY_SCOPE' },
    ...['azure_resource_group', 'azure_subscription'].map((to) => ({ from: 'ANY_RESOURCE', class: 'ALLOWS', to })),
    { from: 'azure_account', class: 'ALLOWS', to: 'azure_subscription' },
    ...directoryTypes.map((from) => ({ from, class: 'CAN', to: 'azure_account' })),
  ],
  steps: asSteps([...given, ...denyAt, ...held, ...actions, ...levels, edges]),
  conclusions: `${allows} UNION ALL ${can}`,
}
