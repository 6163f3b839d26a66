/** Every field of every kind of recorded and published answer, turned into something else: no definition breaks on it, and what is lost is told. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { azureDefinitions } from '../../src/azure/definitions.ts'
import type { AzureDefinition } from '../../src/azure/resource.ts'
import { MalformedAnswerError } from '../../src/collect/errors.ts'
import type { Scope } from '../../src/collect/resource.ts'
import { normalise } from '../../src/graph/properties.ts'
import { hasShared } from '../shared.ts'
import { collectCapture } from './collected.ts'
import { mergedCapture } from './merged.ts'

const odd: readonly unknown[] = [null, 42, 'unexpected', ['unexpected'], [null], [{}], { unexpected: { deep: true } }]
/** Those that are nothing of what anything else could be: null is nothing, and an object without known fields has none. */
const told: readonly unknown[] = [42, 'unexpected', ['unexpected']]
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
  test('becomes an entity that tells what it lacks, and links, or is refused as malformed, for every type', {
    timeout: 300_000,
  }, async () => {
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
      const lost = new Set<string>()
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
        for (const { scope, raw, details = {} } of chosen)
          for (const [, changed] of changes({ raw, details }, depth, told))
            for (const name of uncounted(definition, { raw, details }, changed, scope)) lost.add(`${type}.${name}`)
      }
      expect(byType.size).toBeGreaterThan(150)
      expect(tried).toBeGreaterThan(20_000)
      expect([...broken]).toEqual([])
      expect([...lost].filter((name) => !silent.some((known) => name === known || name.startsWith(`${known}.`))).sort()).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** Properties that an odd field takes away and nobody hears of. */
const silent: readonly string[] = [
  // The field says which part of a list is meant, or is one word of several: another word is no other type.
  'azure_account.defaultDomain',
  'azure_ad_role_policy.eligibilityExpirationRequired',
  'azure_ad_role_policy.eligibilityMaximumDuration',
  'azure_authentication_methods_policy.fido2Targets',
  'azure_authorization_policy.guestAccess',
  'azure_diagnostic_setting.log',
  'azure_diagnostic_setting.metric',
  'azure_directory_setting.value',
  'azure_intune_managed_device.compliant',
  'azure_tenant_diagnostic_setting.log',
  // Resource Manager spells a switch as text or as true: a number is neither, and no list or object.
  'azure_waf_policy.enabled',
  'azure_waf_policy.requestBodyCheck',
  // The id is text, whatever it says.
  'azure_synapse_workspace.resourceGroup',
  'azure_synapse_workspace.subscriptionId',
  // One of many fields of an object whose fields nobody knows beforehand.
  'azure_kubernetes_cluster.azurePolicyEnabled',
  'azure_kubernetes_cluster.keyVaultSecretsProviderEnabled',
  'azure_policy_assignment.parameters',
]

/** What the entity had and has no more, without saying that it was left out. */
function uncounted(definition: AzureDefinition, before: Changed, after: Changed, id: string): string[] {
  const [had, has] = [before, after].map(({ raw, details }) => {
    if (!isAnswer(raw) || !isAnswer(details)) return undefined
    try {
      return definition.entity({ raw, details, scope: scopeOf(definition, id) })
    } catch (error) {
      if (error instanceof MalformedAnswerError) return undefined
      throw error
    }
  })
  if (had === undefined || has === undefined || had.key !== has.key) return []
  const left = normalise(has.properties)
  const skipped = has.skipped ?? []
  const isTold = (name: string) => skipped.some((one) => one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -1))))
  return Object.keys(normalise(had.properties)).filter((name) => !Object.hasOwn(left, name) && !isTold(name))
}

function scopeOf(definition: AzureDefinition, id: string): Scope {
  const tenant = { kind: 'tenant', id: 't', name: 't', data: { tenantId: 't', domain: 'd.example', portal: 'https://portal.azure.com' } }
  const subscription = { kind: 'subscription', id: 's', name: 's', within: tenant, data: { subscriptionId: 's' } }
  const kind = [definition.scope].flat()[0] ?? 'tenant'
  if (kind === 'tenant') return tenant
  return kind === 'subscription' ? subscription : { kind, id, name: id, within: subscription, data: { id } }
}

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
  const scope = scopeOf(definition, id)
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
function* changes({ raw, details }: Changed, depth: number, values = odd): Iterable<readonly [string, Changed]> {
  for (const [path, changed] of within(raw, '', depth, values)) yield [path, { raw: changed, details }]
  for (const [path, changed] of within(details, 'details', depth, values)) yield [path, { raw, details: changed }]
}

function* within(value: unknown, at: string, depth: number, values: readonly unknown[]): Iterable<readonly [string, unknown]> {
  if (depth === 0) return
  if (Array.isArray(value)) {
    const [first, ...rest]: readonly unknown[] = value
    if (first === undefined) return
    for (const other of values) yield [`${at}[]`, [other, ...rest]]
    for (const [path, changed] of within(first, `${at}[]`, depth - 1, values)) yield [path, [changed, ...rest]]
  } else if (isAnswer(value)) {
    for (const [name, field] of Object.entries(value)) {
      const path = `${at}.${name}`
      for (const other of values) yield [path, { ...value, [name]: other }]
      for (const [inner, changed] of within(field, path, depth - 1, values)) yield [inner, { ...value, [name]: changed }]
    }
  }
}

function isAnswer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
