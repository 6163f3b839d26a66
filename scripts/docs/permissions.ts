/** docs/permissions.md: the least that Isobar must be allowed, and what each permission is for. */

import { paragraph } from '../../src/cli/output/paragraph.ts'
import { awsCommands, awsPermissions, awsPolicy } from '../../src/cli/setup/aws.ts'
import { azureCommands, azurePermissions, azureRole } from '../../src/cli/setup/azure.ts'
import { type NeededPermission, neededPermissions } from '../../src/cli/setup/permissions.ts'
import type { Definition } from '../../src/collect/plan.ts'
import type { DocumentedCloud } from './catalogue.ts'
import { code, markdownTable } from './markdown.ts'

export function permissionsPage(clouds: readonly DocumentedCloud[]): string {
  return `# Permissions

Generated from the resource definitions by \`npm run docs\`; do not edit. Isobar only reads. This is the least it must be
allowed for everything it can collect; what is refused is named as a gap of the run, and everything else is collected.
\`isobar init\` prints these commands for your tenant or account, and \`isobar validate\` tells granted from missing.

${azureSection(neededPermissions(definitionsOfAzure(clouds)))}
${awsSection()}`
}

/** The part of the README. */
export function permissionsSummary(clouds: readonly DocumentedCloud[]): string {
  const azure = azurePermissions(neededPermissions(definitionsOfAzure(clouds)))
  const graph = azure.graph.map(({ permission }) => code(permission)).join(', ')
  const vaults = azure.dataActions.length === 0 ? '' : '; Key Vault Reader, for the names and dates of what vaults hold, never a value'
  const lines = [
    `**Azure**: a custom role of ${azure.actions.length} read actions (or the built-in Reader and Management Group Reader) on the root management group${vaults}; and for Entra ID these application permissions of Microsoft Graph: ${graph}.`,
    `**AWS**: a role with a policy of ${awsPermissions().length} read actions (or the managed policy SecurityAudit), assumed with an external id.`,
  ]
  return lines.map((line) => `- ${paragraph(line, 118, '  ').trimStart()}`).join('')
}

const tenantId = '00000000-0000-0000-0000-000000000000'

function azureSection(needed: readonly NeededPermission[]): string {
  const permissions = azurePermissions(needed)
  return `## Azure

Replace the tenant id by yours. The commands need a Privileged Role Administrator (for the consent) who is also User Access
Administrator on the root management group.

\`\`\`sh
${azureCommands(permissions, { tenantId, secretVariable: 'AZURE_CLIENT_SECRET' })}\`\`\`

### Microsoft Graph, application permissions

${table(permissions.graph)}
Directory.Read.All and the others above hold these as well:

${table(permissions.included)}
### Azure Resource Manager, actions

The built-in roles Reader and Management Group Reader hold them all. As a custom role:

\`\`\`json
${JSON.stringify(azureRole(permissions, tenantId), null, 2)}
\`\`\`

${table(permissions.actions)}${
  permissions.dataActions.length === 0
    ? ''
    : `
### Key vaults, data actions

The built-in role Key Vault Reader holds them: names, dates and settings of keys, secrets and certificates, never a value.
A vault with access policies instead of roles needs "list" for keys, secrets and certificates.

${table(permissions.dataActions)}`
}`
}

function awsSection(): string {
  const permissions = awsPermissions()
  return `## AWS

The managed policy \`SecurityAudit\` holds nearly all of them and much more. The exact policy:

\`\`\`json
${JSON.stringify(awsPolicy(permissions), null, 2)}
\`\`\`

### The role, as a CloudFormation stack

\`\`\`sh
${awsCommands(permissions, { roleName: 'Isobar', externalIdVariable: 'ISOBAR_EXTERNAL_ID', organisation: true })}\`\`\`

### Actions

${table(permissions)}`
}

function table(permissions: readonly NeededPermission[]): string {
  return markdownTable(
    ['permission', 'needed by'],
    permissions.map(({ permission, neededBy }) => [code(permission), neededBy.map(code).join(', ')]),
  )
}

function definitionsOfAzure(clouds: readonly DocumentedCloud[]): readonly Definition[] {
  return clouds.filter(({ type }) => type === 'azure').flatMap(({ definitions }) => definitions)
}
