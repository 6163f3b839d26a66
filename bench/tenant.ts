/**
 * A made-up Azure tenant for the benchmark of access: resources in groups in subscriptions under management groups,
 * users in groups in groups, and role assignments at every level. Seeded: the same size is always the same tenant.
 */
import type { Link } from '../src/graph/link.ts'
import type { StagedEntity, TaskRef } from '../src/store/store.ts'

export interface TenantSize {
  readonly resources: number
  readonly assignments: number
}

export type Staged = { readonly task: TaskRef } & ({ readonly entity: StagedEntity } | { readonly link: Link })

const tenant = 'bench-tenant'
const users = 5000
const groups = 500
const services = 1500
const perGroup = 50
const groupsPerSubscription = 40

const roles: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Owner: { actions: ['*'] },
  Contributor: { actions: ['*'], notActions: ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write'] },
  Reader: { actions: ['*/read'] },
  'Storage Account Contributor': { actions: ['Microsoft.Storage/storageAccounts/*', 'Microsoft.Resources/deployments/*'] },
  'Storage Account Key Operator': { actions: ['Microsoft.Storage/storageAccounts/listkeys/action'] },
  'Storage Blob Data Reader': {
    actions: ['Microsoft.Storage/*/read'],
    dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
  },
  'Virtual Machine Contributor': { actions: ['Microsoft.Compute/virtualMachines/*', 'Microsoft.Network/*/join/action'] },
  'Key Vault Secrets User': { dataActions: ['Microsoft.KeyVault/vaults/secrets/getSecret/action'] },
}

export function* tenantGraph({ resources, assignments }: TenantSize): Iterable<Staged> {
  const random = randomOf(7)
  const pick = (count: number): number => Math.floor(random() * count)
  yield entity('azure_account', tenant)
  for (let user = 0; user < users; user++) yield entity('azure_user', `user-${user}`)
  for (let service = 0; service < services; service++) yield entity('azure_service_principal', `service-${service}`)
  for (let group = 0; group < groups; group++) {
    yield entity('azure_user_group', `group-${group}`)
    const members = Math.ceil(80 * random() ** 3)
    for (let member = 0; member < members; member++) yield link('azure_group_member', `group-${group}`, 'HAS', `user-${pick(users)}`)
    if (group > 0 && random() < 0.3) yield link('azure_group_member', `group-${pick(group)}`, 'HAS', `group-${group}`)
  }
  for (const [name, permissions] of Object.entries(roles))
    yield entity('azure_role_definition', roleKey(name), { displayName: name, ...permissions })

  const resourceGroups = Math.ceil(resources / perGroup)
  const subscriptions = Math.ceil(resourceGroups / groupsPerSubscription)
  const managementGroups = Math.max(2, Math.ceil(subscriptions / 5))
  for (let group = 0; group < managementGroups; group++) {
    yield entity('azure_management_group', managementGroup(group))
    if (group > 0) yield link('azure_management_group', managementGroup(Math.floor((group - 1) / 3)), 'CONTAINS', managementGroup(group))
  }
  for (let subscription = 0; subscription < subscriptions; subscription++) {
    yield entity('azure_subscription', `/subscriptions/${subscription}`)
    yield link('azure_management_group', managementGroup(subscription % managementGroups), 'HAS', `/subscriptions/${subscription}`)
  }
  const groupKey = (group: number): string => `/subscriptions/${group % subscriptions}/resourcegroups/rg-${group}`
  const resourceKey = (number: number): string =>
    `${groupKey(number % resourceGroups)}/providers/microsoft.storage/storageaccounts/account${number}`
  for (let group = 0; group < resourceGroups; group++) yield entity('azure_resource_group', groupKey(group))
  for (let number = 0; number < resources; number++)
    yield entity('azure_storage_account', resourceKey(number), {
      type: 'Microsoft.Storage/storageAccounts',
      region: 'westeurope',
      allowBlobPublicAccess: random() < 0.1,
    })

  const names = Object.keys(roles)
  for (let number = 0; number < assignments; number++) {
    const level = random()
    const scope =
      level < 0.005
        ? '/'
        : level < 0.05
          ? managementGroup(pick(managementGroups))
          : level < 0.25
            ? `/subscriptions/${pick(subscriptions)}`
            : level < 0.7
              ? groupKey(pick(resourceGroups))
              : resourceKey(pick(resources))
    const sort = random()
    const principal = sort < 0.45 ? `group-${pick(groups)}` : sort < 0.75 ? `user-${pick(users)}` : `service-${pick(services)}`
    const type = random() < 0.1 ? 'azure_role_eligibility' : 'azure_role_assignment'
    const key = `assignment-${number}`
    yield entity(type, key, random() < 0.02 ? { condition: "@Resource[x] StringEquals 'y'" } : {})
    yield link(type, key, 'ASSIGNED', principal)
    yield link(type, key, 'USES', roleKey(names[pick(names.length)] ?? 'Reader'))
    yield toScope(type, key, scope)
  }
  for (let number = 0; number < 100; number++) {
    yield entity('azure_deny_assignment', `denial-${number}`, {
      actions: ['*'],
      notActions: ['*/read'],
      appliesToEveryone: true,
      appliesToChildScopes: true,
    })
    yield link('azure_deny_assignment', `denial-${number}`, 'DENIES', groupKey(pick(resourceGroups)))
    yield link('azure_deny_assignment', `denial-${number}`, 'EXCLUDES', `group-${pick(groups)}`)
  }
}

export const someResource = '/subscriptions/0/resourcegroups/rg-0/providers/microsoft.storage/storageaccounts/account0'

function managementGroup(number: number): string {
  return `/providers/microsoft.management/managementgroups/mg-${number}`
}

function roleKey(name: string): string {
  return `/providers/microsoft.authorization/roledefinitions/${name.toLowerCase()}`
}

function entity(type: string, key: string, properties: StagedEntity['properties'] = {}): Staged {
  return {
    task: taskOf(type),
    entity: { key, type, class: ['Resource'], properties: { displayName: key.split('/').at(-1) ?? key, ...properties } },
  }
}

function link(type: string, from: string, verb: string, to: string): Staged {
  return {
    task: taskOf(type),
    link: { from: { targets: [{ by: 'key', key: from }] }, class: verb, to: { targets: [{ by: 'key', key: to }] } },
  }
}

function toScope(type: string, from: string, scope: string): Staged {
  const placeholder = { key: scope, type: 'azure_scope', class: ['Resource'], properties: { displayName: scope } }
  const to = { targets: [{ by: 'key', key: scope } as const], placeholder }
  return { task: taskOf(type), link: { from: { targets: [{ by: 'key', key: from }] }, class: 'ALLOWS', to } }
}

const tasks = new Map<string, TaskRef>()

/** One object for each task, as the store wants it. */
function taskOf(type: string): TaskRef {
  const task = tasks.get(type) ?? { type, scope: tenant }
  tasks.set(type, task)
  return task
}

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
