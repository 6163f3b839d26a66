/** Azure Firewall and its policies. https://learn.microsoft.com/rest/api/virtualnetwork/azure-firewalls */
import { type Edge, from, to } from '../../collect/links.ts'
import { internet } from '../../graph/model.ts'
import { arm } from '../arm-listing.ts'
import { type Answer, isAnswer, objects, text, texts } from '../client/json.ts'
import { detail } from '../detail.ts'
import { json, ref } from '../facts.ts'
import { armKey, armKeys } from '../ids.ts'
import type { AzureCall, AzureLink, AzureResource } from '../listing.ts'
import { internetRules, natRules, propertiesOf, suffixOf } from '../network/firewall-rules.ts'
import { oncePer } from '../once.ts'
import { resource } from '../resource.ts'
import type { AzureSession } from '../session.ts'

const version = '2024-05-01'
const publicAddress = 'properties.ipConfigurations[].properties.publicIPAddress.id'

const ruleLinks: readonly AzureLink[] = (['ALLOWS', 'DENIES'] as const).flatMap((verb) => {
  const options = { type: 'azure_network_firewall_rule', placeholder: () => internet }
  return [
    to<Answer>(verb, 'internet', (firewall) => internetEdges(firewall, verb === 'ALLOWS', false), options),
    from<Answer>('internet', verb, (firewall) => internetEdges(firewall, verb === 'ALLOWS', true), options),
  ]
})

export const networkFirewall = resource({
  type: 'azure_network_firewall',
  class: ['Firewall'],
  title: 'Azure Firewall',
  service: 'Network',
  list: arm('Microsoft.Network/azureFirewalls', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/azurefirewalls/read',
  details: {
    policyRules: detail(
      'GET {firewallPolicyId}/ruleCollectionGroups, and those of the policies it is based on',
      {
        permission: 'Microsoft.Network/firewallPolicies/ruleCollectionGroups/Read',
        when: (raw) => text(raw, 'properties.firewallPolicy.id') !== undefined,
      },
      async (call, raw) => ({ groups: await groupsOfAll(call, text(raw, 'properties.firewallPolicy.id')) }),
    ),
  },
  properties: {
    zones: 'zones',
    provisioningState: 'properties.provisioningState',
    threatIntelMode: 'properties.threatIntelMode',
    'sku.name': 'properties.sku.name',
    'sku.tier': 'properties.sku.tier',
    firewallPolicyId: ref('properties.firewallPolicy.id'),
    virtualHubId: ref('properties.virtualHub.id'),
    publicIpIds: ref(publicAddress),
    // Those of a firewall in a virtual hub are no resources of their own.
    publicIpAddress: 'properties.hubIPAddresses.publicIPs.addresses[].address',
    subnetIds: ref('properties.ipConfigurations[].properties.subnet.id'),
    managementIpConfigurationId: ref('properties.managementIpConfiguration.id'),
    networkRuleCollections: json('properties.networkRuleCollections'),
    natRules: { paths: ['properties.natRuleCollections', 'policyRules.groups'], expects: 'list', read: translations },
  },
  spread: { additionalProperties: 'properties.additionalProperties' },
  borrowed: {
    publicIpAddress: (firewall) => ({ keys: publicAddressKeys(firewall), property: 'publicIpAddress', take: 'list' }),
  },
  links: [
    to('HAS', 'azure_network_firewall_policy', ({ raw }) => {
      const policy = text(raw, 'properties.firewallPolicy.id')
      return policy === undefined ? undefined : armKey(policy)
    }),
    to('USES', 'azure_public_ip', publicAddressKeys),
    ...ruleLinks,
  ],
})

function publicAddressKeys({ raw }: AzureResource): string[] {
  return armKeys(texts(raw, publicAddress))
}

/** Unknown where the rules of its policy are. */
function translations(firewall: Answer): unknown {
  if (text(firewall, 'properties.firewallPolicy.id') !== undefined && !isAnswer(firewall.policyRules)) return undefined
  return natRules(firewall, objects(firewall, 'policyRules.groups'))
}

function internetEdges({ raw, details }: AzureResource, allows: boolean, inbound: boolean): Edge[] {
  return internetRules(raw, objects(details, 'policyRules.groups'))
    .filter((one) => one.rule.allows === allows && one.inbound === inbound)
    .map((one) => ({ target: internet.key, suffix: suffixOf(one), properties: propertiesOf(one) }))
}

/** The rules of a policy and of those it is based on: all of them apply. */
async function groupsOfAll(call: AzureCall, first: string | undefined): Promise<Answer[]> {
  const groups: Answer[] = []
  const seen = new Set<string>()
  for (let id = first; id !== undefined && !seen.has(armKey(id)); ) {
    seen.add(armKey(id))
    const policy = await readPolicy({ session: call.session, call, id })
    groups.push(...policy.groups)
    id = policy.base
  }
  return groups
}

interface Policy {
  readonly groups: readonly Answer[]
  readonly base: string | undefined
}

/** Many firewalls share a policy, and many policies a base. */
const readPolicy = oncePer<{ readonly session: AzureSession; readonly call: AzureCall; readonly id: string }, Policy>(
  ({ id }) => armKey(id),
  async ({ session: { arm }, call, id }) => {
    const policy = await arm.get(id, version, call)
    const groups: Answer[] = []
    for await (const group of arm.list(`${id}/ruleCollectionGroups`, version, call)) groups.push(group)
    return { groups, base: text(policy, 'properties.basePolicy.id') }
  },
)

export const networkFirewallPolicy = resource({
  type: 'azure_network_firewall_policy',
  class: ['Policy'],
  title: 'Firewall policy',
  service: 'Network',
  list: arm('Microsoft.Network/firewallPolicies', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/firewallPolicies/Read',
  properties: {
    'sku.tier': 'properties.sku.tier',
    provisioningState: 'properties.provisioningState',
    threatIntelMode: 'properties.threatIntelMode',
    basePolicy: ref('properties.basePolicy.id'),
    childPolicyIds: ref('properties.childPolicies[].id'),
    firewallIds: ref('properties.firewalls[].id'),
    dnsProxyEnabled: 'properties.dnsSettings.enableProxy',
    intrusionDetectionMode: 'properties.intrusionDetection.mode',
    tlsInspectionCertificate: 'properties.transportSecurity.certificateAuthority.keyVaultSecretId',
    insightsEnabled: 'properties.insights.isEnabled',
  },
  links: [
    to(
      'EXTENDS',
      'azure_network_firewall_policy',
      ({ raw }) => {
        const base = text(raw, 'properties.basePolicy.id')
        return base === undefined ? undefined : armKey(base)
      },
      { type: 'azure_network_firewall_policy_extends_' },
    ),
  ],
})

export const firewallDefinitions = [networkFirewall, networkFirewallPolicy]
