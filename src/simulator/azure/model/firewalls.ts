/** What protects networks: firewalls and their policies, DDoS plans, application security groups, perimeters. https://learn.microsoft.com/rest/api/virtualnetwork/azure-firewalls */
import type { Child, Kind, Node, Service } from '../kind.ts'
import { gatewayIn } from './gateways.ts'
import { addressPlan } from './network.ts'
import { addressOf } from './public-addresses.ts'
import { etag, only, reference, succeeded } from './shapes.ts'

const apiVersion = '2024-05-01'
const networkType = 'Microsoft.Network/virtualNetworks'
const addressType = 'Microsoft.Network/publicIPAddresses'
const policyType = 'Microsoft.Network/firewallPolicies'

const firewall: Kind = {
  type: 'Microsoft.Network/azureFirewalls',
  apiVersion,
  weight: 2,
  least: 1,
  prefix: 'afw',
  body: (seat) => ({
    etag: etag(seat.drift),
    zones: ['1', '2', '3'],
    properties: {
      ...succeeded,
      sku: { name: 'AZFW_VNet', tier: 'Standard' },
      threatIntelMode: seat.wrong('threats') ? 'Off' : 'Deny',
      ...reference('firewallPolicy', seat.peer(policyType)?.id),
      ipConfigurations: [
        {
          name: 'public',
          id: `${seat.id}/azureFirewallIpConfigurations/public`,
          properties: {
            ...succeeded,
            privateIPAddress: '10.0.0.4',
            ...reference('publicIPAddress', addressOf(seat)),
            ...gatewayIn(seat, 'AzureFirewallSubnet'),
          },
        },
      ],
      networkRuleCollections: [],
      applicationRuleCollections: [],
      natRuleCollections: [],
      additionalProperties: {},
    },
  }),
}

const firewallPolicy: Kind = {
  type: policyType,
  apiVersion,
  weight: 2,
  least: 2,
  prefix: 'afwp',
  body: (seat) => {
    const even = seat.number !== undefined && seat.number % 2 === 0
    const [base, child] = even ? [undefined, seat.next(1)] : [seat.next(-1), undefined]
    return {
      etag: etag(seat.drift),
      properties: {
        ...succeeded,
        sku: { tier: 'Standard' },
        threatIntelMode: 'Alert',
        ...reference('basePolicy', base?.id),
        childPolicies: child === undefined ? [] : [{ id: child.id }],
        firewalls: seat.sharers(firewall.type).map(({ id }) => ({ id })),
        dnsSettings: { servers: [], enableProxy: true },
        ruleCollectionGroups: [{ id: `${seat.id}/ruleCollectionGroups/default` }],
      },
    }
  },
}

const ddosPlan: Kind = {
  type: 'Microsoft.Network/ddosProtectionPlans',
  apiVersion,
  weight: 1,
  least: 1,
  prefix: 'ddos',
  body: (seat) => ({
    etag: etag(seat.drift),
    properties: {
      ...succeeded,
      resourceGuid: seat.dice.guid('resourceGuid'),
      publicIPAddresses: seat
        .sharers(addressType)
        .filter((address) => addressPlan(address) === seat.id)
        .map(({ id }) => ({ id })),
      virtualNetworks: seat
        .sharers(networkType)
        .filter(({ number }) => number !== undefined && number % 6 === 0)
        .map(({ id }) => ({ id })),
    },
  }),
}

const applicationSecurityGroup: Kind = {
  type: 'Microsoft.Network/applicationSecurityGroups',
  apiVersion,
  weight: 5,
  least: 1,
  prefix: 'asg',
  body: (seat) => ({ etag: etag(seat.drift), properties: { ...succeeded, resourceGuid: seat.dice.guid('resourceGuid') } }),
}

const perimeter: Kind = {
  type: 'Microsoft.Network/networkSecurityPerimeters',
  apiVersion: '2024-06-01-preview',
  weight: 1,
  least: 1,
  prefix: 'nsp',
  body: (seat) => ({ properties: { ...succeeded, perimeterGuid: seat.dice.guid('perimeter') } }),
}

/** What stands inside: some with the rules in force, some with the rules only watched. */
function associations(fence: Node): readonly Child[] {
  return ['Microsoft.Storage/storageAccounts', 'Microsoft.KeyVault/vaults'].flatMap((type) => {
    const inside = fence.tenant.one(type, fence.subscription, fence.dice)
    return inside === undefined
      ? []
      : only(inside.name, {
          properties: {
            ...succeeded,
            accessMode: fence.drift.chance(`watched ${type}`, 0.5) ? 'Learning' : 'Enforced',
            hasProvisioningIssues: 'no',
            privateLinkResource: { id: inside.id },
            profile: { id: `${fence.id}/profiles/default` },
          },
        })
  })
}

export const firewalls: Service = {
  kinds: [firewall, firewallPolicy, ddosPlan, applicationSecurityGroup, perimeter],
  children: [
    {
      type: `${policyType}/ruleCollectionGroups`,
      list: (policy) =>
        only('default', {
          properties: {
            ...succeeded,
            priority: 200,
            ruleCollections: [
              {
                ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
                name: 'network',
                priority: 300,
                action: { type: 'Allow' },
                rules: [
                  {
                    ruleType: 'NetworkRule',
                    name: 'web-out',
                    ipProtocols: ['TCP'],
                    sourceAddresses: ['10.0.0.0/8'],
                    destinationAddresses: ['*'],
                    destinationPorts: ['443'],
                  },
                  ...(policy.drift.chance('open', policy.tenant.misconfigured * 2)
                    ? [
                        {
                          ruleType: 'NetworkRule',
                          name: 'anything-in',
                          ipProtocols: ['Any'],
                          sourceAddresses: ['*'],
                          destinationAddresses: ['10.0.0.0/8'],
                          destinationPorts: ['22', '3389'],
                        },
                      ]
                    : []),
                ],
              },
              {
                ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
                name: 'deny',
                priority: 400,
                action: { type: 'Deny' },
                rules: [
                  {
                    ruleType: 'NetworkRule',
                    name: 'telnet',
                    ipProtocols: ['TCP'],
                    sourceAddresses: ['*'],
                    destinationAddresses: ['*'],
                    destinationPorts: ['23'],
                  },
                ],
              },
              {
                ruleCollectionType: 'FirewallPolicyNatRuleCollection',
                name: 'nat',
                priority: 100,
                action: { type: 'DNAT' },
                rules: [
                  {
                    ruleType: 'NatRule',
                    name: 'portal',
                    ipProtocols: ['TCP'],
                    sourceAddresses: ['*'],
                    destinationAddresses: ['203.0.113.10'],
                    destinationPorts: ['8443'],
                    translatedAddress: '10.0.0.20',
                    translatedPort: '443',
                  },
                ],
              },
            ],
          },
        }),
    },
    { type: `${perimeter.type}/resourceAssociations`, list: associations },
  ],
}
