/**
 * Which listener of an application gateway leads to which backends: the gateway ends the connection and opens another,
 * from an address of its own. https://learn.microsoft.com/azure/application-gateway/configuration-overview
 */
import type { Loose } from '../../graph/properties.ts'
import { type Answer, at, objects, text, texts } from '../client/json.ts'
import { armKey } from '../ids.ts'

/** One object for each listener and each pool that it leads to; a listener that only redirects stands alone. */
export function gatewayRoutes(gateway: Answer): Loose[] {
  const find = finder(gateway)
  return rulesOf(gateway).flatMap((rule) => {
    const listener = find(text(rule, 'properties.httpListener.id') ?? text(rule, 'properties.listener.id'))
    if (listener === undefined) return []
    const frontend = find(text(listener, 'properties.frontendIPConfiguration.id'))
    const front = {
      listener: text(listener, 'name'),
      protocol: text(listener, 'properties.protocol')?.toLowerCase(),
      port: at(find(text(listener, 'properties.frontendPort.id')), 'properties.port'),
      publicIpId: keyAt(frontend, 'properties.publicIPAddress.id'),
    }
    const ends = [rule, ...pathsOf(find(text(rule, 'properties.urlPathMap.id')))].flatMap((source) => endsOf(source, find))
    return ends.length === 0 ? [front] : ends.map((end) => ({ ...front, ...end }))
  })
}

const lists = [
  'frontendIPConfigurations',
  'frontendPorts',
  'httpListeners',
  'listeners',
  'urlPathMaps',
  'backendHttpSettingsCollection',
  'backendSettingsCollection',
] as const

type Find = (id: string | undefined) => Answer | undefined

/** Parts of a gateway refer to each other by id. */
function finder(gateway: Answer): Find {
  const parts = lists.flatMap((list) => objects(gateway, `properties.${list}`))
  const byId = new Map(parts.map((part) => [keyAt(part, 'id'), part] as const))
  return (id) => (id === undefined ? undefined : byId.get(armKey(id)))
}

/** Rules for HTTP, and those for plain TCP and TLS. */
function rulesOf(gateway: Answer): Answer[] {
  return [...objects(gateway, 'properties.requestRoutingRules'), ...objects(gateway, 'properties.routingRules')]
}

/** A map of paths names a pool for the rest and one for each of its rules. */
function pathsOf(map: Answer | undefined): Answer[] {
  if (map === undefined) return []
  const rest = {
    properties: {
      backendAddressPool: at(map, 'properties.defaultBackendAddressPool'),
      backendHttpSettings: at(map, 'properties.defaultBackendHttpSettings'),
    },
  }
  return [rest, ...objects(map, 'properties.pathRules')]
}

function endsOf(source: Answer, find: Find): Loose[] {
  const poolId = keyAt(source, 'properties.backendAddressPool.id')
  if (poolId === undefined) return []
  const settings = find(text(source, 'properties.backendHttpSettings.id') ?? text(source, 'properties.backendSettings.id'))
  return [{ poolId, backendPort: at(settings, 'properties.port') }]
}

/** Who stands in the pools: addresses, names, or IP configurations. */
export function gatewayMembers(gateway: Answer): Loose[] {
  return objects(gateway, 'properties.backendAddressPools').flatMap((pool) => {
    const poolId = keyAt(pool, 'id')
    return [
      ...objects(pool, 'properties.backendAddresses').map((member) => ({
        poolId,
        ipAddress: text(member, 'ipAddress'),
        fqdn: text(member, 'fqdn')?.toLowerCase(),
      })),
      ...texts(pool, 'properties.backendIPConfigurations[].id').map((id) => ({ poolId, ipConfigurationId: armKey(id) })),
    ]
  })
}

function keyAt(source: unknown, path: string): string | undefined {
  const id = text(source, path)
  return id === undefined ? undefined : armKey(id)
}
