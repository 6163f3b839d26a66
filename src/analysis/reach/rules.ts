/**
 * Rules taken apart into the form that is evaluated, whatever cloud they are of.
 *
 * Reads `reach_written`, rules as their cloud writes them: rule (a number), filter (the nid of their group), label (for
 * people), priority, allows, sure, protocol (`tcp`, `udp`, `icmp`, `esp`, `ah`, `*`), ports, closed_by_source_port (false
 * where the rule names some source ports only, of which whoever comes in chooses another), sources, source_groups,
 * destinations, destination_groups.
 *
 * Leaves behind:
 * - `reach_rule` (rule, filter, label, priority, allows, sure);
 * - `reach_rule_port` (rule, protocol, first, last, sure): 0 to 0 for protocols without ports;
 * - `reach_rule_source` and `reach_rule_destination` (rule, kind, family, first, last, member): `any`, `internet`,
 *   `network` (all that is connected), `range`, `group`, or `odd`.
 *
 * `sure` is false, and a kind `odd`, where it cannot be told what a rule says: it may apply, and it may not.
 */
import { rangesOf } from '../../store/address-ranges.ts'

const highest = 65_535

/** Protocols that have ports, and those that have none. */
export const withPorts = ['tcp', 'udp'] as const
export const withoutPorts = ['icmp', 'esp', 'ah'] as const

export const ruleSteps: readonly string[] = [
  `CREATE TEMP TABLE reach_rule AS SELECT rule, filter, label, priority, allows, sure AND (allows OR closed_by_source_port) AS sure FROM reach_written`,

  `CREATE TEMP TABLE reach_rule_port AS
   WITH port AS (
     SELECT rule, protocol, trim(unnest(CASE WHEN len(ports) > 0 THEN ports ELSE ['?'] END)) AS port FROM reach_written
   ), bound AS (
     SELECT rule, protocol, CASE port WHEN '*' THEN 0 ELSE TRY_CAST(split_part(port, '-', 1) AS INTEGER) END AS first,
            CASE WHEN port = '*' THEN ${highest} WHEN contains(port, '-') THEN TRY_CAST(split_part(port, '-', 2) AS INTEGER)
                 ELSE TRY_CAST(port AS INTEGER) END AS last
     FROM port
   ), span AS (
     SELECT rule, protocol, CASE WHEN sure THEN first ELSE 0 END AS first, CASE WHEN sure THEN last ELSE ${highest} END AS last, sure
     FROM (SELECT *, coalesce(first BETWEEN 0 AND last AND last <= ${highest}, false) AS sure FROM bound)
   )
   SELECT rule, protocol, first, last, bool_or(sure) AS sure FROM (
     SELECT rule, unnest(CASE WHEN protocol IN ('tcp', 'udp') THEN [protocol] ELSE ['tcp', 'udp'] END) AS protocol, first, last, sure
     FROM span WHERE protocol NOT IN ('icmp', 'esp', 'ah')
     UNION ALL
     SELECT rule, unnest(['icmp', 'esp', 'ah']), 0, 0, sure
     FROM span WHERE protocol NOT IN ('tcp', 'udp', 'icmp', 'esp', 'ah') AND first = 0 AND last = ${highest}
     UNION ALL
     SELECT rule, protocol, 0, 0, true FROM span WHERE protocol IN ('icmp', 'esp', 'ah')
   ) GROUP BY ALL`,

  ...ends('source', 'sources', 'source_groups'),
  ...ends('destination', 'destinations', 'destination_groups'),
]

/**
 * One of the two ends of each rule. A lone 0.0.0.0 is one address to the platform, and everything to many who write it:
 * it opens, but closes nothing. An end that says nothing at all is odd.
 */
function ends(side: string, addresses: string, groups: string): string[] {
  return [
    `CREATE TEMP TABLE reach_${side}_token AS
     SELECT DISTINCT rule, allows, trim(lower(token)) AS token
     FROM (SELECT rule, allows, unnest(${addresses}) AS token FROM reach_written) WHERE trim(token) <> ''`,

    `CREATE TEMP TABLE reach_rule_${side} AS
     WITH range AS (${rangesOf(`(SELECT DISTINCT token AS text FROM reach_${side}_token)`)}),
     meant AS (
       SELECT t.rule, r.family, r.first, r.last,
              CASE WHEN t.token IN ('*', 'any') OR (t.token = '0.0.0.0' AND t.allows) THEN 'any'
                   WHEN r.text IS NOT NULL THEN 'range'
                   WHEN t.token = 'internet' THEN 'internet'
                   WHEN t.token = 'virtualnetwork' THEN 'network'
                   WHEN NOT regexp_full_match(t.token, '[a-z][a-z0-9_.]*') THEN 'odd' END AS kind
       FROM reach_${side}_token t LEFT JOIN range r ON r.text = t.token
     )
     SELECT rule, kind, CASE kind WHEN 'range' THEN family END AS family, CASE kind WHEN 'range' THEN first END AS first,
            CASE kind WHEN 'range' THEN last END AS last, NULL::VARCHAR AS member
     FROM meant WHERE kind IS NOT NULL
     UNION ALL
     SELECT rule, 'group', NULL, NULL, NULL, lower(unnest(${groups})) FROM reach_written
     UNION ALL
     SELECT rule, 'odd', NULL, NULL, NULL, NULL FROM reach_written
     WHERE coalesce(len(${groups}), 0) = 0 AND rule NOT IN (SELECT rule FROM reach_${side}_token)`,
  ]
}
