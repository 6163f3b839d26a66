/** Who could become administrator of every subscription without asking: https://learn.microsoft.com/azure/role-based-access-control/elevate-access-global-admin */
import type { Relation } from './relation.ts'

export const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10'
export const elevateAction = 'Microsoft.Authorization/elevateAccess/action'

/** The principals that hold the role, now or when they ask for it, groups as such. */
export const elevators: Relation = {
  name: 'access_elevator',
  sql: `WITH role AS (
          SELECT r.nid, w.realm FROM entity_next r JOIN access_realm w ON w.integration = r.integration
          WHERE r.type = 'azure_ad_role_definition' AND (r.key = '${globalAdministrator}' OR json_extract_string(r.properties, '/templateId') = '${globalAdministrator}')
        )
        SELECT r.realm, e.from_nid AS principal, false AS eligible FROM role r JOIN access_edge e ON e.to_nid = r.nid AND e.class = 'HAS'
        UNION
        SELECT r.realm, p.to_nid, u.from_type = 'azure_ad_role_eligibility' FROM role r
        JOIN access_edge u ON u.to_nid = r.nid AND u.class = 'USES' AND u.from_type IN ('azure_ad_role_assignment', 'azure_ad_role_eligibility')
        JOIN access_edge p ON p.from_nid = u.from_nid AND p.class = 'ASSIGNED'`,
}
