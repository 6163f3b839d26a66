/**
 * How a load balancer leads traffic on: each rule with the address in front of it and the ports on both sides, and who
 * stands behind. https://learn.microsoft.com/azure/load-balancer/components
 */
import type { Loose } from '../../graph/properties.ts'
import { type Answer, at, objects, text, texts } from '../client/json.ts'
import { armKey, armKeys, parentKeyOf } from '../ids.ts'

/** Load balancing rules, inbound NAT rules, and inbound NAT pools (of scale sets), in one shape. */
export function balancingRules(balancer: Answer): Loose[] {
  const frontends = new Map(
    objects(balancer, 'properties.frontendIPConfigurations').flatMap((frontend) => {
      const id = text(frontend, 'id')
      return id === undefined ? [] : [[armKey(id), frontendOf(frontend)] as const]
    }),
  )
  return (['loadBalancingRules', 'inboundNatRules', 'inboundNatPools'] as const).flatMap((kind) =>
    objects(balancer, `properties.${kind}`).map((rule) => ({
      kind: kinds[kind],
      id: keyOf(text(rule, 'id')),
      name: text(rule, 'name'),
      ...frontends.get(keyOf(text(rule, 'properties.frontendIPConfiguration.id')) ?? ''),
      protocol: text(rule, 'properties.protocol')?.toLowerCase(),
      ...portsOf(rule),
      backendPort: at(rule, 'properties.backendPort'),
      floatingIp: at(rule, 'properties.enableFloatingIP') === true ? true : undefined,
      poolIds: poolsOf(rule),
      ipConfigurationId: keyOf(text(rule, 'properties.backendIPConfiguration.id')),
    })),
  )
}

const kinds = { loadBalancingRules: 'rule', inboundNatRules: 'nat', inboundNatPools: 'natPool' } as const

function frontendOf(frontend: Answer): Loose {
  return {
    frontend: text(frontend, 'name'),
    publicIpId: keyOf(text(frontend, 'properties.publicIPAddress.id')),
    publicIpPrefixId: keyOf(text(frontend, 'properties.publicIPPrefix.id')),
    privateIpAddress: text(frontend, 'properties.privateIPAddress'),
    subnetId: keyOf(text(frontend, 'properties.subnet.id')),
  }
}

/** One port, or a range of which each machine gets one. */
function portsOf(rule: Answer): Loose {
  const port = at(rule, 'properties.frontendPort')
  return {
    frontendPort: port ?? at(rule, 'properties.frontendPortRangeStart'),
    frontendPortEnd: port ?? at(rule, 'properties.frontendPortRangeEnd'),
  }
}

function poolsOf(rule: Answer): string[] | undefined {
  const ids = [...texts(rule, 'properties.backendAddressPool.id'), ...texts(rule, 'properties.backendAddressPools[].id')]
  return ids.length === 0 ? undefined : armKeys(ids).sort()
}

/** Who stands in the pools: IP configurations, or mere addresses of a network. */
export function poolMembers(balancer: Answer): Loose[] {
  return objects(balancer, 'properties.backendAddressPools').flatMap((pool) => {
    const poolId = keyOf(text(pool, 'id'))
    const byAddress = objects(pool, 'properties.loadBalancerBackendAddresses').map((member) => {
      const subnetId = keyOf(text(member, 'properties.subnet.id'))
      const networkId = text(member, 'properties.virtualNetwork.id') ?? text(pool, 'properties.virtualNetwork.id')
      return {
        poolId,
        ipConfigurationId: keyOf(text(member, 'properties.networkInterfaceIPConfiguration.id')),
        ipAddress: text(member, 'properties.ipAddress'),
        networkId: keyOf(networkId) ?? (subnetId === undefined ? undefined : parentKeyOf(subnetId)),
      }
    })
    const named = new Set(byAddress.map(({ ipConfigurationId }) => ipConfigurationId))
    const byConfiguration = armKeys(texts(pool, 'properties.backendIPConfigurations[].id'))
      .filter((id) => !named.has(id))
      .map((ipConfigurationId) => ({ poolId, ipConfigurationId }))
    return [...byAddress, ...byConfiguration]
  })
}

function keyOf(id: string | undefined): string | undefined {
  return id === undefined ? undefined : armKey(id)
}
