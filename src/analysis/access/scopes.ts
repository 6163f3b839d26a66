/** Which scopes stand above which: by the path of an id, then by the tree of management groups, then the root. */
import type { Relation } from './relation.ts'

/** The management groups above each subscription and management group. No tree is as deep as the bound, which ends circles. */
export const managementGroups: Relation = {
  name: 'access_up',
  sql: `WITH RECURSIVE parent AS (
          SELECT DISTINCT w.realm, c.key AS child, m.key AS parent
          FROM access_edge e JOIN entity_next m ON m.nid = e.from_nid JOIN access_realm w ON w.integration = m.integration JOIN entity_next c ON c.nid = e.to_nid
          WHERE e.from_type = 'azure_management_group' AND e.to_type IN ('azure_management_group', 'azure_subscription') AND e.class IN ('CONTAINS', 'HAS')
        ), up AS (
          SELECT realm, child AS key, parent AS above, 1 AS steps FROM parent
          UNION
          SELECT u.realm, u.key, p.parent, u.steps + 1 FROM up u JOIN parent p ON p.realm = u.realm AND p.child = u.above WHERE u.steps < 16
        ) SELECT realm, key, above, min(steps) AS steps FROM up GROUP BY ALL`,
}

/** The root of a tenant, above all its management groups. */
export const root = '/'

/**
 * Of some scopes (realm, key) those among others (realm, key) that stand at them or above: realm, key, above, and
 * distance, which grows upwards and is 0 for the scope itself.
 */
export function above(scopes: string, others: string): string {
  return `WITH scope AS (SELECT DISTINCT realm, key, string_split(key, '/') AS parts FROM ${scopes}), other AS (SELECT DISTINCT realm, key FROM ${others})
    SELECT s.realm, s.key, o.key AS above, s.size - s.take AS distance
    FROM (SELECT realm, key, array_to_string(parts[1:take], '/') AS path, len(parts) AS size, take
          FROM (SELECT *, unnest(generate_series(2, len(parts))) AS take FROM scope)) s JOIN other o ON o.realm = s.realm AND o.key = s.path
    UNION ALL
    SELECT s.realm, s.key, o.key, 1000 + u.steps
    FROM (SELECT realm, key, array_to_string(parts[1:CASE WHEN parts[2] = 'providers' THEN 5 ELSE 3 END], '/') AS top FROM scope) s
    JOIN access_up u ON u.realm = s.realm AND u.key = s.top JOIN other o ON o.realm = u.realm AND o.key = u.above
    WHERE o.key <> s.key
    UNION ALL
    SELECT s.realm, s.key, '${root}', 9999 FROM scope s JOIN other o ON o.realm = s.realm AND o.key = '${root}' WHERE s.key <> '${root}'`
}
