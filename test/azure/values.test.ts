/**
 * Every property of every catalogued type by value, on recorded and published answers: read once by the product, and once
 * by the paths of the catalogue, with nothing in common between the two.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasShared } from '../shared.ts'
import { type Collected, collectCapture, type Properties } from './collected.ts'
import type { Item } from './expected/world.ts'
import { mergedCapture } from './merged.ts'
import { readReference, referenceFile } from './reference.ts'

const minutes = 60_000

/** Types whose entities no list answers, so that there is nothing to compare with: one for a service, members of groups. */
const withoutAnswer = [
  'azure_conditional_access_service',
  'azure_expressroute',
  'azure_group_member',
  'azure_kube_service',
  'azure_synapse',
]

/** How many answers are no entity of the type. */
const left: Readonly<Record<string, number>> = {
  // The replay server's Resource Graph lacks one whose id has no leading slash.
  azure_security_center_subscription_pricing: 1,
}

const here = hasShared(referenceFile) && hasShared('captures/azure/serve.mjs') && hasShared('captures/azure-examples/merge.mjs')

describe.skipIf(!here)('on recorded and published answers', () => {
  const types = here ? readReference().entities.map(({ _type }) => _type) : []
  const folder = mkdtempSync(join(tmpdir(), 'isobar-values-'))
  let product: Collected
  let reading: Reading

  beforeAll(async () => {
    const flags = ['--capture', mergedCapture(folder)]
    product = await collectCapture({ flags })
    reading = await read(flags, types)
  }, 5 * minutes)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(types)('%s has every property that the catalogue finds in its answers', (type) => {
    const items = reading.get(type) ?? []
    const entities = byWhateverName(product, type)
    const found = items.map(
      (item) =>
        [
          item,
          namesOf(item)
            .map((name) => entities.get(name))
            .find((one) => one !== undefined),
        ] as const,
    )
    expect(found.filter(([, entity]) => entity === undefined).length, 'answers without entity').toBe(left[type] ?? 0)
    const wrong = found.flatMap(([{ key, values }, entity]) =>
      entity === undefined
        ? []
        : values
            .filter(({ name, isIn }) => !isIn(entity[name]))
            .map(({ name, said }) => `${key} ${name}: ${said}, not ${String(entity[name])}`),
    )
    expect(wrong).toEqual([])
    const checked = found.reduce((sum, [{ values }, entity]) => sum + (entity === undefined ? 0 : values.length), 0)
    expect(checked > 0).toBe(!withoutAnswer.includes(type))
  })
})

interface Read extends Pick<Item, 'key'> {
  readonly id: string | undefined
  readonly values: readonly { readonly name: string; readonly said: string; isIn(property: unknown): boolean }[]
}

type Reading = ReadonlyMap<string, readonly Read[]>

/** The independent reading. Imported here, for it reads the reference catalogue, which may be absent. */
async function read(flags: readonly string[], types: readonly string[]): Promise<Reading> {
  const [{ Crawl }, { Replay }, { text }, values] = await Promise.all([
    import('./expected/crawl.ts'),
    import('./expected/replay.ts'),
    import('./expected/json.ts'),
    import('./expected/values.ts'),
  ])
  const replay = await Replay.start(...flags)
  const rows = values.propertyRows.filter(values.isFollowed)
  const valuesOf = async (item: Item) => {
    const found: Read['values'][number][] = []
    for (const row of rows) {
      if (row.type !== item.type) continue
      const recorded = await values.recordedValue(replay, item, row)
      const wanted = recorded === undefined || values.isNothing(recorded) ? undefined : values.convert(row, recorded)
      if (wanted === undefined) continue
      found.push({ name: row.name, said: JSON.stringify(wanted), isIn: (property) => values.says(property, wanted) })
    }
    return found
  }
  try {
    const world = await new Crawl(replay, { bulkInterfaces: true, embeddedFrontends: true }).read(types)
    const all = new Map<string, Read[]>()
    for (const type of types) {
      const items = world.of(type)
      all.set(
        type,
        await Promise.all(items.map(async (item) => ({ key: item.key, id: text(item.raw, 'id'), values: await valuesOf(item) }))),
      )
    }
    return all
  } finally {
    await replay.stop()
  }
}

/** Keys and ids may differ in a prefix and in doubled slashes: the catalogue's key rules leave room. */
function byWhateverName(product: Collected, type: string): ReadonlyMap<string, Properties> {
  return new Map(
    product.keysOf(type).flatMap((key) => {
      const entity = product.entity(key) ?? {}
      return [...(typeof entity.id === 'string' ? [entity.id] : []), key.replace(`${type}:`, ''), key].map(
        (name) => [plain(name), entity] as const,
      )
    }),
  )
}

function namesOf({ key, id }: Read): string[] {
  return [plain(key), plain(key.replace(':/subscriptions/', ':')), ...(id === undefined ? [] : [plain(id)])]
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(/^\//, '')
}
