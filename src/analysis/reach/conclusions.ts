/** What is concluded: `Internet CONNECTS` each entity behind an opening, with ports, ways, openers and doubts. */
import { internet } from '../../graph/model.ts'

/** Ports by which machines are administered, or by which whole machines have been lost. */
const known = { ssh: [22], rdp: [3389], winrm: [5985, 5986], smb: [445], telnet: [23] } as const

export const conclusionSteps: readonly string[] = [
  `CREATE TEMP TABLE reach_way AS
   SELECT t.target, o.protocol, o.first, o.last, o.public_first, o.public_last, o.sure, o.share, o.openers, o.doubts,
          e.address_key, e.address, e.via_key, e.means, p.nic_key, p.family
   FROM reach_opening o JOIN reach_entry e USING (entry) JOIN reach_place p ON p.place = o.place JOIN reach_target t ON t.place = o.place`,

  // Many machines stand behind the same filters: their ports are written once.
  `CREATE TEMP TABLE reach_open_list AS
   SELECT target, list_sort(list(DISTINCT {'protocol': protocol, 'first': first, 'last': last, 'public_first': public_first,
                                           'public_last': public_last, 'sure': sure})) AS opened
   FROM reach_way GROUP BY target`,
  'CREATE TEMP TABLE reach_profile AS SELECT row_number() OVER () AS profile, opened FROM (SELECT DISTINCT opened FROM reach_open_list)',
  `CREATE TEMP TABLE reach_profile_text AS
   WITH span AS (SELECT profile, unnest(opened, recursive := true) FROM reach_profile),
   labelled AS (
     SELECT profile, 'ports' AS label, first, last FROM span WHERE protocol IN ('tcp', 'udp')
     UNION ALL SELECT profile, protocol, first, last FROM span WHERE protocol IN ('tcp', 'udp')
     UNION ALL SELECT profile, 'public', public_first, public_last FROM span WHERE protocol IN ('tcp', 'udp')
     UNION ALL SELECT profile, 'certain', first, last FROM span WHERE protocol IN ('tcp', 'udp') AND sure
   ), started AS (
     SELECT *, (first > 1 + coalesce(max(last) OVER (PARTITION BY profile, label ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), -2))::INTEGER AS starts
     FROM labelled
   ), island AS (
     SELECT *, sum(starts) OVER (PARTITION BY profile, label ORDER BY first, last ROWS UNBOUNDED PRECEDING) AS island FROM started
   ), joined AS (
     SELECT profile, label, min(first) AS first, max(last) AS last FROM island GROUP BY profile, label, island
   ), listed AS (
     SELECT profile, label, list(CASE WHEN first = 0 AND last = 65535 THEN '*' WHEN first = last THEN first::VARCHAR ELSE first || '-' || last END ORDER BY first) AS ports
     FROM joined GROUP BY profile, label
   ), flag AS (
     SELECT profile, list_sort(list(DISTINCT protocol)) AS protocols, ${Object.entries(known)
       .map(([name, ports]) => `${flag(ports)} AS ${name}`)
       .join(', ')}
     FROM span GROUP BY profile
   )
   SELECT f.*, ${['ports', 'tcp', 'udp', 'public', 'certain'].map((label) => `(SELECT ports FROM listed l WHERE l.profile = f.profile AND label = '${label}') AS ${label}_text`).join(', ')}
   FROM flag f`,

  `CREATE TEMP TABLE reach_answer AS
   SELECT target, bool_or(sure) AS certain, bool_and(sure) AS complete, max(share) AS share,
          ${collected('address')} AS addresses, ${collected('address_key')} AS address_keys, ${collected('via_key')} AS via_keys,
          ${collected('nic_key')} AS nic_keys, ${collected('means')} AS means, list_sort(list(DISTINCT family)) AS families,
          list_sort(list_distinct(flatten(list(openers)))) AS openers, list_sort(list_distinct(flatten(list(doubts)))) AS doubts
   FROM reach_way GROUP BY target`,
]

function flag(ports: readonly number[]): string {
  const any = ports.map((port) => `${port} BETWEEN first AND last`).join(' OR ')
  return `bool_or(protocol IN ('tcp', 'udp') AND (${any}))`
}

function collected(column: string): string {
  return `list_sort(coalesce(list(DISTINCT ${column}) FILTER (${column} IS NOT NULL), []))`
}

export const conclusions = `
  SELECT i.nid AS from_nid, 'CONNECTS' AS class, a.target AS to_nid, NULL::VARCHAR AS suffix,
         json_merge_patch('{}', json_object(
           'active', TRY_CAST(json_extract(e.properties, '/active') AS BOOLEAN),
           'certain', a.certain,
           'certainPorts', CASE WHEN NOT a.complete THEN coalesce(p.certain_text, []) END,
           'complete', a.complete,
           'ipVersions', a.families,
           'means', a.means,
           'openedBy', nullif(a.openers, []),
           'path', list_filter(a.address_keys || a.via_keys || a.nic_keys, lambda key: key <> e.key),
           'ports', coalesce(p.ports_text, []),
           'protocols', p.protocols,
           'publicIpAddress', nullif(a.addresses, []),
           'publicPorts', p.public_text,
           ${Object.keys(known)
             .sort()
             .map((name) => `'${name}', p.${name}`)
             .join(', ')},
           'tcpPorts', p.tcp_text,
           'udpPorts', p.udp_text,
           'unknown', nullif(a.doubts, [])))::VARCHAR AS properties
  FROM reach_answer a
  JOIN reach_open_list l USING (target)
  JOIN reach_profile f ON f.opened = l.opened
  JOIN reach_profile_text p ON p.profile = f.profile
  JOIN entity_next e ON e.nid = a.target
  JOIN (SELECT min(nid) AS nid FROM entity_next WHERE key = '${internet.key}' AND type = '${internet.type}') i ON i.nid IS NOT NULL`
