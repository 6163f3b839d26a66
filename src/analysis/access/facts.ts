/** What access follows from: the few kinds of edges among the many of a graph, and which tenant everything stands in. */
import { list, type Relation } from './relation.ts'

/** The types that can give access; without any of them there is nothing to work out. */
export const grantingTypes = [
  'azure_role_assignment',
  'azure_role_eligibility',
  'azure_keyvault_service',
  'azure_lighthouse_delegation',
  'azure_ad_role_definition',
] as const

const edges: readonly (readonly [string, readonly string[]])[] = [
  ['azure_role_assignment', ['ASSIGNED', 'ALLOWS', 'USES']],
  ['azure_role_eligibility', ['ASSIGNED', 'ALLOWS', 'USES']],
  ['azure_deny_assignment', ['ASSIGNED', 'DENIES', 'EXCLUDES']],
  ['azure_ad_role_assignment', ['ASSIGNED', 'USES']],
  ['azure_ad_role_eligibility', ['ASSIGNED', 'USES']],
  ['azure_user_group', ['HAS']],
  ['azure_management_group', ['CONTAINS', 'HAS']],
  ['azure_classic_admin_group', ['HAS']],
  ['azure_keyvault_service', ['ALLOWS', 'CONTAINS']],
  ['azure_managed_identity', ['IS']],
  ['azure_subscription', ['TRUSTS']],
]
const fromThese = edges.map(([type, verbs]) => `(f.type = '${type}' AND r.class IN ${list(verbs)})`).join(' OR ')
const towards = `(r.class = 'USES' AND t.type IN ('azure_service_principal', 'azure_managed_identity')) OR (r.class = 'HAS' AND t.type = 'azure_ad_role_definition')`

/** Both ends are looked up by their types first: most edges of a graph start and end elsewhere. */
export const edge: Relation = {
  name: 'access_edge',
  sql: `WITH near AS (SELECT nid, type FROM entity_next WHERE type IN ${list(edges.map(([type]) => type))}),
        far AS (SELECT nid, type FROM entity_next WHERE type IN ('azure_service_principal', 'azure_managed_identity', 'azure_ad_role_definition'))
        SELECT r.nid, r.class, f.type AS from_type, r.from_nid, t.type AS to_type, r.to_nid, r.properties
        FROM relationship_next r JOIN near f ON f.nid = r.from_nid JOIN entity_next t ON t.nid = r.to_nid WHERE ${fromThese}
        UNION ALL
        SELECT r.nid, r.class, f.type, r.from_nid, t.type, r.to_nid, r.properties
        FROM relationship_next r JOIN far t ON t.nid = r.to_nid JOIN entity_next f ON f.nid = r.from_nid WHERE (${towards}) AND NOT (${fromThese})`,
}

/** Two integrations may read one tenant, and one workspace may hold several, each with a root scope of its own. */
export const realm: Relation = {
  name: 'access_realm',
  sql: `SELECT integration, coalesce(min(key) FILTER (WHERE type = 'azure_account'), '#' || integration) AS realm
        FROM entity_next WHERE integration <> 0 AND type IN ${list(['azure_account', ...grantingTypes, 'azure_subscription', 'azure_management_group', 'azure_deny_assignment'])}
        GROUP BY integration`,
}

/** Vaults that go by their own policies: roles do not reach their contents. */
export const ownPolicies: Relation = {
  name: 'access_own_policies',
  sql: `SELECT DISTINCT w.realm, v.key FROM entity_next v JOIN access_realm w ON w.integration = v.integration
        WHERE v.type = 'azure_keyvault_service' AND json_extract_string(v.properties, '/enableRbacAuthorization') IS DISTINCT FROM 'true'`,
}
