/** Automation accounts and what they run. https://learn.microsoft.com/rest/api/automation */
import { from } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { at, text } from '../client/json.ts'
import { detail } from '../detail.ts'
import { date, ref, region } from '../facts.ts'
import { resource } from '../resource.ts'

const service = 'Automation'
const version = '2023-11-01'

export const automationAccount = resource({
  type: 'azure_automation_account',
  class: ['Service'],
  title: 'Automation account',
  service,
  list: arm('Microsoft.Automation/automationAccounts', version, { bulk: 'resources' }),
  permission: 'Microsoft.Automation/automationAccounts/read',
  details: {
    // The answer holds the values of those that are not encrypted; none of them is kept.
    variables: detail('GET {id}/variables', { permission: 'Microsoft.Automation/automationAccounts/variables/read' }, async (call, raw) => {
      const found: { readonly name: unknown; readonly encrypted: unknown }[] = []
      for await (const one of call.session.arm.list(`${text(raw, 'id') ?? ''}/variables`, version, call)) {
        found.push({ name: one.name, encrypted: at(one, 'properties.isEncrypted') })
      }
      const plain = found.filter(({ encrypted }) => encrypted === false)
      return { count: found.length, unencrypted: plain.map(({ name }) => name) }
    }),
  },
  properties: {
    location: region('location'),
    sku: 'properties.sku.name',
    state: 'properties.state',
    createdOn: date('properties.creationTime'),
    updatedOn: date('properties.lastModifiedTime'),
    publicNetworkAccess: 'properties.publicNetworkAccess',
    disableLocalAuth: 'properties.disableLocalAuth',
    'encryption.keySource': 'properties.encryption.keySource',
    'encryption.keyVaultUri': 'properties.encryption.keyVaultProperties.keyvaultUri',
    'encryption.keyName': 'properties.encryption.keyVaultProperties.keyName',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    variableCount: 'variables.count',
    unencryptedVariableNames: 'variables.unencrypted',
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
})

export const automationRunbook = resource({
  type: 'azure_automation_runbook',
  class: ['Workflow'],
  title: 'Automation runbook',
  service,
  list: childrenOf(automationAccount, 'runbooks', version, { bulk: 'resources' }),
  permission: 'Microsoft.Automation/automationAccounts/runbooks/read',
  properties: {
    location: region('location'),
    runbookType: 'properties.runbookType',
    state: 'properties.state',
    description: 'properties.description',
    logVerbose: 'properties.logVerbose',
    logProgress: 'properties.logProgress',
    logActivityTrace: 'properties.logActivityTrace',
    createdOn: date('properties.creationTime'),
    updatedOn: date('properties.lastModifiedTime'),
    provisioningState: 'properties.provisioningState',
  },
  links: [from('azure_automation_account', 'HAS', ({ scope }) => scope.id)],
})

export const automationDefinitions = [automationAccount, automationRunbook]
