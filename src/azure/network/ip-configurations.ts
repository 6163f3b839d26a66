/** The addresses of an interface, and of the interfaces that a scale set makes, each with all that traffic to it depends on. */
import type { Loose } from '../../graph/properties.ts'
import { type Answer, at, objects, text, texts } from '../client/json.ts'
import { armKey, armKeys } from '../ids.ts'

/** One object for each IP configuration of an interface. */
export function ipConfigurations(nic: Answer): Loose[] | undefined {
  if (!Array.isArray(at(nic, 'properties.ipConfigurations'))) return undefined
  return objects(nic, 'properties.ipConfigurations').map((configuration) => ({
    id: keyAt(configuration, 'id'),
    privateIpAddress: text(configuration, 'properties.privateIPAddress'),
    publicIpId: keyAt(configuration, 'properties.publicIPAddress.id'),
    inboundNatRuleIds: keysAt(configuration, 'properties.loadBalancerInboundNatRules[].id'),
    ...attachments(configuration),
  }))
}

/** One object for each IP configuration that the instances of a scale set get; they have no ids and addresses before they are made. */
export function instanceIpConfigurations(scaleSet: Answer): Loose[] {
  return objects(scaleSet, 'properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations').flatMap((nic) =>
    objects(nic, 'properties.ipConfigurations').map((configuration) => {
      const address = at(configuration, 'properties.publicIPAddressConfiguration')
      return {
        name: [text(nic, 'name'), text(configuration, 'name')].filter((name) => name !== undefined).join('/'),
        securityGroupId: keyAt(nic, 'properties.networkSecurityGroup.id'),
        publicIp: address !== undefined,
        publicIpSku: text(address, 'sku.name'),
        inboundNatPoolIds: keysAt(configuration, 'properties.loadBalancerInboundNatPools[].id'),
        ...attachments(configuration),
      }
    }),
  )
}

/** What both say alike. */
function attachments(configuration: Answer): Loose {
  return {
    version: text(configuration, 'properties.privateIPAddressVersion'),
    subnetId: keyAt(configuration, 'properties.subnet.id'),
    backendPoolIds: keysAt(configuration, 'properties.loadBalancerBackendAddressPools[].id'),
    gatewayPoolIds: keysAt(configuration, 'properties.applicationGatewayBackendAddressPools[].id'),
    applicationSecurityGroupIds: keysAt(configuration, 'properties.applicationSecurityGroups[].id'),
  }
}

function keyAt(source: Answer, path: string): string | undefined {
  const id = text(source, path)
  return id === undefined ? undefined : armKey(id)
}

/** Sorted, for lists name them in any order; undefined where there are none. */
function keysAt(source: Answer, path: string): string[] | undefined {
  const ids = texts(source, path)
  return ids.length === 0 ? undefined : armKeys(ids).sort()
}
