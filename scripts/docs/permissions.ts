/** docs/permissions.md: the least that Isobar must be allowed, what each permission is for, and how to grant it. */
import { paragraph } from '../../src/cli/output/paragraph.ts'
import { type AwsPermission, awsCommands, awsPermissions, awsPolicy } from '../../src/cli/setup/aws.ts'
import { type AzurePermissions, azurePermissions, azureRole, builtInRoles, cautionsOf } from '../../src/cli/setup/azure.ts'
import { azureCommands } from '../../src/cli/setup/azure-az.ts'
import { azurePortal } from '../../src/cli/setup/azure-portal.ts'
import { azureTerraform } from '../../src/cli/setup/azure-terraform.ts'
import { lossOf, type NeededPermission, neededPermissions } from '../../src/cli/setup/permissions.ts'
import type { Definition } from '../../src/collect/plan.ts'
import type { DocumentedCloud } from './catalogue.ts'
import { code, markdownTable } from './markdown.ts'

export function permissionsPage(clouds: readonly DocumentedCloud[]): string {
  return `# Permissions

Generated from the resource definitions by \`npm run docs\`; do not edit. Isobar only reads. This is the least it must be
allowed for everything it can collect; what is refused is named as a gap of the run, and everything else is collected.
\`isobar init\` prints all of this for your tenant or account, and \`isobar validate\` tells granted from missing.

${azureSection(azurePermissions(neededPermissions(definitionsOfAzure(clouds))))}
${awsSection()}`
}

/** The part of the README. */
export function permissionsSummary(clouds: readonly DocumentedCloud[]): string {
  const azure = azurePermissions(neededPermissions(definitionsOfAzure(clouds)))
  const graph = azure.graph.map(({ permission }) => code(permission)).join(', ')
  const roles = builtInRoles(azure).map(({ role }) => role)
  const actions = azure.actions.map(({ permission }) => code(permission)).join(', ')
  const lines = [
    `**Azure**: the built-in roles ${roles.join(', ')} on the root management group, none of which sees the value of a key or secret; a custom role with ${azure.actions.length} further actions (${actions}); and for Entra ID these application permissions of Microsoft Graph: ${graph}.`,
    `**AWS**: a role with a policy of ${awsPermissions().length} read actions (or the managed policy SecurityAudit), assumed with an external id.`,
  ]
  return lines.map((line) => `- ${paragraph(line, 118, '  ').trimStart()}`).join('')
}

const tenantId = '00000000-0000-0000-0000-000000000000'
const principal = { kind: 'application', secretVariable: 'AZURE_CLIENT_SECRET' } as const

function azureSection(permissions: AzurePermissions): string {
  const setup = { tenantId, principal }
  return `## Azure

Three ways to the same access; choose one, and replace the tenant id by yours. Each needs a Privileged Role Administrator
(for the consent) who is also User Access Administrator on the root management group. \`isobar init\` writes them with your
ids, for an application, a managed identity or the account of the Azure CLI.

- [What each permission is for](#what-each-permission-is-for)
- [az commands](#az-commands), \`isobar init --print az\`
- [Terraform](#terraform), \`isobar init --print terraform\`
- [Steps in the portal](#steps-in-the-portal), \`isobar init --print portal\`
- [The custom role](#the-custom-role), \`isobar init --print role\`

### What each permission is for

Application permissions of Microsoft Graph, with what a graph lacks that is collected without them:

${lossTable(permissions.graph)}
Those above hold these as well:

${lossTable(permissions.included)}
Roles on the root management group:

${markdownTable(
  ['role', 'what for'],
  builtInRoles(permissions).map(({ role, why }) => [role, `${why}.`]),
)}
Actions that Reader does not hold, in a [role of their own](#the-custom-role):

${lossTable(permissions.actions)}
${cautionsOf(permissions)
  .map((caution) => `${paragraph(caution, 124)}\n`)
  .join('')}What vaults grant on their contents. Key Vault Reader holds it where a vault uses Azure RBAC; a vault with access policies needs
one with "list" for keys, secrets and certificates. No value of a key or secret is ever asked for.

${lossTable(permissions.data)}
What Azure Resource Manager keeps for Entra ID, by Reader on \`/providers/Microsoft.aadiam\`:

${lossTable(permissions.directory)}
### az commands

\`\`\`sh
${azureCommands(permissions, setup)}\`\`\`

### Terraform

\`\`\`hcl
${azureTerraform(permissions, setup)}\`\`\`

### Steps in the portal

${azurePortal(permissions, setup)}
### The custom role

\`\`\`json
${JSON.stringify(azureRole(permissions, tenantId), null, 2)}
\`\`\`

### What Reader is used for

${permissions.read.length} of the actions that Reader holds:

${neededByTable(permissions.read)}`
}

function awsSection(): string {
  const permissions = awsPermissions()
  return `## AWS

The managed policy \`SecurityAudit\` holds nearly all of them and much more. The exact policy, \`isobar init aws --print policy\`:

\`\`\`json
${JSON.stringify(awsPolicy(permissions), null, 2)}
\`\`\`

### The role, as a CloudFormation stack

\`\`\`sh
${awsCommands(permissions, { roleName: 'Isobar', externalIdVariable: 'ISOBAR_EXTERNAL_ID', organisation: true })}\`\`\`

### Actions

${neededByTable(permissions)}`
}

function lossTable(permissions: readonly NeededPermission[]): string {
  return markdownTable(
    ['permission', 'without it'],
    permissions.map((permission) => [code(permission.permission), lossText(permission)]),
  )
}

function lossText(permission: NeededPermission): string {
  const { types, properties, spare } = lossOf(permission)
  if (spare) return `nothing, as long as Azure Resource Graph answers for ${permission.neededBy.map(code).join(', ')}`
  const whole = types.length === 0 ? [] : [`no ${types.map(code).join(', ')}`]
  const parts = properties.map(({ type, names }) =>
    names.length === 0 ? `parts of ${code(type)} unknown` : `unknown of ${code(type)}: ${names.map(code).join(', ')}`,
  )
  return [...whole, ...parts].join('; ')
}

function neededByTable(permissions: readonly AwsPermission[]): string {
  return markdownTable(
    ['permission', 'needed by'],
    permissions.map(({ permission, neededBy }) => [code(permission), neededBy.map(code).join(', ')]),
  )
}

function definitionsOfAzure(clouds: readonly DocumentedCloud[]): readonly Definition[] {
  return clouds.filter(({ type }) => type === 'azure').flatMap(({ definitions }) => definitions)
}
