/** The access to an Azure tenant as steps in the portal, in Markdown. */
import { directoryScope } from '../../azure/permission-kinds.ts'
import { type AzurePermissions, type AzurePrincipal, type AzureSetup, builtInRoles, cautionsOf, extraRoleName } from './azure.ts'

export function azurePortal(permissions: AzurePermissions, { tenantId, principal }: AzureSetup): string {
  const who = member(principal)
  const steps = [
    ...whom(principal),
    ...directory(principal, permissions),
    `**Management groups**, *Tenant Root Group* (${tenantId}), **Access control (IAM)**. If it does not open, a Global Administrator switches on *Access management for Azure resources* under **Microsoft Entra ID**, **Properties**.`,
    `**Add**, **Add role assignment**, for ${who}, once for each role:\n${bullets(builtInRoles(permissions).map(({ role, why }) => `**${role}**: ${why}.`))}`,
    ...extra(permissions, who),
    ...(permissions.directory.length === 0
      ? []
      : [
          `The portal has no page for the last one, where Entra ID sends its logs. In **Cloud Shell**, with elevated access:\n\n   \`az role assignment create --assignee <client id> --role Reader --scope ${directoryScope}\``,
        ]),
    '`isobar validate` tells what is still missing. A new role takes up to half an hour to count.',
  ]
  return `${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}\n`
}

function whom(principal: AzurePrincipal): string[] {
  if (principal.kind === 'managed-identity') {
    return [
      principal.clientId === undefined
        ? 'Open the machine, **Identity**, **System assigned**: switch it on and note its *Object (principal) ID*.'
        : `Open the user-assigned identity ${principal.clientId} and note its *Object (principal) ID*.`,
    ]
  }
  if (principal.kind === 'user') return ['Sign in to the Azure CLI as the account that is to read: `az login`.']
  const { clientId, secretVariable, federated } = principal
  return [
    clientId === undefined
      ? '**Microsoft Entra ID**, **App registrations**, **New registration**: name it *Isobar*, leave the rest, **Register**. Copy *Application (client) ID* into `clientId` of isobar.yaml, and *Directory (tenant) ID* into `tenantId`.'
      : `**Microsoft Entra ID**, **App registrations**, the application ${clientId}.`,
    ...(secretVariable === undefined
      ? []
      : [
          `**Certificates & secrets**, **New client secret**. Copy the column *Value*, not *Secret ID*; it is shown this once. It goes into the environment variable \`${secretVariable}\`.`,
        ]),
    ...(federated === true
      ? [
          '**Certificates & secrets**, **Federated credentials**, **Add credential**: choose what Isobar runs on (*Kubernetes accessing Azure resources*, for one) and name its issuer and subject.',
        ]
      : []),
  ]
}

function directory(principal: AzurePrincipal, { graph }: AzurePermissions): string[] {
  const names = bullets(graph.map(({ permission }) => `\`${permission}\``))
  switch (principal.kind) {
    case 'application':
      return [
        `**API permissions**, **Add a permission**, **Microsoft Graph**, **Application permissions** (*Delegated permissions* do nothing here). Tick:\n${names}`,
        '**Grant admin consent**, on the same page. Every line then shows a green tick under *Status*.',
      ]
    case 'managed-identity':
      return [
        `The portal cannot give an identity permissions of Microsoft Graph: \`isobar init --print az\` has the commands. It needs:\n${names}`,
      ]
    case 'user':
      return ['**Microsoft Entra ID**, **Roles and administrators**, **Global Reader**, **Add assignments**: that account.']
  }
}

function extra(permissions: AzurePermissions, who: string): string[] {
  const { actions } = permissions
  if (actions.length === 0) return []
  const notes = cautionsOf(permissions).map((caution) => `\n\n   ${caution}`)
  return [
    `On the same page **Add**, **Add custom role**: name it *${extraRoleName}*, *Start from scratch*, and under **JSON** let \`actions\` be:\n${bullets(actions.map(({ permission }) => `\`${permission}\``))}${notes.join('')}`,
    `**Add role assignment** once more: *${extraRoleName}*, for ${who}.`,
  ]
}

function member(principal: AzurePrincipal): string {
  if (principal.kind === 'user') return 'that account'
  return principal.kind === 'application' ? 'the member *Isobar*' : 'that identity'
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `   - ${item}`).join('\n')
}
