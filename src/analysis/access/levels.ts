/** How much a role allows, in a few words: whether it reads, changes, reaches data, reads secrets, or gives rights away. */
import { quoted, type Relation } from './relation.ts'
import { matches, pieces } from './wildcard.ts'

/** Whoever may do one of these can give himself or others any right. */
const givingRights = [
  'microsoft.authorization/roleassignments/write',
  'microsoft.authorization/roledefinitions/write',
  'microsoft.authorization/roleeligibilityschedulerequests/write',
  'microsoft.authorization/elevateaccess/action',
]
const readingSecrets = 'microsoft.keyvault/vaults/secrets/getsecret/action'

/** Every action ends in one of these. */
const verbs = ['read', 'write', 'delete', 'action']

/**
 * What each set of permissions names, told apart by the verb at its end: `*` may be any, and what is taken out of it may
 * be one of them. `taken`: what the set leaves out.
 */
const named: Relation = {
  name: 'access_named_action',
  sql: `WITH one AS (
          SELECT holder, set_no, condition IS NOT NULL AS conditional, false AS data, false AS taken, unnest(actions) AS pattern FROM access_set
          UNION ALL SELECT holder, set_no, condition IS NOT NULL, true, false, unnest(data_actions) FROM access_set
          UNION ALL SELECT holder, set_no, condition IS NOT NULL, false, true, unnest(not_actions) FROM access_set
          UNION ALL SELECT holder, set_no, condition IS NOT NULL, true, true, unnest(not_data_actions) FROM access_set
        ), spelt AS (
          SELECT *, unnest(CASE WHEN ends_with(pattern, '*') THEN [rtrim(pattern, '*') || '*/' || verb FOR verb IN [${verbs.map(quoted).join(', ')}]] ELSE [pattern] END) AS text
          FROM one
        )
        SELECT DISTINCT *, ${pieces('pattern')} AS pieces, CASE WHEN ends_with(text, 'read') THEN 'read' ELSE 'write' END AS level FROM spelt
        UNION ALL
        SELECT DISTINCT o.holder, o.set_no, o.conditional, o.data, o.taken, o.pattern, p.action, ${pieces('o.pattern')}, p.level
        FROM one o JOIN (VALUES ${[...givingRights.map((action) => `('${action}', 'admin', false)`), `('${readingSecrets}', 'secrets', true)`].join(', ')}) p(action, level, data)
          ON p.data = o.data AND ${matches('p.action', pieces('o.pattern'))}`,
}

/** What is left of it when what the set itself leaves out is taken away. */
const open: Relation = {
  name: 'access_open_action',
  sql: `WITH covered AS (
          SELECT DISTINCT a.holder, a.set_no, a.data, a.text FROM access_named_action a
          JOIN access_named_action t ON t.taken AND t.holder = a.holder AND t.set_no = a.set_no AND t.data = a.data AND ${matches('a.text', 't.pieces')}
          WHERE NOT a.taken
        )
        SELECT DISTINCT holder, conditional, data, text, level
        FROM (SELECT * FROM access_named_action WHERE NOT taken) ANTI JOIN covered USING (holder, set_no, data, text)`,
}

/** Which of these actions each deny assignment takes away wholly: where it spares some of what one stands for, none of it. */
const denied: Relation = {
  name: 'access_denied_action',
  sql: `WITH asked AS (
          SELECT DISTINCT data, text, ${pieces('text')} AS pieces FROM access_open_action WHERE holder IN (SELECT holder FROM access_pair WHERE len(denials) > 0)
        ), set AS (
          SELECT n.* FROM access_named_action n JOIN access_deny d ON d.deny = n.holder WHERE NOT d.conditional
        ), spared AS (
          SELECT DISTINCT t.holder, t.set_no, a.data, a.text FROM asked a
          JOIN set t ON t.taken AND t.data = a.data AND (${matches('a.text', 't.pieces')} OR ${matches('t.text', 'a.pieces')})
        ), named AS (
          SELECT DISTINCT n.holder, n.set_no, a.data, a.text FROM asked a JOIN set n ON NOT n.taken AND n.data = a.data AND ${matches('a.text', 'n.pieces')}
        )
        SELECT DISTINCT holder AS deny, data, text FROM named ANTI JOIN spared USING (holder, set_no, data, text)`,
}

/** Needs `access_pair(holder, denials)`: with which deny assignments, as a sorted list, each holder meets somewhere. */
const level: Relation = {
  name: 'access_level',
  sql: `WITH met AS (SELECT holder, denials, unnest(denials) AS deny FROM access_pair),
        lost AS (SELECT DISTINCT m.holder, m.denials, d.data, d.text FROM met m JOIN access_denied_action d ON d.deny = m.deny),
        left_over AS (
          SELECT p.holder, p.denials, o.conditional, o.data, o.text, o.level FROM access_pair p JOIN access_open_action o ON o.holder = p.holder
        )
        SELECT holder, denials, conditional, bool_or(level = 'admin') AS admin, bool_or(NOT data AND level = 'write') AS write,
               bool_or(NOT data AND level = 'read') AS read, bool_or(data) AS data, bool_or(level = 'secrets') AS secrets
        FROM left_over ANTI JOIN lost USING (holder, denials, data, text) GROUP BY holder, denials, conditional`,
}

export const actions: readonly Relation[] = [named, open]
export const levels: readonly Relation[] = [denied, level]
