/** Who has which public address: gateways and the like first, network interfaces the others, some are left over. */
import type { Seat } from '../kind.ts'

const addressType = 'Microsoft.Network/publicIPAddresses'
const interfaceType = 'Microsoft.Network/networkInterfaces'

interface Claim {
  /** So many numbers from the address that stands beside: each type claims others. */
  readonly shift: number
  readonly member: 'ipConfiguration' | 'natGateway'
  readonly configuration: string
}

const claims: Readonly<Record<string, Claim>> = {
  'Microsoft.Network/loadBalancers': { shift: 0, member: 'ipConfiguration', configuration: '/frontendIPConfigurations/public' },
  'Microsoft.Network/applicationGateways': { shift: 1, member: 'ipConfiguration', configuration: '/frontendIPConfigurations/public' },
  'Microsoft.Network/azureFirewalls': { shift: 2, member: 'ipConfiguration', configuration: '/azureFirewallIpConfigurations/public' },
  'Microsoft.Network/bastionHosts': { shift: 3, member: 'ipConfiguration', configuration: '/bastionHostIpConfigurations/public' },
  'Microsoft.Network/virtualNetworkGateways': { shift: 4, member: 'ipConfiguration', configuration: '/ipConfigurations/public' },
  'Microsoft.Network/natGateways': { shift: 5, member: 'natGateway', configuration: '' },
}

export interface Holder {
  readonly seat: Seat
  readonly member: Claim['member']
  /** The id that the address names. */
  readonly reference: string
}

/** Who holds an address; undefined for one that is left over. */
export function holderOf(address: Seat): Holder | undefined {
  for (const [type, { shift, member, configuration }] of Object.entries(claims)) {
    const seat = address.next(-shift)?.owner(type)
    if (seat !== undefined) return { seat, member, reference: `${seat.id}${configuration}` }
  }
  const nic = address.dice.chance('orphan', 0.15) ? undefined : address.peer(interfaceType)
  return nic === undefined ? undefined : { seat: nic, member: 'ipConfiguration', reference: `${nic.id}/ipConfigurations/ipconfig1` }
}

/** The address that a gateway of one of these types holds, when the address agrees. */
export function addressOf(gateway: Seat): string | undefined {
  const claim = claims[gateway.kind.type]
  const address = claim === undefined ? undefined : gateway.peer(addressType)?.next(claim.shift)
  return address !== undefined && holderOf(address)?.seat.id === gateway.id ? address.id : undefined
}
