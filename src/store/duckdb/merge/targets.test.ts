import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Target } from '../../../graph/link.ts'
import type { MergeSummary } from '../../store.ts'
import { edgesOf, entity, freshWorkspace, link } from '../workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const vault = (key: string, properties: Record<string, unknown>) =>
  entity(key, properties, { type: 'acme_vault', class: ['Vault', 'Service'] })
const vaults = [
  vault('v1', { uri: 'https://one/', region: 'eu', port: 443, names: ['a', 'b'] }),
  vault('v2', { uri: 'https://two/', region: 'eu', port: 80, names: ['b', 'c'] }),
  vault('v3', { uri: 'https://one/', region: 'us', port: 443, 'dotted.na/me~"x': true }),
  entity('other', { uri: 'https://one/' }, { type: 'acme_other' }),
]

/** The edges from `self` to what the targets mean. */
async function ends(...targets: readonly Target[]): Promise<{ found: string[]; summary: MergeSummary }> {
  const summary = await workspace.runs.run({
    tasks: {
      acme_vault: { entities: vaults },
      acme_app: { entities: [entity('self', { held: ['v2', 'v1', 'gone'], one: 'v3' })], links: [link('self', 'USES', targets)] },
    },
  })
  return { found: (await edgesOf(workspace.store)).map((edge) => edge.replace('self USES ', '')), summary }
}

const where = (values: Record<string, string | number | boolean>, first?: boolean): Target => ({
  by: 'where',
  type: 'acme_vault',
  where: values,
  ...(first === undefined ? {} : { first }),
})

describe('an end named by key', () => {
  it('is the entity of the own integration with that key', async () => {
    expect((await ends({ by: 'key', key: 'v1' })).found).toEqual(['v1'])
  })

  it('must be of the type that is given', async () => {
    const { found, summary } = await ends({ by: 'key', key: 'v1', type: 'acme_other' })
    expect([found, summary.dangling]).toEqual([[], 1])
  })

  it('may be given a class for a type', async () => {
    expect((await ends({ by: 'key', key: 'v1', type: 'Vault' })).found).toEqual(['v1'])
  })
})

describe('an end named by a pattern', () => {
  const like = (key: string, values: Record<string, string> = {}): Target => ({ by: 'like', type: 'acme_vault', key, where: values })
  const keys = ['a_1', 'ab1', 'a%1', 'a-x-y-z-1', 'A_1', 'a\n1', 'b~1']
  const fits = async (...targets: readonly Target[]) => {
    const entities = keys.map((key) => vault(key, { region: key.startsWith('a') ? 'eu' : 'us' }))
    const links = targets.map((target) => link('self', 'USES', [target]))
    await workspace.runs.run({ tasks: { acme_vault: { entities }, acme_app: { entities: [entity('self'), entity('a-other')], links } } })
    return (await edgesOf(workspace.store)).map((edge) => edge.replace('self USES ', ''))
  }

  it.each([
    ['*', [...keys].sort()],
    ['a*1', ['a\n1', 'a%1', 'a-x-y-z-1', 'a_1', 'ab1']],
    ['a?1', ['a\n1', 'a%1', 'a_1', 'ab1']],
    ['a_1', ['a_1']],
    ['a%1', ['a%1']],
    ['b~*', ['b~1']],
    ['a-**-1', ['a-x-y-z-1']],
    ['a*-*-*-*1', ['a-x-y-z-1']],
    ['a*-*-*-*-*1', ['a-x-y-z-1']],
    ['a*-*-*-*-*-*1', []],
    ['c*', []],
  ])('%s is every entity of the type whose key fits, letters as they are', async (pattern, expected) => {
    expect(await fits(like(pattern))).toEqual(expected)
  })

  it('must have the property values too', async () => {
    expect(await fits(like('*1', { region: 'us' }))).toEqual(['A_1', 'b~1'])
  })

  it('that fits nothing is no gap', async () => {
    expect((await ends(like('nothing*'))).summary.dangling).toBe(0)
  })

  it('does not hang on a pattern made to try everything', async () => {
    const hostile = like(`${'*a'.repeat(30)}*b`)
    const entities = [vault('a'.repeat(200), {})]
    await workspace.runs.run({
      tasks: { acme_vault: { entities }, acme_app: { entities: [entity('self')], links: [link('self', 'USES', [hostile])] } },
    })
    expect(await edgesOf(workspace.store)).toEqual([])
  })
})

