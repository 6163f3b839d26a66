/** Read-only access to an Azure tenant: what is granted, where, to whom. The forms of saying so stand beside this file. */
import { holds } from '../../azure/client/graph-permissions.ts'
import { kindOf } from '../../azure/permission-kinds.ts'
import type { NeededPermission } from './permissions.ts'

export interface AzurePermissions {
  /** Application permissions of Microsoft Graph to consent to. */
  readonly graph: readonly NeededPermission[]
  /** Further ones that those hold. */
  readonly included: readonly NeededPermission[]
  /** What the role Reader holds. */
  readonly read: readonly NeededPermission[]
  /** Actions beyond Reader, which a role of their own holds. */
  readonly actions: readonly NeededPermission[]
  /** On the contents of key vaults: names and dates of keys, never their values. */
  readonly data: readonly NeededPermission[]
  /** On what Resource Manager keeps for Entra ID. */
  readonly directory: readonly NeededPermission[]
}

export function azurePermissions(needed: readonly NeededPermission[]): AzurePermissions {
  const { graph = [], read = [], action = [], data = [], directory = [] } = Object.groupBy(needed, ({ permission }) => kindOf(permission))
  const isHeld = ({ permission }: NeededPermission): boolean =>
    holds(permission, { roles: graph.map((other) => other.permission).filter((other) => other !== permission) }) === true
  return {
    graph: graph.filter((permission) => !isHeld(permission)),
    included: graph.filter(isHeld),
    read,
    actions: action,
    data,
    directory,
  }
}

/** Who reads: an application with a secret, certificate or federated credential, a machine's identity, or a person. */
export type AzurePrincipal =
  | {
      readonly kind: 'application'
      /** The application, when there is one already. */
      readonly clientId?: string
      /** Environment variable that is to hold the client secret; undefined when no secret is used. */
      readonly secretVariable?: string
      /** Whether it proves who it is by the token of a workload. */
      readonly federated?: boolean
    }
  | { readonly kind: 'managed-identity'; readonly clientId?: string }
  | { readonly kind: 'user' }

export interface AzureSetup {
  readonly tenantId: string
  readonly principal: AzurePrincipal
}

export const microsoftGraph = '00000003-0000-0000-c000-000000000000'

/** What a workload's token must be meant for. */
export const federatedAudience = 'api://AzureADTokenExchange'

export const extraRoleName = 'Isobar Additional Reader'
export const extraRoleDescription = 'Actions that Isobar needs beside the role Reader. They change nothing.'

/** The built-in roles on the root management group, and why each. */
export function builtInRoles({ data }: AzurePermissions): readonly { readonly role: string; readonly why: string }[] {
  return [
    { role: 'Reader', why: 'every resource of every subscription, those to come included' },
    {
      role: 'Management Group Reader',
      why: 'the tree of management groups; Reader on the root group holds it too, Reader on single subscriptions does not',
    },
    ...(data.length === 0
      ? []
      : [
          {
            role: 'Key Vault Reader',
            why: 'names and dates of keys, secrets and certificates in vaults that use Azure RBAC, never a value',
          },
        ]),
  ]
}

/** What whoever grants an action should know of it. */
const cautions: ReadonlyMap<string, string> = new Map([
  [
    'microsoft.web/sites/config/list/action',
    'answers the settings of web and function apps with their values, secrets among them; Isobar keeps the names and forgets the values. Leave it out if that is too much: everything else is collected',
  ],
])

export function cautionsOf({ actions }: AzurePermissions): string[] {
  return actions.flatMap(({ permission }) => {
    const caution = cautions.get(permission.toLowerCase())
    return caution === undefined ? [] : [`${permission} ${caution}.`]
  })
}

/** The custom role with the actions beyond Reader, for `az role definition create`. */
export function azureRole({ actions }: AzurePermissions, tenantId: string): object {
  return {
    Name: extraRoleName,
    Description: extraRoleDescription,
    IsCustom: true,
    Actions: actions.map(({ permission }) => permission),
    NotActions: [],
    DataActions: [],
    NotDataActions: [],
    AssignableScopes: [rootGroup(tenantId)],
  }
}

export function rootGroup(tenantId: string): string {
  return `/providers/Microsoft.Management/managementGroups/${tenantId}`
}
