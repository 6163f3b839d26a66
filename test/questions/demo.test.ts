/** Every stored query on the demo, and its names against what the definitions say they write. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses, concluded } from '../../src/analysis/index.ts'
import { awsDefinitions } from '../../src/aws/index.ts'
import { azureDefinitions } from '../../src/azure/index.ts'
import type { Definition } from '../../src/collect/plan.ts'
import { replay } from '../../src/collect/replay.ts'
import { everyone, internet } from '../../src/graph/model.ts'
import { parse } from '../../src/query/grammar/parse.ts'
import { runQuery } from '../../src/query/index.ts'
import { withPlaceholders } from '../../src/query/placeholders.ts'
import { loadQuestions } from '../../src/questions/library.ts'
import { parametersOf } from '../../src/questions/parameters.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import type { Store } from '../../src/store/store.ts'
import { type Asked, askedBy, type Kinds } from './names.ts'

const definitions: Readonly<Record<string, readonly Definition[]>> = { azure: azureDefinitions, aws: awsDefinitions }
const all = Object.values(definitions).flat()
const questions = await loadQuestions()
const queries = questions.flatMap((question) =>
  question.queries.map(({ name, query }) => ({ id: `${question.id}/${name}`, query, params: parametersOf(question) })),
)

const folder = mkdtempSync(join(tmpdir(), 'isobar-questions-'))
let store: Store
beforeAll(async () => {
  store = await openWorkspace(join(folder, 'workspace'), { create: true, analyses })
  for (const cloud of ['azure', 'aws']) {
    const archive = fileURLToPath(new URL(`../../demo/${cloud}.ndjson.gz`, import.meta.url))
    await replay({ archive, store, definitions: (type) => definitions[type] })
  }
})
afterAll(async () => {
  await store?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('on the demo', () => {
  it.each(queries)('$id runs', async ({ query, params }) => {
    await expect(runQuery(store, query, { params })).resolves.toMatchObject({ truncated: false })
  })
})

const classes = new Map<string, readonly string[]>([
  ...all.map(({ type, class: labels }) => [type, labels] as const),
  ...[internet, everyone].map(({ type, class: labels }) => [type, labels] as const),
  // What the mapper makes of addresses that no integration owns.
  ['host', ['Host']],
  ['network', ['Network']],
])

/** From, verb, to, as the tables of links write them, and as analyses say. */
const links = [
  ...all.flatMap(({ type, links }) =>
    links.map(({ direction, class: verb, other, near = type }) =>
      direction === 'to' ? ([near, verb, other] as const) : ([other, verb, near] as const),
    ),
  ),
  ...concluded.map(({ from, class: verb, to }) => [from, verb, to] as const),
]

/** Properties and edges' properties of AWS and of vaults that nothing in the demo happens to have. */
const notInDemo = new Set(['aws_account rootUserPasswordLastUsed', 'aws_account rootUserAccessKeyLastUsed'])
const edgesNotInDemo = ['status', 'role', 'permissions.keys', 'permissions.secrets', 'unknownRoles']

describe('a question', () => {
  let written: (type: string, name: string) => boolean
  let onEdges: ReadonlySet<string>
  beforeAll(async () => {
    const facts = new Map(azureDefinitions.map(({ type, properties }) => [type, properties ?? []]))
    // The definitions of AWS do not list their properties: those are taken from the demo, which has some of every type.
    const demo = new Set(
      (await store.rows('SELECT k.type, p.name FROM property p JOIN entity_kind k ON k.id = p.kind')).map(
        ({ type, name }) => `${type} ${name}`,
      ),
    )
    written = (type, name) => {
      const listed = facts.get(type)
      if (listed === undefined) return demo.has(`${type} ${name}`) || notInDemo.has(`${type} ${name}`)
      return listed.some((one) => one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -1))))
    }
    const names = await store.rows('SELECT DISTINCT unnest(json_keys(properties)) AS name FROM relationship')
    onEdges = new Set([...names.map(({ name }) => String(name)), ...edgesNotInDemo])
  })

  it.each(queries)('$id asks for what is collected', ({ query, params }) => {
    const asked = askedBy(
      parse(withPlaceholders(query, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])))),
    )
    expect(unknownKinds(asked)).toEqual([])
    expect(unknownHops(asked)).toEqual([])
    expect(unknownProperties(asked, written)).toEqual([])
    expect(asked.edgeProperties.filter((name) => !name.startsWith('_') && !onEdges.has(name))).toEqual([])
  })
})

function unknownKinds({ kinds }: Asked): string[] {
  return kinds.filter((kind) => typesOf([kind])?.size === 0)
}

function unknownHops({ hops }: Asked): string[] {
  return hops
    .filter(({ from, verb, to, direction }) => {
      const [start, end] = [typesOf(from), typesOf(to)]
      const out = () => links.some(([a, link, b]) => link === verb && isEnd(a, start) && isEnd(b, end))
      const back = () => links.some(([a, link, b]) => link === verb && isEnd(a, end) && isEnd(b, start))
      return !((direction !== 'in' && out()) || (direction !== 'out' && back()))
    })
    .map(({ from, verb, to, direction }) => `${from} ${verb} ${direction} ${to}`)
}

function unknownProperties({ properties }: Asked, written: (type: string, name: string) => boolean): string[] {
  return properties
    .filter(({ of, name }) => {
      if (/^(_|tag\.|owner$|classification$)/.test(name)) return false
      return ![...(typesOf(of) ?? classes.keys())].some((type) => isGlobal(type, name) || written(type, name))
    })
    .map(({ of, name }) => `${of ?? 'any'}.${name}`)
}

/** Every entity has them. */
function isGlobal(type: string, name: string): boolean {
  return name === 'displayName' || (['host', 'network'].includes(type) && ['name', 'public'].includes(name))
}

function typesOf(kinds: Kinds): ReadonlySet<string> | undefined {
  if (kinds === undefined) return undefined
  return new Set(kinds.flatMap((kind) => [...classes].flatMap(([type, labels]) => (type === kind || labels.includes(kind) ? type : []))))
}

/** ANY_SCOPE and the like stand for every type, `aws_<service>` for services that begin so. */
function isEnd(end: string, types: ReadonlySet<string> | undefined): boolean {
  if (types === undefined || end.startsWith('ANY_') || types.has(end)) return true
  const [prefix = '', pattern] = end.split('<')
  return pattern !== undefined && [...types].some((type) => type.startsWith(prefix) && classes.get(type)?.includes('Service') === true)
}
