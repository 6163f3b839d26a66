/** A small Azure tenant in a few words, laid out in the graph as the definitions would. */
import type { Link } from '../../src/graph/link.ts'
import { entity, link, type RunScript, type TaskScript } from '../../src/store/duckdb/workspace.fixture.ts'
import type { StagedEntity, TaskStatus } from '../../src/store/store.ts'

export interface Permissions {
  readonly actions?: unknown
  readonly notActions?: unknown
  readonly dataActions?: unknown
  readonly notDataActions?: unknown
  /** Sets told apart, as JSON. */
  readonly permissions?: unknown
}

export interface Grant {
  readonly to: string
  readonly role?: string
  readonly at: string
  readonly eligible?: true
  readonly condition?: string
}

export interface Denial extends Permissions {
  readonly at: string
  /** Nobody named: everyone. */
  readonly to?: readonly string[]
  readonly except?: readonly string[]
  readonly appliesToChildScopes?: false
  readonly effect?: 'audit'
  readonly condition?: string
}

export const tenantId = 'tenant'
export const roles = {
  Owner: { actions: ['*'] },
  Contributor: {
    actions: ['*'],
    notActions: ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write', 'Microsoft.Authorization/elevateAccess/Action'],
  },
  Reader: { actions: ['*/read'] },
  'Key Vault Secrets User': {
    dataActions: ['Microsoft.KeyVault/vaults/secrets/getSecret/action', 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'],
  },
} as const satisfies Readonly<Record<string, Permissions>>

const readOnce = ['azure_management_group', 'azure_subscription', 'azure_user_group', 'azure_user', 'azure_service_principal']
const readPerSubscription = [
  'azure_role_assignment',
  'azure_role_eligibility',
  'azure_role_definition',
  'azure_deny_assignment',
  'azure_lighthouse_delegation',
  'azure_managed_identity',
  'azure_keyvault_service',
]

interface Task {
  readonly scope: string
  status?: TaskStatus
  readonly entities: StagedEntity[]
  readonly links: Link[]
}

/** Scopes by short names: `sub`, `sub/rg`, `sub/rg/vault`, `mg`, `/`. */
export class AzureTenant {
  readonly #tasks = new Map<string, Task[]>()
  readonly #principals = new Map<string, string>()
  readonly #scopes = new Map<string, string>([['/', '/']])
  #grants = 0

  constructor() {
    this.#add('azure_account', tenantId, [entity(tenantId, {}, { type: 'azure_account', class: ['Account'] })])
    for (const [name, permissions] of Object.entries(roles)) this.role(name, permissions)
    for (const type of readOnce) this.#add(type, tenantId, [])
  }

  managementGroup(name: string, parent?: string): this {
    const key = `/providers/microsoft.management/managementgroups/${name}`
    this.#scopes.set(name, key)
    const above = parent === undefined ? [] : [link(this.scope(parent), 'CONTAINS', key)]
    return this.#add(
      'azure_management_group',
      tenantId,
      [entity(key, { displayName: name }, { type: 'azure_management_group', class: ['Group'] })],
      above,
    )
  }

  subscription(name: string, managementGroup?: string): this {
    const key = `/subscriptions/${name}`
    this.#scopes.set(name, key)
    for (const type of readPerSubscription) this.#add(type, name, [])
    const above = managementGroup === undefined ? [] : [link(this.scope(managementGroup), 'HAS', key)]
    return this.#add(
      'azure_subscription',
      tenantId,
      [entity(key, { displayName: name, subscriptionId: name }, { type: 'azure_subscription', class: ['Account'] })],
      above,
    )
  }

  resourceGroup(name: string): this {
    const [subscription = '', group = ''] = name.split('/')
    const key = `${this.scope(subscription)}/resourcegroups/${group}`
    this.#scopes.set(name, key)
    return this.#add(
      'azure_resource_group',
      subscription,
      [entity(key, { displayName: group }, { type: 'azure_resource_group', class: ['Group'] })],
      [link(this.scope(subscription), 'HAS', key)],
    )
  }

  resource(name: string, armType: string, type: string, properties: StagedEntity['properties'] = {}): this {
    const [subscription = '', group = '', last = ''] = name.split('/')
    const key = `${this.scope(`${subscription}/${group}`)}/providers/${armType.toLowerCase()}/${last}`
    this.#scopes.set(name, key)
    return this.#add(
      type,
      subscription,
      [entity(key, { displayName: last, type: armType, ...properties }, { type, class: ['Service'] })],
      [link(this.scope(`${subscription}/${group}`), 'HAS', key)],
    )
  }

  vault(name: string, properties: StagedEntity['properties'] = { enableRbacAuthorization: true }): this {
    return this.resource(name, 'Microsoft.KeyVault/vaults', 'azure_keyvault_service', properties)
  }

  secret(vault: string, name: string): this {
    const key = `https://${vault.replaceAll('/', '-')}.vault.azure.net/secrets/${name}`
    this.#scopes.set(`${vault}/${name}`, key)
    return this.#add(
      'azure_keyvault_secret',
      vault,
      [entity(key, { displayName: name, name }, { type: 'azure_keyvault_secret', class: ['Secret'] })],
      [link(this.scope(vault), 'CONTAINS', key)],
    )
  }

  /** What a vault's own policy lets a principal do. */
  policy(vault: string, to: string, permissions: Readonly<Record<string, unknown>>): this {
    const properties = Object.fromEntries(
      Object.entries(permissions).map(([kind, value]) => [kind === 'applicationId' ? kind : `permissions.${kind}`, value]),
    )
    return this.#add(
      'azure_keyvault_service',
      'policies',
      [],
      [link(this.scope(vault), 'ALLOWS', to, { type: 'azure_keyvault_service_allows_ANY_PRINCIPAL', properties })],
    )
  }

  user(...names: readonly string[]): this {
    return this.#principal('azure_user', names)
  }

  servicePrincipal(name: string, properties: StagedEntity['properties'] = {}): this {
    return this.#principal('azure_service_principal', [name], properties)
  }

  group(name: string, ...members: readonly string[]): this {
    this.#principal('azure_user_group', [name])
    return this.#add(
      'azure_group_member',
      name,
      [],
      members.map((member) => link(name, 'HAS', member)),
    )
  }

  role(name: string, permissions: Permissions): this {
    const key = roleKey(name)
    return this.#add('azure_role_definition', tenantId, [
      entity(key, { displayName: name, ...permissions }, { type: 'azure_role_definition', class: ['AccessRole'] }),
    ])
  }

  grant({ to, role, at, eligible, condition }: Grant): this {
    const type = eligible === true ? 'azure_role_eligibility' : 'azure_role_assignment'
    const key = `grant-${++this.#grants}`
    return this.#add(
      type,
      tenantId,
      [entity(key, { scope: this.scope(at), ...(condition === undefined ? {} : { condition }) }, { type, class: ['AccessPolicy'] })],
      [
        this.#named(key, 'ASSIGNED', to),
        link(key, 'ALLOWS', this.scope(at), {
          type: `${type}_allows_any_scope`,
          to: {
            targets: [{ by: 'key', key: this.scope(at) }],
            placeholder: { key: this.scope(at), type: 'azure_scope', class: ['Resource'], properties: { displayName: this.scope(at) } },
          },
        }),
        ...(role === undefined ? [] : [link(key, 'USES', roleKey(role))]),
      ],
    )
  }

  deny(name: string, { at, to, except = [], ...rest }: Denial): this {
    const properties = {
      scope: this.scope(at),
      appliesToChildScopes: true,
      appliesToEveryone: to === undefined,
      effect: 'enforced',
      ...rest,
    }
    return this.#add(
      'azure_deny_assignment',
      tenantId,
      [entity(name, properties, { type: 'azure_deny_assignment', class: ['AccessPolicy'] })],
      [
        link(name, 'DENIES', this.scope(at)),
        ...(to ?? []).map((one) => this.#named(name, 'ASSIGNED', one)),
        ...except.map((one) => this.#named(name, 'EXCLUDES', one)),
      ],
    )
  }

  /** Anything else. */
  add(type: string, entities: readonly StagedEntity[], links: readonly Link[] = [], scope = tenantId): this {
    return this.#add(type, scope, entities, links)
  }

  /** How a task ended, where it did not succeed. */
  ended(type: string, scope: string, status: TaskStatus): this {
    this.#add(type, scope, [])
    for (const task of this.#tasks.get(type) ?? []) if (task.scope === scope) task.status = status
    return this
  }

  scope(name: string): string {
    return this.#scopes.get(name) ?? name
  }

  run(): RunScript {
    return {
      integration: 'azure',
      tasks: Object.fromEntries([...this.#tasks].map(([type, tasks]): [string, TaskScript[]] => [type, tasks])),
    }
  }

  /** To a principal that nobody lists, too. */
  #named(from: string, verb: string, to: string): Link {
    const known = this.#principals.has(to)
    const placeholder = { key: to, type: 'azure_user', class: ['User'], properties: { displayName: to } }
    return link(from, verb, to, known ? {} : { to: { targets: [{ by: 'key', key: to }], placeholder } })
  }

  #principal(type: string, names: readonly string[], properties: StagedEntity['properties'] = {}): this {
    for (const name of names) this.#principals.set(name, type)
    return this.#add(
      type,
      tenantId,
      names.map((name) => entity(name, properties, { type, class: ['User'] })),
    )
  }

  #add(type: string, scope: string, entities: readonly StagedEntity[], links: readonly Link[] = []): this {
    const tasks = this.#tasks.get(type) ?? []
    this.#tasks.set(type, tasks)
    const task: Task = tasks.find((one) => one.scope === scope) ?? { scope, entities: [], links: [] }
    if (!tasks.includes(task)) tasks.push(task)
    task.entities.push(...entities)
    task.links.push(...links)
    return this
  }
}

function roleKey(name: string): string {
  return `/providers/microsoft.authorization/roledefinitions/${name.toLowerCase()}`
}
