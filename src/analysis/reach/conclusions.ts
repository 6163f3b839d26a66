/**
 * What is concluded: `Internet CONNECTS` each entity behind an opening, with its ports, the ways that lead there, the
 * rules that open them, and what is not known. Most entities share all but their addresses with many others: that part
 * is written once for each set of passages.
 */
import { internet } from '../../graph/model.ts'
import { quoted } from './json.ts'
import { proxies } from './means.ts'

/** Ports by which machines are administered, or by which whole fleets have been lost. */
const knownPorts = { rdp: [3389], smb: [445], ssh: [22], telnet: [23], winrm: [5985, 5986] } as const

export const conclusionSteps: readonly string[] = [
  `CREATE TEMP TABLE reach_way AS
   SELECT DISTINCT t.target, e.passage, e.address_key, e.address, e.via_key, p.nic_key
   FROM reach_entry e JOIN reach_place p USING (place) JOIN reach_target t USING (place)
   WHERE e.passage IN (SELECT passage FROM reach_opening)
     AND (e.behind IS NULL OR (e.behind, e.public_first) IN (SELECT (place, public_first) FROM reach_entry WHERE passage IN (SELECT passage FROM reach_opening)))`,

  `CREATE TEMP TABLE reach_answer AS
   SELECT target, list_sort(list(DISTINCT passage)) AS passages, ${distinct('address')} AS addresses,
          ${distinct('address_key')} || ${distinct('via_key')} || ${distinct('nic_key')} AS path
   FROM reach_way GROUP BY target`,

  `CREATE TEMP TABLE reach_set AS SELECT row_number() OVER () AS set, passages FROM (SELECT DISTINCT passages FROM reach_answer)`,

  `CREATE TEMP TABLE reach_set_opening AS
   SELECT s.set, o.* EXCLUDE (passage) FROM (SELECT set, unnest(passages) AS passage FROM reach_set) s JOIN reach_opening o USING (passage)`,

  // Ranges that touch or overlap are one, for each of the lists of ports that are told.
  `CREATE TEMP TABLE reach_ports AS
   WITH labelled AS (
     SELECT set, unnest(['ports', protocol]) AS label, first, last FROM reach_set_opening WHERE protocol IN ('tcp', 'udp')
     UNION ALL SELECT set, 'public', public_first, public_last FROM reach_set_opening WHERE protocol IN ('tcp', 'udp')
     UNION ALL SELECT set, 'certain', first, last FROM reach_set_opening WHERE protocol IN ('tcp', 'udp') AND sure
   ), started AS (
     SELECT *, (first > 1 + coalesce(max(last) OVER (PARTITION BY set, label ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), -2))::INTEGER AS starts
     FROM (SELECT DISTINCT * FROM labelled)
   ), island AS (
     SELECT *, sum(starts) OVER (PARTITION BY set, label ORDER BY first, last ROWS UNBOUNDED PRECEDING) AS island FROM started
   ), joined AS (
     SELECT set, label, min(first) AS first, max(last) AS last FROM island GROUP BY set, label, island
   ), listed AS (
     SELECT set, label, list_transform(list_sort(list({'first': first, 'last': last})), lambda range:
       CASE WHEN range.first = 0 AND range.last = 65535 THEN '*' WHEN range.first = range.last THEN range.first::VARCHAR ELSE range.first || '-' || range.last END
     ) AS ports
     FROM joined GROUP BY set, label
   )
   SELECT set, ${['ports', 'tcp', 'udp', 'public', 'certain'].map((label) => `any_value(ports) FILTER (label = '${label}') AS ${label}`).join(', ')}
   FROM listed GROUP BY set`,

  // Three pieces of JSON, between and behind which stands what is each entity's own; names in the order of the alphabet.
  `CREATE TEMP TABLE reach_text AS
   WITH summed AS (
     SELECT set, bool_or(sure) AS certain, bool_and(sure AND len(notes) = 0) AS complete, bool_or(means NOT IN (${quoted(proxies)})) AS direct,
            list_sort(list(DISTINCT family)) AS families, list_sort(list(DISTINCT means)) AS means, list_sort(list(DISTINCT protocol)) AS protocols,
            list_sort(list_distinct(flatten(list(openers)))) AS openers, list_sort(list_distinct(flatten(list(doubts || notes)))) AS doubts,
            ${Object.entries(knownPorts)
              .map(([name, ports]) => `${opens(ports)} AS ${name}`)
              .join(', ')}
     FROM reach_set_opening GROUP BY set
   )
   SELECT passages, ${piece({
     certain: 'summed.certain',
     certainPorts: 'CASE WHEN NOT complete THEN coalesce(p.certain, []) END',
     complete: 'complete',
     direct: 'direct',
     ipVersions: 'families',
     means: 'means',
     openedBy: 'nullif(openers, [])',
   })} AS before_path,
          ${piece({ ports: 'coalesce(p.ports, [])', protocols: 'protocols' })} AS before_address,
          ${piece({
            publicPorts: 'p.public',
            ...Object.fromEntries(Object.keys(knownPorts).map((name) => [name, name])),
            tcpPorts: 'p.tcp',
            udpPorts: 'p.udp',
            unknown: 'nullif(doubts, [])',
          })} AS at_end
   FROM summed JOIN reach_set USING (set) LEFT JOIN reach_ports p USING (set)`,
]

export const conclusions = `
  SELECT i.nid AS from_nid, 'CONNECTS' AS class, a.target AS to_nid, NULL::VARCHAR AS suffix,
         '{' || concat_ws(',',
           '"active":' || json_transform(e.p.active, '"BOOLEAN"'), before_path,
           '"path":' || to_json(list_filter(a.path, lambda key: key <> e.key)), before_address,
           '"publicIpAddress":' || to_json(nullif(a.addresses, [])), at_end) || '}' AS properties
  FROM reach_answer a
  JOIN reach_text t USING (passages)
  JOIN reach_entity e ON e.nid = a.target
  JOIN (SELECT min(nid) AS nid FROM reach_entity WHERE key = '${internet.key}' AND type = '${internet.type}') i ON i.nid IS NOT NULL`

function opens(ports: readonly number[]): string {
  const any = ports.map((port) => `${port} BETWEEN first AND last`).join(' OR ')
  return `bool_or(protocol IN ('tcp', 'udp') AND (${any}))`
}

function distinct(column: string): string {
  return `list_sort(coalesce(list(DISTINCT ${column}) FILTER (${column} IS NOT NULL), []))`
}

/** The fields that are not null, as they stand between the braces of a JSON object. */
function piece(fields: Readonly<Record<string, string>>): string {
  const pairs = Object.keys(fields)
    .sort()
    .map((name) => `'${name}', ${fields[name]}`)
  return `(json_merge_patch('{}', json_object(${pairs.join(', ')}))::VARCHAR)[2:-2]`
}
