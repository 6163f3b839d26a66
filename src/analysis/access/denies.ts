/** Deny assignments: what they take away from whom, whatever roles say. https://learn.microsoft.com/azure/role-based-access-control/deny-assignments */
import type { Relation } from './relation.ts'

/** One that is only tried out (`audit`) denies nothing. */
const deny: Relation = {
  name: 'access_deny',
  sql: `SELECT d.nid AS deny, w.realm, s.key, json_extract_string(d.properties, '/appliesToChildScopes') IS DISTINCT FROM 'false' AS below,
               coalesce(json_extract_string(d.properties, '/appliesToEveryone') = 'true', false) AS everyone,
               nullif(json_extract_string(d.properties, '/condition'), '') IS NOT NULL
                 OR EXISTS (SELECT 1 FROM access_set c WHERE c.holder = d.nid AND c.condition IS NOT NULL) AS conditional
        FROM entity_next d JOIN access_realm w ON w.integration = d.integration
        JOIN access_edge e ON e.from_nid = d.nid AND e.class = 'DENIES' JOIN entity_next s ON s.nid = e.to_nid
        WHERE d.type = 'azure_deny_assignment' AND coalesce(lower(json_extract_string(d.properties, '/effect')), '') <> 'audit'`,
}

/** Whom each deny assignment names, or spares, through groups too. */
const hit: Relation = {
  name: 'access_deny_principal',
  sql: `SELECT DISTINCT e.from_nid AS deny, r.principal, e.class = 'EXCLUDES' AS spared
        FROM access_edge e JOIN access_reach r ON r.top = e.to_nid WHERE e.from_type = 'azure_deny_assignment' AND e.class IN ('ASSIGNED', 'EXCLUDES')`,
}

export const denies: readonly Relation[] = [deny]
/** Needs `access_reach`. */
export const deniesByPrincipal: readonly Relation[] = [hit]

/** Whether a deny assignment `d` (a row of `access_deny`) is meant for a principal. */
export function meant(d: string, principal: string): string {
  const named = (spared: boolean) =>
    `EXISTS (SELECT 1 FROM access_deny_principal h WHERE h.deny = ${d}.deny AND h.principal = ${principal} AND ${spared ? '' : 'NOT '}h.spared)`
  return `((${d}.everyone OR ${named(false)}) AND NOT ${named(true)})`
}
