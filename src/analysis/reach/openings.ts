/**
 * Where the ways in and the filters meet. A way in is a public address that leads to a place by some ports; traffic has
 * to pass the filter of the place's subnet and that of its interface. Places with the same two filters (a gate) that are
 * led to in the same manner (a passage) are worked out once.
 *
 * Reads `reach_front`, the ways in: place, source, address_key, address, via_key, means, protocols, target_first and
 * target_last (ports of the place), public_first and public_last (ports of the address; null where they are the same),
 * bare (what happens without any filter: `open`, `closed`, `unknown`), doubts (what is not known), behind (the place of the
 * proxy that has to be reached first by the same public port).
 *
 * Leaves behind `reach_entry` (place, passage, address_key, address, via_key, behind, public_first) and `reach_opening` (passage, protocol,
 * first, last, public_first, public_last, sure, openers, doubts, notes).
 */
import { leastShare, shareOf, sources } from './internet.ts'

/** From which sources places are reached. */
export const wantedSteps: readonly string[] = ['CREATE TEMP TABLE reach_wanted AS SELECT DISTINCT place, source FROM reach_front']

export const openingSteps: readonly string[] = [
  `CREATE TEMP TABLE reach_gate AS
   SELECT row_number() OVER () AS gate, *
   FROM (SELECT DISTINCT subnet_filter, subnet_twin, interface_filter, interface_twin, source FROM reach_side JOIN reach_wanted USING (place))`,

  `CREATE TEMP TABLE reach_gate_opening AS
   WITH passed AS (
     SELECT g.gate, g.source, s.protocol, greatest(s.first, i.first) AS first, least(s.last, i.last) AS last,
            s.may & i.may AS may, s.must & i.must AS must, s.openers || i.openers AS openers, s.unsure || i.unsure AS unsure
     FROM reach_gate g
     JOIN reach_verdict s ON s.filter = g.subnet_filter AND s.twin = g.subnet_twin AND s.source = g.source
     JOIN reach_verdict i ON i.filter = g.interface_filter AND i.twin = g.interface_twin AND i.source = g.source
                         AND i.protocol = s.protocol AND i.first <= s.last AND i.last >= s.first
   )
   SELECT gate, protocol, first, last, ${shareOf('source', 'must')} >= ${leastShare} AS sure, openers,
          list_transform(unsure, lambda label: 'whether ' || label || ' matches')
          || CASE WHEN len(unsure) > 0 AND source IN (${sources.ipv4Routed}, ${sources.ipv6Routed})
                  THEN ['whether the tag VirtualNetwork holds the default route of the subnet'] ELSE [] END AS doubts
   FROM passed WHERE ${shareOf('source', 'may')} >= ${leastShare}`,

  `CREATE TEMP TABLE reach_entry AS
   SELECT f.place, f.address_key, f.address, f.via_key, f.behind, f.public_first, dense_rank() OVER (ORDER BY manner) AS passage, manner
   FROM (
     SELECT f.*, {'gate': g.gate, 'means': f.means, 'family': p.family, 'protocols': f.protocols, 'target_first': f.target_first,
                  'target_last': f.target_last, 'public_first': f.public_first, 'public_last': f.public_last, 'doubts': f.doubts,
                  'place_doubts': p.doubts, 'notes': p.notes, 'bare': CASE WHEN s.subnet_filter = 0 AND s.interface_filter = 0 THEN f.bare ELSE 'filtered' END} AS manner
     FROM reach_front f JOIN reach_place p USING (place) JOIN reach_side s USING (place)
     JOIN reach_gate g ON g.subnet_filter = s.subnet_filter AND g.subnet_twin = s.subnet_twin AND g.interface_filter = s.interface_filter
                      AND g.interface_twin = s.interface_twin AND g.source = f.source
   ) f`,

  `CREATE TEMP TABLE reach_passage AS
   SELECT passage, unnest(any_value(manner)) FROM reach_entry GROUP BY passage HAVING any_value(manner).bare <> 'closed'`,

  `CREATE TEMP TABLE reach_opening AS
   SELECT p.passage, p.means, p.family, o.protocol, greatest(o.first, p.target_first) AS first, least(o.last, p.target_last) AS last,
          coalesce(p.public_first, greatest(o.first, p.target_first)) AS public_first, coalesce(p.public_last, least(o.last, p.target_last)) AS public_last,
          o.sure AND len(p.doubts) = 0 AND p.bare <> 'unknown' AS sure, o.openers,
          CASE WHEN o.sure THEN [] ELSE o.doubts || p.place_doubts END || p.doubts ||
          CASE p.bare WHEN 'unknown' THEN ['whether its public address lets traffic through without a security group'] ELSE [] END AS doubts, p.notes
   FROM reach_passage p
   JOIN reach_gate_opening o ON o.gate = p.gate AND o.first <= p.target_last AND o.last >= p.target_first AND list_contains(p.protocols, o.protocol)`,
]
