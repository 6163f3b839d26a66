/**
 * What filters let through: for each filter, each kind of destination behind it and each source, the ranges of ports that
 * the first matching rule opens. Port ranges are split at the borders of all rules of the filter, so that within one cell
 * every rule applies wholly or not at all.
 *
 * Everything is worked out twice at once: what may be open, where rules that cannot be read let in and never keep out, and
 * what is open for certain, where they keep out and never let in. Nothing unknown is ever taken for closed.
 *
 * Reads the tables of `rules.ts`, `reach_place` (place, filter on either side, member groups, whether it is routed),
 * `reach_place_range` (place, family, first, last: its addresses, as far as they are known) and `reach_wanted` (place,
 * source). Leaves behind:
 * - `reach_side` (place, side, filter, twin): a place stands for all with which it shares a filter and the rules that
 *   name destinations: its twin;
 * - `reach_verdict` (filter, twin, source, protocol, first, last, open, closed_doubt…).
 */
import { blocksOf, everyBlock, firstPrivateSource, noBlock, sources } from './internet.ts'

export const evaluationSteps: readonly string[] = [...cellSteps(), ...destinationSteps(), ...sourceSteps(), ...verdictSteps()]

/** The smallest ranges of ports that the rules of a filter tell apart, and which rule covers which. */
function cellSteps(): string[] {
  return [
    `CREATE TEMP TABLE reach_rule_cell AS
     WITH border AS (
       SELECT filter, protocol, first AS border FROM reach_rule_port JOIN reach_rule USING (rule)
       UNION
       SELECT filter, protocol, last + 1 FROM reach_rule_port JOIN reach_rule USING (rule)
     ), cell AS (
       SELECT filter, protocol, border AS first, lead(border) OVER (PARTITION BY filter, protocol ORDER BY border) - 1 AS last FROM border
     )
     SELECT rule, c.protocol, c.first, c.last, bool_or(p.sure) AS sure
     FROM reach_rule_port p JOIN reach_rule r USING (rule)
     JOIN cell c ON c.filter = r.filter AND c.protocol = p.protocol AND c.first >= p.first AND c.last <= p.last
     GROUP BY ALL`,
  ]
}

/** Which rules of a place's filters mean it as their destination. Places for which they are the same are evaluated once. */
function destinationSteps(): string[] {
  return [
    `CREATE TEMP TABLE reach_general AS
     SELECT DISTINCT r.filter, rule FROM reach_rule_destination d JOIN reach_rule r USING (rule) WHERE d.kind IN ('any', 'network')`,

    `CREATE TEMP TABLE reach_special AS
     WITH side AS (
       SELECT DISTINCT place, unnest([subnet_filter, interface_filter]) AS filter FROM reach_place
     ), special AS (
       SELECT r.filter, d.* FROM reach_rule_destination d JOIN reach_rule r USING (rule)
       WHERE d.kind NOT IN ('any', 'network') AND rule NOT IN (SELECT rule FROM reach_general)
     )
     SELECT place, filter, rule, bool_or(sure) AS sure FROM (
       SELECT s.place, s.filter, d.rule, d.first <= a.first AND d.last >= a.last AS sure
       FROM side s JOIN special d ON d.filter = s.filter AND d.kind = 'range'
       JOIN reach_place_range a ON a.place = s.place AND a.family = d.family AND a.first <= d.last AND a.last >= d.first
       UNION ALL
       SELECT s.place, s.filter, d.rule, true
       FROM side s JOIN reach_place_member m USING (place) JOIN special d ON d.filter = s.filter AND d.kind = 'group' AND d.member = m.member
       UNION ALL
       SELECT s.place, s.filter, d.rule, false FROM side s JOIN special d ON d.filter = s.filter AND d.kind = 'odd'
     ) GROUP BY ALL`,

    `CREATE TEMP TABLE reach_twin AS
     WITH named AS (SELECT place, filter, list_sort(list({'rule': rule, 'sure': sure})) AS rules FROM reach_special GROUP BY place, filter)
     SELECT place, filter, min(place) OVER (PARTITION BY filter, rules) AS twin FROM named`,

    // One row for each place: without a twin (0) where no rule names it, without a filter (0) where there is none.
    `CREATE TEMP TABLE reach_side AS
     SELECT p.place, p.subnet_filter, coalesce(s.twin, 0) AS subnet_twin, p.interface_filter, coalesce(i.twin, 0) AS interface_twin
     FROM reach_place p
     LEFT JOIN reach_twin s ON s.place = p.place AND s.filter = p.subnet_filter
     LEFT JOIN reach_twin i ON i.place = p.place AND i.filter = p.interface_filter`,

    `CREATE TEMP TABLE reach_variant AS
     SELECT DISTINCT subnet_filter AS filter, subnet_twin AS twin, source FROM reach_side JOIN reach_wanted USING (place)
     UNION
     SELECT DISTINCT interface_filter, interface_twin, source FROM reach_side JOIN reach_wanted USING (place)`,

    `CREATE TEMP TABLE reach_variant_rule AS
     WITH variant AS (SELECT DISTINCT filter, twin FROM reach_variant WHERE filter > 0)
     SELECT v.filter, v.twin, g.rule, true AS sure FROM variant v JOIN reach_general g USING (filter)
     UNION ALL
     SELECT v.filter, v.twin, s.rule, s.sure FROM variant v JOIN reach_special s ON s.place = v.twin AND s.filter = v.filter`,
  ]
}

