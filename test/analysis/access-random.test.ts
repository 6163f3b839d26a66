/** Random small tenants: what is worked out set by set is what is worked out by hand. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gaps } from '../../src/analysis/access/gaps.ts'
import { matrix } from '../../src/analysis/access/matrix.ts'
import { paths } from '../../src/analysis/access/paths.ts'
import { byPrincipal } from '../../src/cli/access/answer.ts'
import { freshWorkspace } from '../../src/store/duckdb/workspace.fixture.ts'
import { accessOf, type Model, type PermissionSet } from './access-by-hand.ts'
import { AzureTenant } from './azure-tenant.ts'

const asked = [
  { name: 'Microsoft.Storage/storageAccounts/listKeys/action', plane: 'control' },
  { name: 'Microsoft.Storage/storageAccounts/write', plane: 'control' },
  { name: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read', plane: 'data' },
] as const
const patterns = [
  '*',
  '*/read',
  '*/write',
  'Microsoft.Storage/*',
  'microsoft.storage/storageaccounts/*',
  'Microsoft.*/read',
  'Microsoft.Storage/*/blobs/*',
  'Microsoft.Storage/storageAccounts/listKeys/action',
  '*keys*',
  'Microsoft.Compute/*',
  '**s/*d',
]

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeAll(async () => {
  workspace = await freshWorkspace()
})
afterAll(() => workspace.close())

describe.each([1, 2, 3, 4, 5])('a random tenant (seed %i)', (seed) => {
  const { tenant, model, users, groups, accounts } = randomTenant(seed)

  it('is worked out as by hand', async () => {
    await workspace.runs.run(tenant.run())
    for (const { name, plane } of asked) {
      const expected = accounts.flatMap((account) =>
        [...users, ...groups].flatMap((who) => {
          const state = accessOf(model[plane], who, name, account)
          return state === undefined ? [] : [`${who} ${account}: ${state}`]
        }),
      )
      const rows = await Array.fromAsync(matrix(workspace.store, { action: { name, plane } }))
      const found = rows.map(
        ({ principal, resource, state, conditional }) =>
          `${principal.key} ${nameOf(resource.key)}: ${state}${conditional ? ' conditional' : ''}`,
      )
      expect(found.sort(), name).toEqual(expected.sort())
    }
  })

  it('is told of one account as it is of all', async () => {
    const [action] = asked
    for (const account of accounts.slice(0, 2)) {
      const [row] = await workspace.store.rows('SELECT nid FROM entity WHERE key = $1', [tenant.scope(account)])
      const { access } = byPrincipal(await paths(workspace.store, { action, on: Number(row?.nid) }))
      const found = access.map(({ principal, state, conditional }) => `${principal.key}: ${state}${conditional ? ' conditional' : ''}`)
      const expected = [...users, ...groups].flatMap((who) => {
        const state = accessOf(model.control, who, action.name, account)
        return state === undefined ? [] : [`${who}: ${state}`]
      })
      expect(found.sort()).toEqual(expected.sort())
    }
    expect(await gaps(workspace.store)).toEqual([])
  })
})

function nameOf(key: string): string {
  const [, , subscription, , group, , , , account] = key.split('/')
  return `${subscription}/${group}/${account}`
}

/** Two models of one tenant: what each plane sees. */
function randomTenant(seed: number) {
  const random = randomOf(seed)
  const pick = <T>(of: readonly T[]): T => {
    const one = of[Math.floor(random() * of.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
  const some = <T>(of: readonly T[], most: number): T[] => Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(of))
  const tenant = new AzureTenant()
  const parents = new Map<string, string>()
  const beneath = (child: string, parent: string): string => {
    parents.set(child, parent)
    return child
  }
  tenant.managementGroup('top').managementGroup('mid', 'top').managementGroup('side', 'top')
  beneath('top', '/')
  beneath('mid', 'top')
  beneath('side', 'top')
  const accounts: string[] = []
  const scopes = ['/', 'top', 'mid', 'side']
  for (const [subscription, above] of [
    ['s1', 'mid'],
    ['s2', 'side'],
  ] as const) {
    tenant.subscription(subscription, above)
    scopes.push(beneath(subscription, above))
    for (const group of ['a', 'b']) {
      tenant.resourceGroup(`${subscription}/${group}`)
      scopes.push(beneath(`${subscription}/${group}`, subscription))
      for (const account of ['x', 'y']) {
        const name = `${subscription}/${group}/${account}`
        tenant.resource(name, 'Microsoft.Storage/storageAccounts', 'azure_storage_account')
        accounts.push(beneath(name, `${subscription}/${group}`))
      }
    }
  }
  scopes.push(...accounts)

  const users = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6']
  const groupNames = ['g1', 'g2', 'g3', 'g4']
  tenant.user(...users)
  const groups = new Map<string, string[]>()
  for (const group of groupNames) {
    const members = [...new Set([...some(users, 3), ...some(groupNames, 2)])]
    groups.set(group, members)
    tenant.group(group, ...members)
  }
  const principals = [...users, ...groupNames]
  const set = (): PermissionSet => ({ actions: some(patterns, 3), notActions: random() < 0.5 ? some(patterns, 2) : [] })
  const roles = { control: new Map<string, PermissionSet[]>(), data: new Map<string, PermissionSet[]>() }
  const asPermissions = (control: PermissionSet, data: PermissionSet) => ({
    actions: control.actions,
    notActions: control.notActions,
    dataActions: data.actions,
    notDataActions: data.notActions,
  })
  for (const role of ['r1', 'r2', 'r3', 'r4', 'r5']) {
    const pairs = Array.from({ length: random() < 0.3 ? 2 : 1 }, () => [set(), set()] as const)
    roles.control.set(
      role,
      pairs.map(([control]) => control),
    )
    roles.data.set(
      role,
      pairs.map(([, data]) => data),
    )
    const [first] = pairs
    if (first === undefined) continue
    tenant.role(
      role,
      pairs.length === 1 ? asPermissions(...first) : { permissions: pairs.map((pair) => JSON.stringify(asPermissions(...pair))) },
    )
  }
  const grants = Array.from({ length: 9 }, () => ({
    to: pick(principals),
    role: pick([...roles.control.keys()]),
    at: pick(scopes),
    eligible: random() < 0.25,
    conditional: random() < 0.2,
  }))
  for (const { eligible, conditional, ...grant } of grants)
    tenant.grant({ ...grant, ...(eligible ? { eligible } : {}), ...(conditional ? { condition: 'c' } : {}) })
  const denials = Array.from({ length: 3 }, () => {
    const [control, data] = [set(), set()]
    const everyone = random() < 0.4
    return {
      control,
      data,
      at: pick(scopes.slice(1)),
      to: everyone ? undefined : [pick(principals)],
      except: some(principals, 2),
      below: random() < 0.6,
      conditional: random() < 0.2,
    }
  })
  for (const [index, { control, data, at, to, except, below, conditional }] of denials.entries())
    tenant.deny(`deny-${index}`, {
      at,
      ...asPermissions(control, data),
      ...(to === undefined ? {} : { to }),
      except: [...new Set(except)],
      ...(below ? {} : { appliesToChildScopes: false }),
      ...(conditional ? { condition: 'c' } : {}),
    })
  const model = (plane: 'control' | 'data'): Model => ({
    groups,
    roles: roles[plane],
    grants,
    denials: denials.map((one) => ({ ...one, set: one[plane] })),
    parents,
  })
  return { tenant, model: { control: model('control'), data: model('data') }, users, groups: groupNames, accounts }
}

function randomOf(seed: number): () => number {
  let state = seed * 7919
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
