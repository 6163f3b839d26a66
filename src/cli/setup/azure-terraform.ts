/** The access to an Azure tenant as one Terraform file, without secrets. https://registry.terraform.io/providers/hashicorp/azuread */
import { directoryScope } from '../../azure/permission-kinds.ts'
import { paragraph } from '../output/paragraph.ts'
import {
  type AzurePermissions,
  type AzurePrincipal,
  type AzureSetup,
  builtInRoles,
  cautionsOf,
  extraRoleDescription,
  extraRoleName,
  federatedAudience,
} from './azure.ts'

type Known = Exclude<AzurePrincipal, { readonly kind: 'user' }>

/** @param principal a person is given roles by hand: Terraform would take them away from whoever leaves */
export function azureTerraform(permissions: AzurePermissions, setup: AzureSetup & { readonly principal: Known }): string {
  const { tenantId, principal } = setup
  return `${[head(tenantId, permissions), ...whom(principal), ...federation(principal), consent, roles(permissions), ...extra(permissions), outputs(principal, permissions)].join('\n')}`
}

function head(tenantId: string, { graph }: AzurePermissions): string {
  return `# Read-only access to an Azure tenant for Isobar. Holds no secret: see the output next_steps.
terraform {
  required_version = ">= 1.3"

  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.0"
    }
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

variable "tenant_id" {
  type        = string
  description = "Directory (tenant) ID."
  default     = ${quoted(tenantId)}
}

variable "subscription_id" {
  type        = string
  description = "Any subscription of the tenant: the provider wants one to start with. Access is granted on all of them."
}

provider "azuread" {
  tenant_id = var.tenant_id
}

provider "azurerm" {
  tenant_id                       = var.tenant_id
  subscription_id                 = var.subscription_id
  resource_provider_registrations = "none"

  features {}
}

locals {
  # Whatever lies below it is read, subscriptions to come included.
  root_group = "/providers/Microsoft.Management/managementGroups/\${var.tenant_id}"

  graph_permissions = [
${listed(
  graph.map(({ permission }) => permission),
  4,
)}
  ]
}

data "azuread_application_published_app_ids" "well_known" {}

data "azuread_service_principal" "graph" {
  client_id = data.azuread_application_published_app_ids.well_known.result["MicrosoftGraph"]
}
`
}

/** Each ends with what \`local.principal_id\` and \`local.client_id\` are. */
function whom(principal: Known): string[] {
  if (principal.kind === 'managed-identity') {
    const key = principal.clientId === undefined ? 'object_id' : 'client_id'
    const variable =
      principal.clientId === undefined
        ? ['variable "identity_object_id" {\n  type        = string\n  description = "Object ID of the machine\'s own identity."\n}\n']
        : []
    const value = principal.clientId === undefined ? 'var.identity_object_id' : quoted(principal.clientId)
    return [
      ...variable,
      `data "azuread_service_principal" "isobar" {\n  ${key} = ${value}\n}\n`,
      principalIs('data.azuread_service_principal.isobar'),
    ]
  }
  const existing = principal.clientId !== undefined
  const application = existing ? 'data.azuread_application.isobar' : 'azuread_application_registration.isobar'
  return [
    existing
      ? `data "azuread_application" "isobar" {\n  client_id = ${quoted(principal.clientId)}\n}\n`
      : 'resource "azuread_application_registration" "isobar" {\n  display_name = "Isobar"\n}\n',
    `# Type Application: those of the type Delegated do nothing for a program that signs in as itself.
resource "azuread_application_api_access" "graph" {
  application_id = ${application}.id
  api_client_id  = data.azuread_service_principal.graph.client_id
  role_ids       = [for name in local.graph_permissions : data.azuread_service_principal.graph.app_role_ids[name]]
}
`,
    `resource "azuread_service_principal" "isobar" {
  client_id    = ${application}.client_id
  use_existing = true
}
`,
    principalIs('azuread_service_principal.isobar'),
  ]
}

function federation(principal: Known): string[] {
  if (principal.kind !== 'application' || principal.federated !== true) return []
  const application = principal.clientId === undefined ? 'azuread_application_registration.isobar' : 'data.azuread_application.isobar'
  return [
    `variable "issuer" {
  type        = string
  description = "Issuer of the workload's tokens; for Kubernetes that of the cluster."
}

variable "subject" {
  type        = string
  description = "Subject of the workload's tokens, as system:serviceaccount:isobar:isobar."
}

resource "azuread_application_federated_identity_credential" "isobar" {
  application_id = ${application}.id
  display_name   = "isobar"
  issuer         = var.issuer
  subject        = var.subject
  audiences      = [${quoted(federatedAudience)}]
}
`,
  ]
}

function principalIs(principal: string): string {
  return `locals {
  client_id    = ${principal}.client_id
  principal_id = ${principal}.object_id
}
`
}

const consent = `# Admin consent, permission by permission.
resource "azuread_app_role_assignment" "graph" {
  for_each = toset(local.graph_permissions)

  app_role_id         = data.azuread_service_principal.graph.app_role_ids[each.value]
  principal_object_id = local.principal_id
  resource_object_id  = data.azuread_service_principal.graph.object_id
}
`

function roles(permissions: AzurePermissions): string {
  const named = builtInRoles(permissions).map(({ role, why }) => `    # ${why[0]?.toUpperCase()}${why.slice(1)}.\n    ${quoted(role)},`)
  return `resource "azurerm_role_assignment" "built_in" {
  for_each = toset([
${named.join('\n')}
  ])

  scope                = local.root_group
  role_definition_name = each.value
  principal_id         = local.principal_id
  principal_type       = "ServicePrincipal"
}
`
}

function extra(permissions: AzurePermissions): string[] {
  const { actions } = permissions
  if (actions.length === 0) return []
  const cautions = cautionsOf(permissions).map((caution) => paragraph(caution, 118, '# '))
  return [
    `${cautions.join('')}resource "azurerm_role_definition" "extra" {
  name              = ${quoted(extraRoleName)}
  description       = ${quoted(extraRoleDescription)}
  scope             = local.root_group
  assignable_scopes = [local.root_group]

  permissions {
    actions = [
${listed(
  actions.map(({ permission }) => permission),
  6,
)}
    ]
  }
}
`,
    `resource "azurerm_role_assignment" "extra" {
  scope              = local.root_group
  role_definition_id = azurerm_role_definition.extra.role_definition_resource_id
  principal_id       = local.principal_id
  principal_type     = "ServicePrincipal"
}
`,
  ]
}

function outputs(principal: Known, { directory }: AzurePermissions): string {
  const steps = [
    ...(principal.kind === 'application' && principal.secretVariable !== undefined
      ? [
          `export ${principal.secretVariable}=$(az ad app credential reset --id \${local.client_id} --append --display-name isobar --years 1 --query password --output tsv)`,
        ]
      : []),
    ...(directory.length === 0
      ? []
      : [
          `az role assignment create --assignee-object-id \${local.principal_id} --assignee-principal-type ServicePrincipal --role Reader --scope ${directoryScope}`,
        ]),
  ]
  return `output "client_id" {
  description = "The clientId of isobar.yaml."
  value       = local.client_id
}

output "next_steps" {
  description = "What stays outside of Terraform: a secret, which would stand in its state, and a scope that only the Azure CLI reaches."
  value       = <<-STEPS
${steps.map((step) => `    ${step}`).join('\n')}
  STEPS
}
`
}

function listed(names: readonly string[], indent: number): string {
  return names.map((name) => `${' '.repeat(indent)}${quoted(name)},`).join('\n')
}

/** Text as HCL writes it: a template in it would be read. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{')
}