/** Which rules a source meets. The Internet is blocks of addresses, gathered to classes that meet the same rules. */
function sourceSteps(): string[] {
  const { ipv4, ipv4Routed, ipv6, ipv6Routed } = sources
  return [
    `CREATE TEMP TABLE reach_rule_block AS
     SELECT rule, source, sure, bit_or(blocks) AS blocks FROM (
       SELECT rule, unnest([${ipv4}, ${ipv4Routed}, ${ipv6}, ${ipv6Routed}]) AS source, kind <> 'odd' AS sure, ${everyBlock} AS blocks
       FROM reach_rule_source WHERE kind IN ('any', 'internet', 'odd')
       UNION ALL
       SELECT rule, unnest([${ipv4Routed}, ${ipv6Routed}]), false, ${everyBlock} FROM reach_rule_source WHERE kind = 'network'
       UNION ALL
       SELECT rule, unnest(CASE family WHEN 4 THEN [${ipv4}, ${ipv4Routed}] ELSE [${ipv6}, ${ipv6Routed}] END), true, blocks
       FROM (SELECT DISTINCT rule, family, ${blocksOf('family', 'first', 'last')} AS blocks FROM reach_rule_source WHERE kind = 'range')
       WHERE bit_count(blocks) > 0
     ) GROUP BY rule, source, sure`,

    `CREATE TEMP TABLE reach_met AS
     WITH asked AS (
       SELECT DISTINCT filter, source FROM reach_variant WHERE filter > 0
     ), met AS (
       SELECT a.filter, a.source, b.rule, b.sure, b.blocks
       FROM asked a JOIN reach_rule r ON r.filter = a.filter JOIN reach_rule_block b ON b.rule = r.rule AND b.source = a.source
     ), split AS (
       SELECT DISTINCT filter, source FROM met WHERE blocks <> ${everyBlock}
     ), block AS (
       SELECT m.filter, m.source, n.number, list_sort(list({'rule': m.rule, 'sure': m.sure})) AS rules
       FROM split JOIN met m USING (filter, source) CROSS JOIN (SELECT unnest(range(256))::INTEGER AS number) n
       WHERE get_bit(m.blocks, n.number) = 1 GROUP BY ALL
     ), class AS (
       SELECT filter, source, rules, bit_or((repeat('0', number) || '1' || repeat('0', 255 - number))::BIT) AS blocks FROM block GROUP BY filter, source, rules
     )
     SELECT filter, source, blocks, rule, sure FROM met ANTI JOIN split USING (filter, source)
     UNION ALL
     SELECT filter, source, blocks, one.rule, one.sure FROM (SELECT filter, source, blocks, unnest(rules) AS one FROM class)
     UNION ALL
     SELECT a.filter, a.source, ${everyBlock}, d.rule,
            bool_or(d.kind IN ('any', 'network') OR (d.kind = 'range' AND coalesce(d.first <= s.first AND d.last >= s.last, false)))
     FROM asked a JOIN reach_private_source s ON s.source = a.source
     JOIN reach_rule r ON r.filter = a.filter JOIN reach_rule_source d ON d.rule = r.rule
     WHERE a.source >= ${firstPrivateSource}
       AND (d.kind IN ('any', 'network', 'odd')
            OR (d.kind = 'range' AND (s.first IS NULL OR (d.family = s.family AND d.first <= s.last AND d.last >= s.first))))
     GROUP BY ALL`,
  ]
}

