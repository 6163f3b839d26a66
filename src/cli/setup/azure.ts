/** Read-only access to an Azure tenant: the permissions, and the commands that grant them. */
import { holds } from '../../azure/client/graph-permissions.ts'
import type { NeededPermission } from './permissions.ts'

export interface AzurePermissions {
  /** Application permissions of Microsoft Graph to consent to. */
  readonly graph: readonly NeededPermission[]
  /** Further ones that those hold. */
  readonly included: readonly NeededPermission[]
  /** Actions on the control plane. */
  readonly actions: readonly NeededPermission[]
  /** Actions on the data plane: names and dates of keys, never their values. */
  readonly dataActions: readonly NeededPermission[]
}

const dataPlane = /^Microsoft\.KeyVault\/vaults\/(keys|secrets|certificates)\//

export function azurePermissions(needed: readonly NeededPermission[]): AzurePermissions {
  const actions = needed.filter(({ permission }) => permission.includes('/'))
  const graph = needed.filter(({ permission }) => !permission.includes('/'))
  const isHeld = ({ permission }: NeededPermission): boolean =>
    holds(permission, { roles: graph.map((other) => other.permission).filter((other) => other !== permission) }) === true
  return {
    graph: graph.filter((permission) => !isHeld(permission)),
    included: graph.filter(isHeld),
    actions: actions.filter(({ permission }) => !dataPlane.test(permission)),
    dataActions: actions.filter(({ permission }) => dataPlane.test(permission)),
  }
}

/** The custom role with exactly the control-plane actions, for `az role definition create`. */
export function azureRole({ actions }: AzurePermissions, tenantId: string): object {
  return {
    Name: 'Isobar Reader',
    Description: 'What Isobar reads of Azure Resource Manager; no write, no data.',
    IsCustom: true,
    Actions: actions.map(({ permission }) => permission),
    NotActions: [],
    DataActions: [],
    NotDataActions: [],
    AssignableScopes: [rootGroup(tenantId)],
  }
}

export interface AzureSetup {
  readonly tenantId: string
  /** The application, when there is one already. */
  readonly clientId?: string
  /** Environment variable that is to hold the client secret; undefined when no secret is used. */
  readonly secretVariable?: string
}

/** Shell commands for the Azure CLI; to be run by someone who administers the tenant. */
export function azureCommands(permissions: AzurePermissions, { tenantId, clientId, secretVariable }: AzureSetup): string {
  const scope = rootGroup(tenantId)
  const steps = [
    clientId === undefined
      ? `# 1. The application that Isobar signs in as; its id is the clientId of isobar.yaml.
APP=$(az ad app create --display-name Isobar --query appId --output tsv)
az ad sp create --id "$APP"
echo "clientId: $APP"`
      : `# 1. The application that Isobar signs in as.
APP=${clientId}
az ad sp show --id "$APP" >/dev/null || az ad sp create --id "$APP"`,
    `# 2. Microsoft Graph: application permissions (not delegated ones), then admin consent.
GRAPH=00000003-0000-0000-c000-000000000000
for NAME in ${permissions.graph.map(({ permission }) => permission).join(' ')}; do
  ROLE=$(az ad sp show --id $GRAPH --query "appRoles[?value=='$NAME'].id | [0]" --output tsv)
  az ad app permission add --id "$APP" --api $GRAPH --api-permissions "$ROLE=Role"
done
az ad app permission admin-consent --id "$APP"`,
    `# 3. Azure: a role with exactly what Isobar reads, on the root management group and so on every subscription.
#    (The built-in roles "Reader" and "Management Group Reader" do as well, and allow more.)
cat > isobar-role.json <<'JSON'
${JSON.stringify(azureRole(permissions, tenantId), null, 2)}
JSON
az role definition create --role-definition @isobar-role.json
az role assignment create --assignee "$APP" --role "Isobar Reader" --scope ${scope}`,
  ]
  if (permissions.dataActions.length > 0) {
    steps.push(`# 4. Key vaults: names and expiry dates of keys, secrets and certificates; never their values.
az role assignment create --assignee "$APP" --role "Key Vault Reader" --scope ${scope}`)
  }
  if (secretVariable !== undefined) {
    steps.push(`# ${steps.length + 1}. A secret. Its value is shown this once; the secret's ID is of no use.
export ${secretVariable}=$(az ad app credential reset --id "$APP" --append --display-name isobar --years 1 --query password --output tsv)`)
  }
  return `${steps.join('\n\n')}\n`
}

function rootGroup(tenantId: string): string {
  return `/providers/Microsoft.Management/managementGroups/${tenantId}`
}
