import { describe, expect, test } from 'vitest'
import { type Definition, Plan } from './plan.ts'

/** A definition with the facts that a plan looks at. */
function definition(type: string, scope: string, more: Partial<Definition> = {}): Definition {
  return {
    type,
    scope,
    class: [],
    title: type,
    service: '',
    permission: '',
    details: {},
    links: [],
    source: { kind: 'list', api: '', async *list() {} },
    entity: () => undefined,
    opens: () => undefined,
    ...more,
  }
}

const embedded = (parent: string): Partial<Definition> => ({ source: { kind: 'embedded', api: '', parent, pick: () => [] } })

const definitions = [
  definition('user', 'tenant'),
  definition('subscription', 'tenant', { opensKind: 'subscriptions' }),
  definition('vnet', 'subscriptions'),
  definition('subnet', 'subscriptions', embedded('vnet')),
  definition('address', 'subscriptions', embedded('subnet')),
  definition('vault', 'subscriptions'),
  definition('secret', 'vault'),
  definition('lease', 'address'),
  definition('group', 'group'),
]

const types = (list: readonly Definition[]) => list.map(({ type }) => type)

describe('a plan', () => {
  test('lists what belongs to many kinds of resources in the scopes of each, and reads all their openers for it', () => {
    const setting = definition('setting', '')
    const plan = new Plan([...definitions, { ...setting, scope: ['vault', 'subnet'] }], ['setting'])
    expect(types(plan.listedIn('vault'))).toEqual(['setting'])
    expect(types(plan.listedIn('subnet'))).toEqual(['setting'])
    expect(plan.listed('vnet')?.type).toBe('vnet')
    expect([...plan.openersOf('subnet')].sort()).toEqual(['subscription', 'vnet'])
  })

  test('lists in a scope what is defined for its kind, openers of further scopes first', () => {
    const plan = new Plan(definitions)
    expect(types(plan.listedIn('tenant'))).toEqual(['subscription', 'user'])
    expect(types(plan.listedIn('subscriptions'))).toEqual(['vnet', 'vault'])
    expect(types(plan.embeddedIn('vnet'))).toEqual(['subnet'])
  })

  test('starts what the longest chain of lists hangs on before what leads nowhere further', () => {
    const plan = new Plan(definitions)
    const [subscription, vnet, secret] = ['subscription', 'vnet', 'secret'].map((type) => plan.listed(type))
    if (subscription === undefined || vnet === undefined || secret === undefined) throw new Error('not listed')
    expect(plan.rankOf(subscription)).toBeLessThan(plan.rankOf(vnet))
    expect(plan.rankOf(vnet)).toBeLessThan(plan.rankOf(secret))
  })

  test('for one type lists only what leads there', () => {
    const plan = new Plan(definitions, ['secret'])
    expect(types(plan.listedIn('tenant'))).toEqual(['subscription'])
    expect(types(plan.listedIn('subscriptions'))).toEqual(['vault'])
    expect(plan.stages('vault')).toBe(false)
    expect(plan.stages('secret')).toBe(true)
  })

  test('for an embedded type reads what it is embedded in, however deep', () => {
    const plan = new Plan(definitions, ['address'])
    expect(types(plan.listedIn('subscriptions'))).toEqual(['vnet'])
    expect(types(plan.embeddedIn('subnet'))).toEqual(['address'])
    expect(plan.listedWith('address')).toBe('vnet')
  })

  test('knows whose tasks may still open a scope of a kind', () => {
    const plan = new Plan(definitions)
    expect([...plan.openersOf('vault')].sort()).toEqual(['subscription', 'vault'])
    expect([...plan.openersOf('address')].sort()).toEqual(['subscription', 'vnet'])
    expect([...plan.openersOf('tenant')]).toEqual([])
    expect([...plan.openersOf('group')]).toEqual(['group'])
  })

  test('refuses two definitions of one type and a parent that is not there', () => {
    expect(() => new Plan([...definitions, definition('user', 'x')])).toThrow('share one type: user')
    expect(() => new Plan([definition('subnet', 'x', embedded('vnet'))])).toThrow('vnet, which is not defined')
  })
})
