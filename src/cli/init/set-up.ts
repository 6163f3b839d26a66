/** How to grant an integration its read-only access, in the form that people want it in. */
import { definitionsOf } from '../clouds.ts'
import type { IntegrationConfig } from '../config/schema.ts'
import { UsageError } from '../errors.ts'
import { type AwsSetup, awsCommands, awsPermissions, awsPolicy } from '../setup/aws.ts'
import { type AzurePrincipal, type AzureSetup, azurePermissions, azureRole } from '../setup/azure.ts'
import { azureCommands } from '../setup/azure-az.ts'
import { azurePortal } from '../setup/azure-portal.ts'
import { azureTerraform } from '../setup/azure-terraform.ts'
import { neededPermissions } from '../setup/permissions.ts'
import type { Entry } from './entry.ts'

/** The forms of each cloud; the first is the default. */
export const forms = {
  azure: ['az', 'terraform', 'portal', 'role'],
  aws: ['aws', 'policy'],
} as const satisfies Record<string, readonly [string, ...string[]]>

/** Those that can be chosen for an integration. */
export function formsFor(entry: Entry): readonly [string, ...string[]] {
  const [first, ...others] = forms[entry.type]
  return [first, ...others.filter((form) => form !== 'terraform' || entry.type !== 'azure' || entry.auth !== 'azure-cli')]
}

/** @throws UsageError for a form that the cloud does not have */
export async function setUpText(integration: Entry | IntegrationConfig, form: string = forms[integration.type][0]): Promise<string> {
  const known: readonly string[] = forms[integration.type]
  if (!known.includes(form)) throw new UsageError(`--print ${form}: for ${integration.type} it is one of ${known.join(', ')}`)
  return integration.type === 'azure' ? await azureText(azureSetup(integration), form) : awsText(awsSetup(integration), form)
}

async function azureText(setup: AzureSetup, form: string): Promise<string> {
  const permissions = azurePermissions(neededPermissions(await definitionsOf('azure')))
  const { principal, tenantId } = setup
  if (form === 'portal') return azurePortal(permissions, setup)
  if (form === 'role') return `${JSON.stringify(azureRole(permissions, tenantId), null, 2)}\n`
  if (form === 'az') return azureCommands(permissions, setup)
  if (principal.kind === 'user')
    throw new UsageError('--print terraform: who is signed in to the Azure CLI is given access by az or portal')
  return azureTerraform(permissions, { tenantId, principal })
}

function awsText(setup: AwsSetup, form: string): string {
  return form === 'policy' ? `${JSON.stringify(awsPolicy(awsPermissions()), null, 2)}\n` : awsCommands(awsPermissions(), setup)
}

type Azure = Extract<Entry | IntegrationConfig, { type: 'azure' }>
type Aws = Extract<Entry | IntegrationConfig, { type: 'aws' }>

function azureSetup(integration: Azure): AzureSetup {
  return { tenantId: integration.tenantId, principal: principalOf(integration) }
}

function principalOf(integration: Azure): AzurePrincipal {
  // What init itself writes for an application that is yet to come is no id.
  const clientId = /^[0-9a-f-]{36}$/i.test(integration.clientId ?? '') ? integration.clientId : undefined
  const known = clientId === undefined ? {} : { clientId }
  if (integration.auth === 'azure-cli') return { kind: 'user' }
  if (integration.auth === 'managed-identity') return { kind: 'managed-identity', ...known }
  const variable = secretVariable(integration)
  if (integration.auth === 'workload-identity') return { kind: 'application', ...known, federated: true }
  return { kind: 'application', ...known, ...(variable === undefined ? {} : { secretVariable: variable }) }
}

function secretVariable(integration: Azure): string | undefined {
  if ('secretVariable' in integration) return integration.secretVariable
  const secret = 'clientSecret' in integration ? integration.clientSecret : undefined
  return secret === undefined ? undefined : 'env' in secret ? secret.env : 'AZURE_CLIENT_SECRET'
}

function awsSetup(integration: Aws): AwsSetup {
  const role = integration.roleArn?.split('/').at(-1) ?? 'Isobar'
  if ('organisation' in integration) {
    return { roleName: role, externalIdVariable: integration.externalIdVariable ?? byDefault, organisation: integration.organisation }
  }
  const { externalId, accounts } = integration
  const variable = typeof externalId === 'object' && 'env' in externalId ? externalId.env : byDefault
  return { roleName: role, externalIdVariable: variable, organisation: accounts?.includes('organization') === true }
}

const byDefault = 'ISOBAR_EXTERNAL_ID'
