/**
 * The ways in from the Internet by addresses of Azure: a public address on the place itself, rules of load balancers
 * with a public frontend. Fills `reach_front`.
 *
 * `bare` says what happens where no security group stands in the way: Basic addresses are open then, Standard ones closed.
 */
import { sources } from '../internet.ts'
import { quoted, shapedText } from '../json.ts'
import { means } from '../means.ts'
import { azureEntities } from './entities.ts'
import { highestOf } from './places.ts'

const address = azureEntities('azure_public_ip', { publicIpAddress: 'VARCHAR', sku: 'VARCHAR', ipConfigurationId: 'VARCHAR' })
const balancer = azureEntities('azure_lb', { sku: 'VARCHAR', balancingRules: ['VARCHAR'], poolMembers: ['VARCHAR'] })

const balancingRule = {
  kind: 'VARCHAR',
  id: 'VARCHAR',
  name: 'VARCHAR',
  publicIpId: 'VARCHAR',
  publicIpPrefixId: 'VARCHAR',
  privateIpAddress: 'VARCHAR',
  protocol: 'VARCHAR',
  frontendPort: 'INTEGER',
  frontendPortEnd: 'INTEGER',
  backendPort: 'INTEGER',
  floatingIp: 'BOOLEAN',
  poolIds: ['VARCHAR'],
  ipConfigurationId: 'VARCHAR',
} as const

const poolMember = { poolId: 'VARCHAR', ipConfigurationId: 'VARCHAR', ipAddress: 'VARCHAR', networkId: 'VARCHAR' } as const

const everyProtocol = `[${quoted(['tcp', 'udp', 'icmp', 'esp', 'ah'])}]`
const nicOf = (configuration: string) => `regexp_replace(${configuration}, '/ipconfigurations/.*$', '')`

/** Which kind of Internet a place meets: the family of its address, and whether its subnet has a default route. */
export const internetSource = `CASE family WHEN 4 THEN CASE WHEN routed THEN ${sources.ipv4Routed} ELSE ${sources.ipv4} END
                                    ELSE CASE WHEN routed THEN ${sources.ipv6Routed} ELSE ${sources.ipv6} END END`

