/** The access to an Azure tenant as commands for the Azure CLI, to be run by someone who administers the tenant. */
import { directoryScope } from '../../azure/permission-kinds.ts'
import { paragraph } from '../output/paragraph.ts'
import {
  type AzurePermissions,
  type AzurePrincipal,
  type AzureSetup,
  azureRole,
  builtInRoles,
  cautionsOf,
  federatedAudience,
  microsoftGraph,
  rootGroup,
} from './azure.ts'

export function azureCommands(permissions: AzurePermissions, { tenantId, principal }: AzureSetup): string {
  const scope = rootGroup(tenantId)
  const type = principal.kind === 'user' ? 'User' : 'ServicePrincipal'
  const assign = (role: string, at: string): string =>
    `az role assignment create --assignee-object-id "$PRINCIPAL" --assignee-principal-type ${type} \\\n  --role "${role}" --scope ${at}`
  const roles = builtInRoles(permissions).map(({ role, why }) => `# ${role}: ${why}.\n${assign(role, scope)}`)
  const steps = [
    `${whom(principal)}\n: "\${PRINCIPAL:?nobody to give access to: see the message above}"`,
    directory(principal, permissions),
    `Every subscription, by roles on the root management group.\n${roles.join('\n')}`,
  ]
  if (permissions.actions.length > 0) {
    const cautions = cautionsOf(permissions).map((caution) => paragraph(caution, 118, '# '))
    steps.push(`The actions that Reader does not hold, as a role of their own.
${cautions.join('')}cat > isobar-role.json <<'JSON'
${JSON.stringify(azureRole(permissions, tenantId), null, 2)}
JSON
ROLE=$(az role definition create --role-definition @isobar-role.json --query name --output tsv)
${assign('$ROLE', scope)}`)
  }
  if (permissions.directory.length > 0) {
    steps.push(`Where Entra ID sends its logs. No role of a subscription reaches there: it takes someone who has elevated access.
${assign('Reader', directoryScope)}`)
  }
  if (principal.kind === 'application' && principal.secretVariable !== undefined) {
    steps.push(`A secret. Its value is shown this once; the secret's ID is of no use.
export ${principal.secretVariable}=$(az ad app credential reset --id "$APP" --append --display-name isobar --years 1 --query password --output tsv)`)
  }
  if (principal.kind === 'application' && principal.federated === true) {
    steps.push(`The workload whose tokens are taken for a proof; for Kubernetes the cluster's issuer, and its service account.
ISSUER=\${ISSUER:?set it to the issuer of the tokens}
SUBJECT=\${SUBJECT:?set it to the subject of the tokens, as system:serviceaccount:isobar:isobar}
az ad app federated-credential create --id "$APP" \\
  --parameters "{\\"name\\": \\"isobar\\", \\"issuer\\": \\"$ISSUER\\", \\"subject\\": \\"$SUBJECT\\", \\"audiences\\": [\\"${federatedAudience}\\"]}"`)
  }
  return steps.map((step, index) => `# ${index + 1}. ${step}\n`).join('\n')
}

/** Sets PRINCIPAL to the object id that roles are assigned to, and APP for an application. */
function whom(principal: AzurePrincipal): string {
  switch (principal.kind) {
    case 'application':
      return principal.clientId === undefined
        ? `The application that Isobar signs in as; its id is the clientId of isobar.yaml.
APP=$(az ad app create --display-name Isobar --query appId --output tsv)
PRINCIPAL=$(az ad sp create --id "$APP" --query id --output tsv)
echo "clientId: $APP"`
        : `The application that Isobar signs in as.
APP=${principal.clientId}
PRINCIPAL=$(az ad sp show --id "$APP" --query id --output tsv || az ad sp create --id "$APP" --query id --output tsv)`
    case 'managed-identity':
      return principal.clientId === undefined
        ? `The machine's own identity, by the object id that its page Identity shows.
PRINCIPAL=\${PRINCIPAL:?set it to the object id of the identity}`
        : `The user-assigned identity that Isobar signs in as.
PRINCIPAL=$(az ad sp show --id ${principal.clientId} --query id --output tsv)`
    case 'user':
      return `Whoever is signed in to the Azure CLI.
PRINCIPAL=$(az ad signed-in-user show --query id --output tsv)`
  }
}

function directory(principal: AzurePrincipal, { graph }: AzurePermissions): string {
  const forEachRole = `for NAME in \\
  ${graph.map(({ permission }) => permission).join(' \\\n  ')}
do
  ROLE=$(az ad sp show --id ${microsoftGraph} --query "appRoles[?value=='$NAME'].id | [0]" --output tsv)`
  switch (principal.kind) {
    case 'application':
      return `Microsoft Graph: application permissions (not delegated ones), then admin consent.
${forEachRole}
  az ad app permission add --id "$APP" --api ${microsoftGraph} --api-permissions "$ROLE=Role"
done
sleep 30 # Entra ID takes a moment to know what was just made.
az ad app permission admin-consent --id "$APP"`
    case 'managed-identity':
      return `Microsoft Graph: application permissions, which an identity is given one by one.
GRAPH=$(az ad sp show --id ${microsoftGraph} --query id --output tsv)
${forEachRole}
  az rest --method POST --url "https://graph.microsoft.com/v1.0/servicePrincipals/$PRINCIPAL/appRoleAssignments" \\
    --body "{\\"principalId\\": \\"$PRINCIPAL\\", \\"resourceId\\": \\"$GRAPH\\", \\"appRoleId\\": \\"$ROLE\\"}"
done`
    case 'user':
      return `Entra ID: a person reads it by the directory role Global Reader, as far as the Azure CLI itself may.
az rest --method POST --url "https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments" \\
  --body "{\\"principalId\\": \\"$PRINCIPAL\\", \\"roleDefinitionId\\": \\"${globalReader}\\", \\"directoryScopeId\\": \\"/\\"}"`
  }
}

/** The directory role Global Reader, which has the same id in every tenant. */
const globalReader = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'
