/** Who is meant when a principal is named: groups in groups, and resources that act as an identity. */
import { list, type Relation } from './relation.ts'

const memberTypes = ['azure_user', 'azure_user_group', 'azure_service_principal', 'azure_group_member', 'azure_device']

const member: Relation = {
  name: 'access_member',
  sql: `SELECT DISTINCT from_nid AS parent, to_nid AS member, to_type = 'azure_user_group' AS is_group
        FROM access_edge WHERE from_type = 'azure_user_group' AND class = 'HAS' AND to_type IN ${list(memberTypes)}`,
}

/**
 * Every resource that acts as a service principal: one that uses it, or an identity that is it, or one of whose ids the
 * principal itself speaks, which is how the directory knows the identity that comes with a resource.
 */
const actor: Relation = {
  name: 'access_actor',
  sql: `WITH identity AS (SELECT from_nid AS nid, to_nid AS principal FROM access_edge WHERE class = 'IS' AND to_type = 'azure_service_principal'),
             named AS (SELECT s.nid AS principal, w.realm, lower(unnest(json_extract_string(s.properties, '$.alternativeNames[*]'))) AS key
                       FROM entity_next s JOIN access_realm w ON w.integration = s.integration
                       WHERE s.type = 'azure_service_principal' AND json_extract_string(s.properties, '/servicePrincipalType') = 'ManagedIdentity')
        SELECT principal, nid AS actor FROM identity
        UNION SELECT to_nid, from_nid FROM access_edge WHERE class = 'USES' AND to_type = 'azure_service_principal'
        UNION SELECT i.principal, e.from_nid FROM access_edge e JOIN identity i ON i.nid = e.to_nid WHERE e.class = 'USES' AND e.to_type = 'azure_managed_identity'
        UNION SELECT n.principal, e.nid FROM named n JOIN entity_next e ON e.key = n.key JOIN access_realm w ON w.integration = e.integration
        WHERE w.realm = n.realm AND starts_with(n.key, '/subscriptions/')`,
}

/** The groups within the groups that are named, with the way there: the shortest, and the first of several. */
const nested: Relation = {
  name: 'access_nested',
  sql: `WITH RECURSIVE nested(top, inner_group, path) USING KEY (top, inner_group) AS (
          SELECT DISTINCT parent, parent, [parent] FROM access_member WHERE parent IN (SELECT nid FROM access_named)
          UNION
          SELECT n.top, m.member, min(list_append(n.path, m.member)) FROM nested n JOIN access_member m ON m.parent = n.inner_group
          WHERE m.is_group AND NOT EXISTS (SELECT 1 FROM recurring.nested k WHERE k.top = n.top AND k.inner_group = m.member)
          GROUP BY ALL
        ) SELECT * FROM nested`,
}

/** `access_reach`: whom each named principal stands for, itself included, and through which groups. */
const reach: Relation = {
  name: 'access_reach',
  sql: `SELECT top, principal, arg_min(path, (len(path), path)) AS path FROM (
          SELECT nid AS top, nid AS principal, []::BIGINT[] AS path FROM access_named
          UNION ALL
          SELECT n.top, m.member, n.path FROM access_nested n JOIN access_member m ON m.parent = n.inner_group WHERE m.member <> n.top
        ) GROUP BY ALL`,
}

/** The principals whose members matter. */
export const named: Relation = {
  name: 'access_named',
  sql: `SELECT principal AS nid FROM access_grant UNION SELECT principal FROM access_elevator
        UNION SELECT to_nid FROM access_edge WHERE from_type = 'azure_deny_assignment' AND class IN ('ASSIGNED', 'EXCLUDES') AND to_type <> 'azure_everyone'`,
}

export const directory: readonly Relation[] = [member, actor]
export const membership: readonly Relation[] = [nested, reach]
