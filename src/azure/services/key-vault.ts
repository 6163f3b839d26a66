/** Key vaults. https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults */
import { PermissionError } from '../../collect/errors.ts'
import { type Edge, from as linkFrom, to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { type Answer, objects, text, texts } from '../client/json.ts'
import { vaultContents } from '../client/vaults.ts'
import { detail } from '../detail.ts'
import { from, otherwise, ref } from '../facts.ts'
import { objectKey } from '../ids.ts'
import type { AzureCall, AzureResource } from '../listing.ts'
import { anyPrincipal } from '../placeholders.ts'
import { resource } from '../resource.ts'
import { tenantOf } from '../tenant.ts'

const mayList = {
  permission: 'Microsoft.KeyVault/vaults/keys/read',
  furtherPermissions: ['Microsoft.KeyVault/vaults/secrets/readMetadata/action', 'Microsoft.KeyVault/vaults/certificates/read'],
  cost: '3 per key vault',
}

export const keyVault = resource({
  type: 'azure_keyvault_service',
  class: ['Service'],
  title: 'Key vault',
  service: 'Key Vault',
  list: arm('Microsoft.KeyVault/vaults', '2024-11-01', { bulk: 'resources' }),
  permission: 'Microsoft.KeyVault/vaults/read',
  details: {
    contents: detail('GET {vaultUrl}/keys, /secrets and /certificates, the first page of each', mayList, refusedKinds),
  },
  properties: {
    // Whether what the graph holds below the vault is all there is: no key is another thing than no right to list keys.
    contentsReadable: from(['contents.refused'], (refused) => (Array.isArray(refused) ? refused.length === 0 : undefined), 'list'),
    unreadableContents: 'contents.refused',
    vaultUrl: 'properties.vaultUri',
    tenantId: 'properties.tenantId',
    sku: 'properties.sku.name',
    enableSoftDelete: 'properties.enableSoftDelete',
    softDeleteRetentionInDays: 'properties.softDeleteRetentionInDays',
    // The API leaves it out when it is off.
    enablePurgeProtection: otherwise('properties.enablePurgeProtection', false),
    enableRbacAuthorization: 'properties.enableRbacAuthorization',
    enabledForDeployment: 'properties.enabledForDeployment',
    enabledForDiskEncryption: 'properties.enabledForDiskEncryption',
    enabledForTemplateDeployment: 'properties.enabledForTemplateDeployment',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    'networkAcls.defaultAction': 'properties.networkAcls.defaultAction',
    'networkAcls.bypass': 'properties.networkAcls.bypass',
    'networkAcls.ipRules': 'properties.networkAcls.ipRules[].value',
    'networkAcls.subnetIds': ref('properties.networkAcls.virtualNetworkRules[].id'),
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    accessPolicyObjectIds: 'properties.accessPolicies[].objectId',
  },
  forChildren: { vaultUrl: 'properties.vaultUri' },
  links: [
    // A vault may trust another directory than the one it stands in.
    linkFrom('azure_account', 'HAS', ({ raw, scope }) => {
      const { tenantId } = tenantOf(scope)
      return (text(raw, 'properties.tenantId') ?? tenantId).toLowerCase() === tenantId ? tenantId : undefined
    }),
    to('ALLOWS', 'ANY_PRINCIPAL', accessPolicies, { type: 'azure_keyvault_service_allows_ANY_PRINCIPAL', placeholder: anyPrincipal }),
  ],
})

function accessPolicies({ raw }: AzureResource): Edge[] {
  return objects(raw, 'properties.accessPolicies').flatMap((policy) => {
    const principal = text(policy, 'objectId')
    if (principal === undefined) return []
    const application = text(policy, 'applicationId')
    const permissions = (kind: string) => texts(policy, `permissions.${kind}`).join(',') || undefined
    return [
      {
        target: objectKey(principal),
        ...(application === undefined ? {} : { suffix: application.toLowerCase() }),
        properties: {
          'permissions.keys': permissions('keys'),
          'permissions.secrets': permissions('secrets'),
          'permissions.storage': permissions('storage'),
          'permissions.certificates': permissions('certificates'),
          applicationId: application,
        },
      },
    ]
  })
}

/** The kinds of contents that the vault's data plane refuses to list. Their own listings say who must allow what. */
async function refusedKinds(call: AzureCall, raw: Answer): Promise<{ readonly refused: readonly string[] }> {
  const vaultUrl = text(raw, 'properties.vaultUri') ?? ''
  const tried = vaultContents.map(async (kind) => {
    try {
      await call.session.vaults.tryListing(vaultUrl, kind, call)
      return []
    } catch (error) {
      if (!(error instanceof PermissionError)) throw error
      return [kind]
    }
  })
  const refused = (await Promise.all(tried)).flat()
  return { refused }
}
