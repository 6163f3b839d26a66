/**
 * What sends traffic on from an address of its own: application gateways, which end connections, and firewalls, which
 * translate both ends of them. Security groups behind see an address of their subnet, not the one outside.
 *
 * Leaves behind `reach_sender` (integration, key, place, source, network) and `reach_private_source`; `reach_connected`
 * (integration, network, other) says which virtual networks reach each other without a gateway between them.
 */
import { rangesOf } from '../../../store/address-ranges.ts'
import { unknownInside } from '../internet.ts'
import { azureEntities } from './entities.ts'

const network = azureEntities('azure_vnet', { peeredVirtualNetworkIds: ['VARCHAR'] })
const subnet = azureEntities('azure_subnet', { CIDR: 'VARCHAR' })

export const insideSteps: readonly string[] = [
  `CREATE TEMP TABLE reach_connected AS
   WITH network AS (SELECT * FROM ${network})
   SELECT integration, key AS network, key AS other FROM network
   UNION
   SELECT integration, key, unnest(p.peeredVirtualNetworkIds) FROM network
   UNION
   SELECT integration, other, key FROM (SELECT integration, key, unnest(p.peeredVirtualNetworkIds) AS other FROM network)`,

  // Without a network (in a virtual hub), or with one that was not read, it may reach any.
  `CREATE TEMP TABLE reach_sender AS
   SELECT p.integration, e.key, p.place, p.kind, p.subnet_key, dense_rank() OVER (ORDER BY p.integration, p.subnet_key) + ${unknownInside} AS source,
          (SELECT any_value(c.network) FROM reach_connected c
           WHERE c.integration = p.integration AND c.network = regexp_extract(p.subnet_key, '^(.*)/subnets/', 1)) AS network
   FROM reach_place p JOIN reach_entity e ON e.nid = p.owner WHERE p.kind IN ('gateway', 'firewall')`,

  `CREATE TEMP TABLE reach_private_source AS
   WITH named AS (
     SELECT DISTINCT s.source, n.p.CIDR AS text FROM reach_sender s LEFT JOIN ${subnet} n ON n.integration = s.integration AND n.key = s.subnet_key
   )
   SELECT n.source, r.family, r.first, r.last
   FROM named n LEFT JOIN (${rangesOf('(SELECT DISTINCT text FROM named WHERE text IS NOT NULL)')}) r ON r.text = n.text
   UNION ALL SELECT ${unknownInside}, NULL, NULL, NULL`,

  // Which places a sender means by an address.
  `CREATE TEMP VIEW reach_addressed AS
   WITH located AS (
     SELECT place, integration, address, regexp_extract(subnet_key, '^(.*)/subnets/', 1) AS network FROM reach_place WHERE address IS NOT NULL AND place > 0
   )
   SELECT s.key AS sender, s.integration, l.address, l.place, false AS vague
   FROM reach_sender s JOIN reach_connected c ON c.integration = s.integration AND c.network = s.network
   JOIN located l ON l.integration = s.integration AND l.network = c.other
   UNION ALL
   SELECT s.key, s.integration, l.address, l.place, true FROM reach_sender s JOIN located l ON l.integration = s.integration WHERE s.network IS NULL`,
]
