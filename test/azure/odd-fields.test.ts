/** Every field of every kind of recorded and published answer, turned into something else: no definition breaks on it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { azureDefinitions } from '../../src/azure/definitions.ts'
import type { AzureDefinition } from '../../src/azure/resource.ts'
import { MalformedAnswerError } from '../../src/collect/errors.ts'
import { normalise } from '../../src/graph/properties.ts'
import { hasShared } from '../shared.ts'
import { collectCapture } from './collected.ts'
import { mergedCapture } from './merged.ts'

const odd: readonly unknown[] = [null, 42, 'unexpected', ['unexpected'], [null], [{}], { unexpected: { deep: true } }]
/** Answers of a type that are tried, and how deep their fields are. */
const samples = 1
const depth = 5

interface Line {
  readonly resource?: {
    readonly type: string
    readonly scope: string
    readonly raw: unknown
    readonly details?: Readonly<Record<string, unknown>>
  }
}

const here = hasShared('captures/azure/serve.mjs') && hasShared('captures/azure-examples/merge.mjs')

describe.skipIf(!here)('an answer with a field of another type', () => {
  test('becomes an entity and links, or is refused as malformed, for every type', { timeout: 300_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isobar-odd-'))
    try {
      const archive = join(folder, 'archive.ndjson.gz')
      await collectCapture({ flags: ['--capture', mergedCapture(folder)], archive })
      const lines: readonly Line[] = gunzipSync(readFileSync(archive))
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      const byType = Map.groupBy(
        lines.flatMap(({ resource }) => resource ?? []),
        ({ type }) => type,
      )
      const definitions = new Map(azureDefinitions.map((definition) => [definition.type, definition]))
      const broken = new Set<string>()
      let tried = 0
      for (const [type, resources] of byType) {
        const definition = definitions.get(type)
        if (definition === undefined) continue
        // Those with the most fields say the most.
        const chosen = resources.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length).slice(0, samples)
        for (const { scope, raw, details = {} } of chosen)
          for (const [path, changed] of changes({ raw, details }, depth)) {
            tried++
            const why = complaint(definition, definitions, changed, scope)
            if (why !== undefined) broken.add(`${type} ${path}: ${why}`)
          }
      }
      expect(byType.size).toBeGreaterThan(150)
      expect(tried).toBeGreaterThan(20_000)
      expect([...broken]).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

interface Changed {
  readonly raw: unknown
  readonly details: unknown
}

/** What a definition throws, and what is embedded in its resources, beside that it is malformed. */
function complaint(
  definition: AzureDefinition,
  all: ReadonlyMap<string, AzureDefinition>,
  { raw, details }: Changed,
  id: string,
): string | undefined {
  const tenant = { kind: 'tenant', id: 't', name: 't', data: { tenantId: 't', domain: 'd.example', portal: 'https://portal.azure.com' } }
  const subscription = { kind: 'subscription', id: 's', name: 's', within: tenant, data: { subscriptionId: 's' } }
  const kind = [definition.scope].flat()[0] ?? 'tenant'
  const scope =
    kind === 'tenant' ? tenant : kind === 'subscription' ? subscription : { kind, id, name: id, within: subscription, data: { id } }
  if (!isAnswer(raw) || !isAnswer(details)) return undefined
  try {
    const resource = { raw, details, scope }
    const entity = definition.entity(resource)
    if (entity !== undefined) {
      normalise(entity.properties)
      definition.opens(resource, entity.key)
    }
    for (const rule of definition.links) for (const link of rule.links(resource, entity?.key)) JSON.stringify(link)
    for (const child of all.values())
      if (child.source.kind === 'embedded' && child.source.parent === definition.type)
        for (const inner of child.source.pick(resource)) {
          const why = complaint(child, all, { raw: inner, details: {} }, id)
          if (why !== undefined) return `${child.type}: ${why}`
        }
    return undefined
  } catch (error) {
    if (error instanceof MalformedAnswerError) return undefined
    return error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : String(error)
  }
}

/** The value with one field after the other turned into each of the odd ones. */
function* changes({ raw, details }: Changed, depth: number): Iterable<readonly [string, Changed]> {
  for (const [path, changed] of within(raw, '', depth)) yield [path, { raw: changed, details }]
  for (const [path, changed] of within(details, 'details', depth)) yield [path, { raw, details: changed }]
}

function* within(value: unknown, at: string, depth: number): Iterable<readonly [string, unknown]> {
  if (depth === 0) return
  if (Array.isArray(value)) {
    const [first, ...rest]: readonly unknown[] = value
    if (first === undefined) return
    for (const other of odd) yield [`${at}[]`, [other, ...rest]]
    for (const [path, changed] of within(first, `${at}[]`, depth - 1)) yield [path, [changed, ...rest]]
  } else if (isAnswer(value)) {
    for (const [name, field] of Object.entries(value)) {
      const path = `${at}.${name}`
      for (const other of odd) yield [path, { ...value, [name]: other }]
      for (const [inner, changed] of within(field, path, depth - 1)) yield [inner, { ...value, [name]: changed }]
    }
  }
}

function isAnswer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