/**
 * The first rule that matches, cell by cell. Filter 0 stands for no filter at all, -1 for one that was not read: it may
 * let everything in, and may let nothing.
 */
function verdictSteps(): string[] {
  return [
    `CREATE TEMP TABLE reach_verdict AS
     WITH matching AS (
       SELECT v.filter, v.twin, m.source, m.blocks, c.protocol, c.first, c.last, r.rule, r.label, r.allows,
              m.sure AND d.sure AND c.sure AND r.sure AS sure, r.priority::BIGINT * 2 AS rank
       FROM reach_variant v
       JOIN reach_met m ON m.filter = v.filter AND m.source = v.source
       JOIN reach_variant_rule d ON d.filter = v.filter AND d.twin = v.twin AND d.rule = m.rule
       JOIN reach_rule_cell c ON c.rule = m.rule
       JOIN reach_rule r ON r.rule = m.rule
     ), decided AS (
       SELECT filter, twin, source, blocks, protocol, first, last,
              arg_min(allows, rank + (NOT allows)::INTEGER) FILTER (sure OR allows) AS may,
              arg_min(label, rank + (NOT allows)::INTEGER) FILTER (sure OR allows) AS opener,
              arg_min(allows, rank + allows::INTEGER) FILTER (sure OR NOT allows) AS must,
              list_sort(list(DISTINCT label) FILTER (NOT sure)) AS unsure
       FROM matching GROUP BY ALL
     ), open AS (
       SELECT filter, twin, source, protocol, first, last, bit_or(blocks) AS may,
              coalesce(bit_or(blocks) FILTER (must), ${noBlock}) AS must, list_sort(list(DISTINCT opener)) AS openers,
              list_sort(list_distinct(flatten(list(unsure) FILTER (NOT coalesce(must, false) AND unsure IS NOT NULL)))) AS unsure
       FROM decided WHERE may GROUP BY ALL
     ), island AS (
       SELECT *, sum(starts) OVER (PARTITION BY filter, twin, source, protocol ORDER BY first) AS island
       FROM (SELECT *, (lag((last, may, must, openers, unsure)) OVER (PARTITION BY filter, twin, source, protocol ORDER BY first)
                        IS DISTINCT FROM (first - 1, may, must, openers, unsure))::INTEGER AS starts FROM open)
     )
     SELECT filter, twin, source, protocol, min(first) AS first, max(last) AS last, any_value(may) AS may, any_value(must) AS must,
            any_value(openers) AS openers, coalesce(any_value(unsure), []) AS unsure
     FROM island GROUP BY filter, twin, source, protocol, island
     UNION ALL
     SELECT filter, twin, source, protocol.name, 0, protocol.last, ${everyBlock}, CASE filter WHEN 0 THEN ${everyBlock} ELSE ${noBlock} END, [], []
     FROM reach_variant, (SELECT unnest([{'name': 'tcp', 'last': 65535}, {'name': 'udp', 'last': 65535}, {'name': 'icmp', 'last': 0},
                                         {'name': 'esp', 'last': 0}, {'name': 'ah', 'last': 0}]) AS protocol)
     WHERE filter <= 0`,
  ]
}
