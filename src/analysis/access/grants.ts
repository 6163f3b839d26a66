/** Who was given what where: assignments, eligibilities, policies of vaults, delegations to other tenants. */
import type { Relation } from './relation.ts'
import { policyActions } from './vault-policies.ts'

/**
 * `source`: the entity that gives it · `holder`: what says which actions, the nid of a role definition or the negative
 * one of a vault's policy; null where it is not known · `scope`: an entity, `key` its key · `condition`: under which
 * alone it holds.
 */
const assigned: Relation = {
  name: 'access_assigned',
  sql: `SELECT a.nid AS source, CASE a.type WHEN 'azure_role_eligibility' THEN 'eligibility' ELSE 'assignment' END AS kind, w.realm,
               p.to_nid AS principal, u.to_nid AS holder, s.to_nid AS scope, a.type = 'azure_role_eligibility' AS eligible,
               nullif(json_extract_string(a.properties, '/condition'), '') AS condition,
               NULL::VARCHAR AS foreign_principal
        FROM entity_next a JOIN access_realm w ON w.integration = a.integration
        JOIN access_edge p ON p.from_nid = a.nid AND p.class = 'ASSIGNED'
        JOIN access_edge s ON s.from_nid = a.nid AND s.class = 'ALLOWS'
        LEFT JOIN access_edge u ON u.from_nid = a.nid AND u.class = 'USES' AND u.to_type = 'azure_role_definition'
        WHERE a.type IN ('azure_role_assignment', 'azure_role_eligibility')`,
}

/** They count as long as the vault does not go by roles. A policy for an application holds only where it acts for the user. */
const policies: Relation = {
  name: 'access_policy',
  sql: `SELECT v.nid AS source, 'policy' AS kind, w.realm, p.to_nid AS principal, -p.nid AS holder, v.nid AS scope, false AS eligible,
               'only through the application ' || nullif(json_extract_string(p.properties, '/applicationId'), '') AS condition,
               NULL::VARCHAR AS foreign_principal, p.properties
        FROM entity_next v JOIN access_realm w ON w.integration = v.integration
        JOIN access_edge p ON p.from_nid = v.nid AND p.class = 'ALLOWS' AND json_extract_string(p.properties, '/role') IS NULL
        WHERE v.type = 'azure_keyvault_service' AND json_extract_string(v.properties, '/enableRbacAuthorization') IS DISTINCT FROM 'true'`,
}

/** Of a delegation's principals the graph knows the tenant alone that they are of. */
const delegated: Relation = {
  name: 'access_delegated',
  sql: `WITH one AS (
          SELECT d.nid, w.realm, split_part(d.key, '/providers/microsoft.managedservices/', 1) AS scope_key, lower(json_extract_string(d.properties, '/managedByTenantId')) AS tenant,
                 unnest(json_extract_string(d.properties, '$.authorizations[*]')) AS granted, false AS eligible, d.properties
          FROM entity_next d JOIN access_realm w ON w.integration = d.integration WHERE d.type = 'azure_lighthouse_delegation'
          UNION ALL
          SELECT d.nid, w.realm, split_part(d.key, '/providers/microsoft.managedservices/', 1), lower(json_extract_string(d.properties, '/managedByTenantId')),
                 unnest(json_extract_string(d.properties, '$.eligibleAuthorizations[*]')), true, d.properties
          FROM entity_next d JOIN access_realm w ON w.integration = d.integration WHERE d.type = 'azure_lighthouse_delegation'
        )
        SELECT o.nid AS source, 'delegation' AS kind, o.realm, t.nid AS principal, r.nid AS holder, s.nid AS scope, o.eligible,
               NULL::VARCHAR AS condition, split_part(o.granted, ' ', 1) AS foreign_principal
        FROM one o JOIN (SELECT key, min(nid) AS nid FROM entity_next WHERE type = 'azure_account' GROUP BY key) t ON t.key = o.tenant
        JOIN (SELECT e.key, w.realm, e.nid FROM entity_next e JOIN access_realm w ON w.integration = e.integration
              WHERE e.type IN ('azure_subscription', 'azure_resource_group')) s ON s.key = o.scope_key AND s.realm = o.realm
        LEFT JOIN (SELECT w.realm, lower(split_part(e.key, '/roledefinitions/', 2)) AS guid, min(e.nid) AS nid
                   FROM entity_next e JOIN access_realm w ON w.integration = e.integration WHERE e.type = 'azure_role_definition' GROUP BY ALL) r
               ON r.realm = o.realm AND r.guid = lower(split_part(split_part(o.granted, ' ', 2), '/', -1))`,
}

/** A set of permissions: actions of both planes, and what is taken out of them. A holder may have several. */
const sets: Relation = {
  name: 'access_set',
  sql: `WITH body AS (
          SELECT e.nid AS holder, e.type, e.properties,
                 list_filter(json_extract_string(e.properties, '$.permissions[*]'), lambda one: CASE WHEN json_valid(one) THEN json_type(one) = 'OBJECT' END) AS apart
          FROM entity_next e WHERE (e.type = 'azure_role_definition' AND e.nid IN (SELECT holder FROM access_assigned UNION SELECT holder FROM access_delegated))
             OR e.type = 'azure_deny_assignment'
        ), one AS (
          SELECT holder, unnest(CASE WHEN len(apart) > 0 THEN apart ELSE [properties] END) AS body FROM body
          WHERE type = 'azure_deny_assignment' OR json_exists(properties, '/actions') OR json_exists(properties, '/dataActions') OR json_exists(properties, '/permissions')
        )
        SELECT holder, row_number() OVER (PARTITION BY holder) AS set_no, ${actionsAt('actions')} AS actions, ${actionsAt('notActions')} AS not_actions,
               ${actionsAt('dataActions')} AS data_actions, ${actionsAt('notDataActions')} AS not_data_actions,
               nullif(json_extract_string(body, '/condition'), '') AS condition
        FROM one
        UNION ALL
        SELECT p.holder, 1, [], [], list_distinct(flatten(list(a.actions))), [], NULL
        FROM access_policy p, (SELECT kind, permission, list(action) AS actions FROM (VALUES ${policyActions}) t(kind, permission, action) GROUP BY ALL) a
        WHERE list_contains(list_transform(string_split(lower(json_extract_string(p.properties, '/permissions.' || a.kind)), ','), lambda one: trim(one)), a.permission)
        GROUP BY p.holder`,
}

/** In lower case, for actions are compared without regard to it. One that stands alone where a list should be counts too. */
function actionsAt(name: string): string {
  const found = `CASE json_type(body, '/${name}') WHEN 'VARCHAR' THEN [json_extract_string(body, '/${name}')] ELSE json_extract_string(body, '$.${name}[*]') END`
  return `list_transform(list_filter(${found}, lambda one: one IS NOT NULL), lambda one: lower(trim(one)))`
}

/** `access_grant`: all of them. */
const grant: Relation = {
  name: 'access_grant',
  sql: `WITH every AS (
          SELECT * FROM access_assigned UNION ALL SELECT * EXCLUDE properties FROM access_policy UNION ALL SELECT * FROM access_delegated
        )
        SELECT g.* EXCLUDE holder, CASE WHEN g.holder IN (SELECT holder FROM access_set) THEN g.holder END AS holder, s.key
        FROM every g JOIN entity_next s ON s.nid = g.scope WHERE g.kind <> 'policy' OR g.holder IN (SELECT holder FROM access_set)`,
}

export const grants: readonly Relation[] = [assigned, policies, delegated, sets, grant]