export const frontSteps: readonly string[] = [
  `CREATE TEMP TABLE reach_address AS
   SELECT integration, key, p.publicIpAddress AS address, lower(p.sku) AS sku, p.ipConfigurationId AS configuration FROM ${address}`,

  `CREATE TEMP TABLE reach_front (
     place BIGINT, source INTEGER, address_key VARCHAR, address VARCHAR, via_key VARCHAR, means VARCHAR, protocols VARCHAR[],
     target_first INTEGER, target_last INTEGER, public_first INTEGER, public_last INTEGER, bare VARCHAR, doubts VARCHAR[], behind BIGINT)`,

  // Both the interface and the address say that they belong together. Where only the address does, they were read at different times.
  `INSERT INTO reach_front
   WITH joined AS (
     SELECT place, integration, public_key AS key, false AS disputed FROM reach_place WHERE public_key IS NOT NULL
     UNION
     SELECT p.place, p.integration, a.key, true FROM reach_place p JOIN reach_address a ON a.integration = p.integration AND a.configuration = p.configuration
     WHERE p.public_key IS DISTINCT FROM a.key
     UNION
     SELECT p.place, p.integration, a.key, false FROM reach_place p JOIN reach_address a ON a.integration = p.integration AND ${nicOf('a.configuration')} = p.nic_key
     WHERE p.kind = 'unread'
   )
   SELECT j.place, ${internetSource}, j.key, a.address, NULL, '${means.publicIp}', ${everyProtocol}, 0, 65535, NULL, NULL, ${bareOf('a.sku')},
          CASE WHEN j.disputed THEN ['whether public address ' || j.key || ' still belongs to it'] ELSE [] END, NULL
   FROM joined j JOIN reach_place USING (place) LEFT JOIN reach_address a ON a.integration = j.integration AND a.key = j.key`,

  `INSERT INTO reach_front
   SELECT place, ${internetSource}, NULL, NULL, NULL, '${means.instancePublicIp}', ${everyProtocol}, 0, 65535, NULL, NULL, ${bareOf('lower(sku)')}, [], NULL
   FROM reach_place WHERE instances_public`,

  // Nothing is known of it, so nothing of it is taken for closed.
  `INSERT INTO reach_front
   SELECT place, ${internetSource}, NULL, NULL, NULL, '${means.unknown}', ${everyProtocol}, 0, 65535, NULL, NULL, 'unknown',
          ['network interface ' || nic_key || ' was not read'], NULL
   FROM reach_place WHERE kind = 'unread'`,

  `CREATE TEMP TABLE reach_balancer AS SELECT nid, integration, key, lower(p.sku) AS sku, p.balancingRules AS rules, p.poolMembers AS members FROM ${balancer}`,

  `CREATE TEMP TABLE reach_balancing AS
   SELECT integration, key AS balancer, sku, r.*
   FROM (SELECT integration, key, sku, ${shapedText('unnest(rules)', balancingRule)} AS r FROM reach_balancer) WHERE r IS NOT NULL`,

  // Who stands in which pool, by the word of the place itself and by that of the balancer.
  `CREATE TEMP TABLE reach_pool AS
   WITH member AS (
     SELECT integration, ${shapedText('unnest(members)', poolMember)} AS m FROM reach_balancer
   )
   SELECT integration, place, unnest(pool_keys) AS pool FROM reach_place
   UNION
   SELECT p.integration, p.place, m.m.poolId FROM member m JOIN reach_place p ON p.integration = m.integration AND p.configuration = m.m.ipConfigurationId
   UNION
   SELECT p.integration, p.place, m.m.poolId FROM member m JOIN reach_place p ON p.integration = m.integration AND p.nic_key = ${nicOf('m.m.ipConfigurationId')}
   WHERE p.kind = 'unread'
   UNION
   SELECT p.integration, p.place, m.m.poolId FROM member m JOIN reach_place p ON p.integration = m.integration AND p.address = m.m.ipAddress
   WHERE starts_with(p.subnet_key, m.m.networkId || '/subnets/')`,

  `CREATE TEMP TABLE reach_led AS
   SELECT *, coalesce(floatingIp, false) AS floating, coalesce(backendPort, 0) = 0 AS every,
          frontendPort IS NULL OR backendPort IS NULL OR protocol IS NULL AS vague
   FROM (
     SELECT b.*, l.place FROM (SELECT *, unnest(poolIds) AS pool FROM reach_balancing) b JOIN reach_pool l ON l.pool = b.pool AND l.integration = b.integration
     UNION
     SELECT b.*, NULL, p.place FROM reach_balancing b JOIN reach_place p ON p.integration = b.integration AND p.configuration = b.ipConfigurationId
     UNION
     SELECT b.*, NULL, p.place FROM reach_balancing b JOIN reach_place p ON p.integration = b.integration AND p.nic_key = ${nicOf('b.ipConfigurationId')} WHERE p.kind = 'unread'
     UNION
     SELECT b.*, NULL, n.place FROM (SELECT place, integration, unnest(nat_keys) AS nat FROM reach_place) n JOIN reach_balancing b ON b.integration = n.integration AND b.id = n.nat
   )`,

  // With a floating address the packet keeps the address in front: which rules name it as their destination is not known.
  `INSERT INTO reach_place
   SELECT -place, p.* EXCLUDE (place) FROM reach_place p WHERE place IN (SELECT place FROM reach_led WHERE floating)`,
  'INSERT INTO reach_target SELECT place, target FROM (SELECT -place AS place, target FROM reach_target) JOIN reach_place USING (place)',
  'INSERT INTO reach_place_member SELECT place, member FROM (SELECT -place AS place, member FROM reach_place_member) JOIN reach_place USING (place)',
  `INSERT INTO reach_place_range SELECT place, family, 0::UHUGEINT, ${highestOf('family')} FROM reach_place WHERE place < 0`,

  `INSERT INTO reach_front
   SELECT DISTINCT CASE WHEN floating THEN -o.place ELSE o.place END, ${internetSource}, coalesce(o.publicIpId, o.publicIpPrefixId), a.address, o.balancer,
          CASE o.kind WHEN 'rule' THEN '${means.loadBalancer}' ELSE '${means.inboundNat}' END,
          CASE WHEN o.protocol IN ('tcp', 'udp') THEN [o.protocol] ELSE ['tcp', 'udp'] END,
          CASE WHEN every THEN 0 ELSE backendPort END, CASE WHEN every THEN 65535 ELSE backendPort END,
          CASE WHEN NOT every THEN frontendPort END, CASE WHEN NOT every THEN coalesce(frontendPortEnd, frontendPort) END,
          ${bareOf('o.sku')}, CASE WHEN vague THEN ['the ports of ' || coalesce(o.name, 'a rule') || ' of its load balancer'] ELSE [] END, NULL
   FROM reach_led o JOIN reach_place p ON p.place = o.place
   LEFT JOIN reach_address a ON a.integration = o.integration AND a.key = o.publicIpId
   WHERE publicIpId IS NOT NULL OR publicIpPrefixId IS NOT NULL`,

  // One that a place names and nobody read may be public.
  `INSERT INTO reach_front
   WITH named AS (
     SELECT place, integration, regexp_extract(id, '^.*/loadbalancers/[^/]+') AS key
     FROM (SELECT place, integration, unnest(coalesce(pool_keys, []) || coalesce(nat_keys, [])) AS id FROM reach_place)
   )
   SELECT DISTINCT n.place, ${internetSource}, NULL, NULL, n.key, '${means.loadBalancer}', ['tcp', 'udp'], 0, 65535, NULL, NULL, 'unknown',
          ['load balancer ' || n.key || ' was not read'], NULL
   FROM named n JOIN reach_place p ON p.place = n.place
   LEFT JOIN reach_balancer b ON b.integration = n.integration AND b.key = n.key
   WHERE n.key <> '' AND b.rules IS NULL`,
]

function bareOf(sku: string): string {
  return `CASE ${sku} WHEN 'basic' THEN 'open' WHEN 'standard' THEN 'closed' ELSE 'unknown' END`
}