describe('an end named by properties', () => {
  it('is every entity of the type that has all the values', async () => {
    expect((await ends(where({ uri: 'https://one/' }))).found).toEqual(['v1', 'v3'])
    expect((await ends(where({ uri: 'https://one/', region: 'eu' }))).found).toEqual(['v1'])
  })

  it('compares numbers and booleans as what they are, under names that hold anything', async () => {
    expect((await ends(where({ port: 443 }))).found).toEqual(['v1', 'v3'])
    expect((await ends(where({ port: '443' }))).found).toEqual([])
    expect((await ends(where({ 'dotted.na/me~"x': true }))).found).toEqual(['v3'])
  })

  it('matches an array property by any of its items', async () => {
    expect((await ends(where({ names: 'b' }))).found).toEqual(['v1', 'v2'])
  })

  it('is the first in key order where only one is wanted', async () => {
    expect((await ends(where({ names: 'b' }, true))).found).toEqual(['v1'])
  })

  it('may be named by class', async () => {
    expect((await ends({ by: 'where', type: 'Service', where: { region: 'us' } })).found).toEqual(['v3'])
  })

  it('is dangling when nothing has the values', async () => {
    const { found, summary } = await ends(where({ uri: 'https://three/' }))
    expect([found, summary.dangling]).toEqual([[], 1])
  })
})

describe('an end reached through another', () => {
  it('is what the property of that one holds, one key or several', async () => {
    expect((await ends({ by: 'through', key: 'self', property: 'held' })).found).toEqual(['v1', 'v2'])
    expect((await ends({ by: 'through', key: 'self', property: 'one' })).found).toEqual(['v3'])
  })

  it('must be of the type that is given', async () => {
    expect((await ends({ by: 'through', key: 'self', property: 'held', type: 'acme_other' })).found).toEqual([])
  })
})

describe('alternatives', () => {
  it('are tried in order, and the first that finds something is all', async () => {
    expect((await ends({ by: 'key', key: 'gone' }, where({ region: 'us' }), { by: 'key', key: 'v1' })).found).toEqual(['v3'])
  })
})

describe('an end given by a range', () => {
  const subnet = (key: string, prefix: unknown) => entity(key, { prefix }, { type: 'acme_subnet', class: ['Network'] })
  const subnets = [
    subnet('n1', '10.0.1.0/24'),
    subnet('n2', ['192.168.0.0/16', '10.9.0.0/16']),
    subnet('n3', '10.0.0.0/7'),
    subnet('n4', '2001:db8:1::/48'),
    subnet('n5', 'not a range'),
    subnet('n6', '172.16.5.4'),
  ]

  async function inside(cidr: string): Promise<{ found: string[]; dangling: number }> {
    const target: Target = { by: 'within', type: 'acme_subnet', property: 'prefix', cidr }
    const { dangling } = await workspace.runs.run({
      tasks: { acme_subnet: { entities: subnets }, acme_rule: { entities: [entity('rule')], links: [link('rule', 'ALLOWS', [target])] } },
    })
    return { found: (await edgesOf(workspace.store)).map((edge) => edge.replace('rule ALLOWS ', '')), dangling }
  }

  it('is every entity whose range lies wholly inside, of an array any', async () => {
    expect((await inside('10.0.0.0/8')).found).toEqual(['n1', 'n2'])
    expect((await inside('172.16.0.0/12')).found).toEqual(['n6'])
    expect((await inside('2001:db8::/32')).found).toEqual(['n4'])
  })

  it('finds nothing in a range that is none, or that nothing lies in, and does not call that dangling', async () => {
    expect(await inside('everywhere')).toEqual({ found: [], dangling: 0 })
    expect(await inside('11.0.0.0/8')).toEqual({ found: [], dangling: 0 })
  })
})
