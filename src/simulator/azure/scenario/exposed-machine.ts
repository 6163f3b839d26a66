/** The way in that the demo tells of. */
import { builtInRole } from '../model/role-definitions.ts'
import { defaultRules, securityRule } from '../model/security-groups.ts'
import type { Tenant } from '../tenant.ts'
import type { Furnishing } from './furnish.ts'

const subnetType = 'Microsoft.Network/virtualNetworks/subnets'

/** A machine that answers SSH and RDP from anywhere, with an identity that owns production. */
export function exposedMachine(tenant: Tenant, by: Furnishing): void {
  const prod = by.subscription('prd01')
  const place = by.group(prod, 'rg-fleet-gateway', 'fleet', 'westeurope')
  const base = `/subscriptions/${prod.id}/resourceGroups/${place.name}/providers`
  const groupId = `${base}/Microsoft.Network/networkSecurityGroups/nsg-fleet-gateway`
  const interfaceId = `${base}/Microsoft.Network/networkInterfaces/nic-fleet-gateway-01`
  const addressId = `${base}/Microsoft.Network/publicIPAddresses/pip-fleet-gateway-01`
  const machineId = `${base}/Microsoft.Compute/virtualMachines/vm-fleet-gateway-01`
  const diskId = `${base}/Microsoft.Compute/disks/disk-fleet-gateway-01-os`
  const networkId = `${base}/Microsoft.Network/virtualNetworks/vnet-fleet-gateway`
  const subnetId = `${networkId}/subnets/snet-gateway`
  const configuration = `${interfaceId}/ipConfigurations/ipconfig1`
  const tags = { Owner: 'team-fleet', Workload: 'fleet', Environment: 'prod' }
  const principalId = by.identity('vm-fleet-gateway-01', machineId)
  by.resource('Microsoft.Network/virtualNetworks', prod, place, 'vnet-fleet-gateway', {
    tags,
    properties: {
      addressSpace: { addressPrefixes: ['10.44.0.0/16'] },
      virtualNetworkPeerings: [],
      subnets: [
        {
          name: 'snet-gateway',
          id: subnetId,
          type: subnetType,
          properties: {
            provisioningState: 'Succeeded',
            addressPrefix: '10.44.1.0/24',
            networkSecurityGroup: { id: groupId },
            ipConfigurations: [{ id: configuration }],
            serviceEndpoints: [],
            delegations: [],
            privateEndpointNetworkPolicies: 'Disabled',
            privateLinkServiceNetworkPolicies: 'Enabled',
          },
        },
      ],
    },
  })
  const allow = (name: string, priority: number, port: string, description: string) =>
    securityRule(groupId, name, {
      description,
      protocol: 'Tcp',
      access: 'Allow',
      direction: 'Inbound',
      priority,
      sourceAddressPrefix: '*',
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: port,
      sourceAddressPrefixes: [],
      sourcePortRanges: [],
      destinationAddressPrefixes: [],
      destinationPortRanges: [],
    })
  by.resource('Microsoft.Network/networkSecurityGroups', prod, place, 'nsg-fleet-gateway', {
    tags,
    properties: {
      securityRules: [
        allow('allow-telematics', 100, '8883', 'Telemetry of the lorries'),
        allow('allow-ssh-vendor', 110, '22', 'Temporary, for the vendor of the telematics box'),
        allow('allow-rdp-vendor', 120, '3389', 'Temporary, for the vendor of the telematics box'),
      ],
      defaultSecurityRules: defaultRules(groupId),
      networkInterfaces: [{ id: interfaceId }],
      subnets: [{ id: subnetId }],
    },
  })
  by.resource('Microsoft.Network/publicIPAddresses', prod, place, 'pip-fleet-gateway-01', {
    tags,
    properties: { ipAddress: '203.0.113.77', ipConfiguration: { id: configuration } },
  })
  by.resource('Microsoft.Network/networkInterfaces', prod, place, 'nic-fleet-gateway-01', {
    tags,
    properties: {
      primary: true,
      virtualMachine: { id: machineId },
      networkSecurityGroup: { id: groupId },
      enableIPForwarding: false,
      ipConfigurations: [
        {
          name: 'ipconfig1',
          id: configuration,
          type: 'Microsoft.Network/networkInterfaces/ipConfigurations',
          properties: {
            provisioningState: 'Succeeded',
            privateIPAddress: '10.44.1.4',
            privateIPAllocationMethod: 'Static',
            privateIPAddressVersion: 'IPv4',
            primary: true,
            subnet: { id: subnetId },
            publicIPAddress: { id: addressId },
          },
        },
      ],
    },
  })
  by.resource('Microsoft.Compute/disks', prod, place, 'disk-fleet-gateway-01-os', {
    tags,
    managedBy: machineId,
    properties: {
      osType: 'Linux',
      diskState: 'Attached',
      diskSizeGB: 64,
      networkAccessPolicy: 'DenyAll',
      publicNetworkAccess: 'Disabled',
      LastOwnershipUpdateTime: null,
    },
  })
  by.resource('Microsoft.Compute/virtualMachines', prod, place, 'vm-fleet-gateway-01', {
    tags,
    identity: { type: 'SystemAssigned', principalId, tenantId: tenant.id },
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      storageProfile: {
        imageReference: {
          publisher: 'canonical',
          offer: '0001-com-ubuntu-server-focal',
          sku: '20_04-lts-gen2',
          version: 'latest',
          exactVersion: '20.04.202209200',
        },
        osDisk: {
          osType: 'Linux',
          name: 'disk-fleet-gateway-01-os',
          vhd: null,
          managedDisk: { storageAccountType: 'Premium_LRS', id: diskId },
        },
      },
      osProfile: {
        computerName: 'fleetgw01',
        adminUsername: 'azureuser',
        windowsConfiguration: null,
        linuxConfiguration: { disablePasswordAuthentication: false, provisionVMAgent: true },
      },
      networkProfile: { networkInterfaces: [{ id: interfaceId, properties: { primary: true } }] },
    },
  })
  by.assignment(
    prod,
    `/subscriptions/${prod.id}`,
    builtInRole('Owner'),
    principalId,
    'ServicePrincipal',
    'Needed for the migration weekend',
  )
}
