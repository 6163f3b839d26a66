/** The ways in through application gateways: to the gateway itself by its listeners, and by its routes to what is behind. */
import { unknownInside } from '../internet.ts'
import { shapedText } from '../json.ts'
import { means } from '../means.ts'
import { azureEntities } from './entities.ts'
import { internetSource } from './fronts.ts'

const gateway = azureEntities('azure_application_gateway', { routes: ['VARCHAR'], poolMembers: ['VARCHAR'] })

const route = { listener: 'VARCHAR', port: 'INTEGER', publicIpId: 'VARCHAR', poolId: 'VARCHAR', backendPort: 'INTEGER' } as const
const poolMember = { poolId: 'VARCHAR', ipAddress: 'VARCHAR', ipConfigurationId: 'VARCHAR' } as const

export const gatewaySteps: readonly string[] = [
  `CREATE TEMP TABLE reach_route AS
   SELECT integration, key AS gateway, r.*
   FROM (SELECT integration, key, ${shapedText('unnest(p.routes)', route)} AS r FROM ${gateway}) WHERE r.publicIpId IS NOT NULL`,

  `INSERT INTO reach_front
   SELECT DISTINCT s.place, ${internetSource}, r.publicIpId, a.address, NULL, '${means.publicIp}', ['tcp'],
          coalesce(r.port, 0), coalesce(r.port, 65535), r.port, r.port, 'open',
          CASE WHEN r.port IS NULL THEN ['the port of listener ' || coalesce(r.listener, '')] ELSE [] END, NULL::BIGINT
   FROM reach_route r JOIN reach_sender s ON s.integration = r.integration AND s.key = r.gateway JOIN reach_place p ON p.place = s.place
   LEFT JOIN reach_address a ON a.integration = r.integration AND a.key = r.publicIpId`,

  `CREATE TEMP TABLE reach_gateway_member AS
   WITH member AS (SELECT integration, key AS gateway, ${shapedText('unnest(p.poolMembers)', poolMember)} AS m FROM ${gateway})
   SELECT integration, unnest(gateway_pool_keys) AS pool, place, false AS vague FROM reach_place WHERE place > 0
   UNION
   SELECT m.integration, m.m.poolId, p.place, false FROM member m JOIN reach_place p ON p.integration = m.integration AND p.configuration = m.m.ipConfigurationId AND p.place > 0
   UNION
   SELECT m.integration, m.m.poolId, a.place, a.vague FROM member m JOIN reach_addressed a ON a.integration = m.integration AND a.sender = m.gateway AND a.address = m.m.ipAddress`,

  `INSERT INTO reach_front
   SELECT DISTINCT m.place, s.source, r.publicIpId, a.address, r.gateway, '${means.applicationGateway}', ['tcp'],
          coalesce(r.backendPort, 0), coalesce(r.backendPort, 65535), r.port, r.port, 'open',
          CASE WHEN r.backendPort IS NULL THEN ['the port behind listener ' || coalesce(r.listener, '')] ELSE [] END
          || CASE WHEN m.vague THEN ['whether ' || r.gateway || ' reaches this address'] ELSE [] END, s.place
   FROM reach_route r JOIN reach_gateway_member m ON m.integration = r.integration AND m.pool = r.poolId
   JOIN reach_sender s ON s.integration = r.integration AND s.key = r.gateway
   LEFT JOIN reach_address a ON a.integration = r.integration AND a.key = r.publicIpId`,

  // One that a place names and nobody read may be public, and may send by any port.
  `INSERT INTO reach_front
   WITH named AS (
     SELECT DISTINCT integration, place, regexp_extract(pool, '^.*/applicationgateways/[^/]+') AS key FROM reach_gateway_member
   )
   SELECT n.place, ${unknownInside}, NULL, NULL, n.key, '${means.applicationGateway}', ['tcp'], 0, 65535, NULL, NULL, 'open',
          ['application gateway ' || n.key || ' was not read'], NULL
   FROM named n LEFT JOIN ${gateway} g ON g.integration = n.integration AND g.key = n.key
   WHERE n.key <> '' AND g.p.routes IS NULL`,
]
