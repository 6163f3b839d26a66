/**
 * Where the ways in and the filters meet. A way in (`reach_entry`) is a public address that leads to a place by some
 * ports; traffic has to pass the filter of the place's subnet and that of its interface. Places with the same pair of
 * filters are worked out once, as a gate.
 *
 * Leaves behind `reach_opening` (entry, place, protocol, first, last, public_first, public_last, sure, share, openers, doubts).
 */
import { leastShare, shareOf } from './internet.ts'

/** The ways in, numbered, and from which sources places are reached. */
export const entrySteps: readonly string[] = [
  'CREATE TEMP TABLE reach_entry AS SELECT row_number() OVER () AS entry, * FROM reach_front',
  'CREATE TEMP TABLE reach_wanted AS SELECT DISTINCT place, source FROM reach_entry',
]

export const openingSteps: readonly string[] = [
  `CREATE TEMP TABLE reach_gate AS
   SELECT row_number() OVER () AS gate, *
   FROM (SELECT DISTINCT subnet_filter, subnet_twin, interface_filter, interface_twin, source FROM reach_side JOIN reach_wanted USING (place))`,

  `CREATE TEMP TABLE reach_gate_opening AS
   WITH passed AS (
     SELECT g.gate, g.source, s.protocol, greatest(s.first, i.first) AS first, least(s.last, i.last) AS last,
            s.may & i.may AS may, s.must & i.must AS must,
            list_sort(list_distinct(s.openers || i.openers)) AS openers, list_sort(list_distinct(s.unsure || i.unsure)) AS unsure
     FROM reach_gate g
     JOIN reach_verdict s ON s.filter = g.subnet_filter AND s.twin = g.subnet_twin AND s.source = g.source
     JOIN reach_verdict i ON i.filter = g.interface_filter AND i.twin = g.interface_twin AND i.source = g.source
                         AND i.protocol = s.protocol AND i.first <= s.last AND i.last >= s.first
   )
   SELECT gate, protocol, first, last, openers, ${shareOf('source', 'may')} AS share, ${shareOf('source', 'must')} >= ${leastShare} AS sure,
          list_transform(unsure, lambda label: label || ' cannot be told to match or not') AS doubts
   FROM passed WHERE ${shareOf('source', 'may')} >= ${leastShare}`,

  `CREATE TEMP TABLE reach_opening AS
   SELECT e.entry, e.place, o.protocol, greatest(o.first, e.target_first) AS first, least(o.last, e.target_last) AS last,
          coalesce(e.public_first, greatest(o.first, e.target_first)) AS public_first, coalesce(e.public_last, least(o.last, e.target_last)) AS public_last,
          o.sure AND len(e.doubts) = 0 AND NOT (e.no_filter AND e.bare <> 'open') AS sure, o.share, o.openers,
          CASE WHEN o.sure THEN [] ELSE list_concat(o.doubts, e.place_doubts) END || e.doubts ||
          CASE WHEN e.no_filter AND e.bare = 'unknown' THEN ['whether its public address lets traffic through without a security group'] ELSE [] END AS doubts
   FROM (SELECT e.*, s.* EXCLUDE (place), s.subnet_filter = 0 AND s.interface_filter = 0 AS no_filter, p.doubts AS place_doubts
         FROM reach_entry e JOIN reach_side s USING (place) JOIN reach_place p USING (place)) e
   JOIN reach_gate g ON g.subnet_filter = e.subnet_filter AND g.subnet_twin = e.subnet_twin AND g.interface_filter = e.interface_filter
                    AND g.interface_twin = e.interface_twin AND g.source = e.source
   JOIN reach_gate_opening o ON o.gate = g.gate AND o.first <= e.target_last AND o.last >= e.target_first AND list_contains(e.protocols, o.protocol)
   WHERE NOT (e.no_filter AND e.bare = 'closed')`,
]
