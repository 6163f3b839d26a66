/**
 * What each property of an entity must be, read from the recorded answer by the path that the catalogue names for it. Shares
 * no code with the product.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { idOf } from './crawl.ts'
import { type Json, list, text } from './json.ts'
import { itemsOf, type Replay } from './replay.ts'
import type { Item } from './world.ts'

export interface PropertyRow {
  readonly type: string
  /** One name; rows that name several have their own reader or none. */
  readonly name: string
  readonly path: string
  readonly rule: string
}

const file: Json = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../../shared/reference/azure-catalogue.json', import.meta.url)), 'utf8'),
)

export const propertyRows: readonly PropertyRow[] = list(file, 'entities').flatMap((entity) =>
  list(entity, 'properties').map((row) => ({
    type: text(entity, '_type') ?? '',
    name: text(row, 'name') ?? '',
    path: text(row, 'path') ?? '',
    rule: text(row, 'rule') ?? '',
  })),
)

/** The answers that a path's first segment stands for, where that is a call of its own: below the resource's id, or by POST. */
const furtherCalls: Readonly<Record<string, { readonly path: string; readonly method?: string }>> = {
  'config/web': { path: '/config/web' },
  'config/authsettings': { path: '/config/authsettings/list', method: 'POST' },
  transparentDataEncryption: { path: '/transparentDataEncryption/current' },
  auditingSettings: { path: '/auditingSettings/default' },
  securityAlertPolicies: { path: '/securityAlertPolicies/Default' },
  vulnerabilityAssessments: { path: '/vulnerabilityAssessments/default' },
  encryptionProtector: { path: '/encryptionProtector/current' },
  blobServices: { path: '/blobServices/default' },
  fileServices: { path: '/fileServices/default' },
  instanceView: { path: '/instanceView' },
}

/** Reads the value at the row's path; undefined where the answer has none. */
export async function recordedValue(replay: Replay, item: Item, { path, type }: PropertyRow): Promise<Json | undefined> {
  const first = path.split('.')[0] ?? ''
  const rest = path.slice(first.length + 1)
  const call = furtherCalls[first]
  if (call !== undefined) {
    const answer = await replay.arm(`${idOf(item)}${call.path}`, call.method ?? 'GET', call.method === undefined ? undefined : '{}')
    return answer.status === 200 ? valueAt(answer.body, rest) : undefined
  }
  if (first === 'configurations') {
    const found = itemsOf(await replay.arm(`${idOf(item)}/configurations`)).find((one) => text(one, 'name') === rest)
    return text(found, 'properties.value')
  }
  // The group is made of a whole list; a stage is taken out of the list that the path begins with.
  if (type === 'azure_classic_admin_group') return valueAt(item.raw, `value[].${path}`)
  return valueAt(item.raw, type === 'azure_access_packages_approver' ? path.replace(/^stages\[\]\./, '') : path)
}

/** A path with `[]` gives a flat list of what is found; undefined when even the list is not there. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  if (path === '' || value === undefined || value === null) return value ?? undefined
  if (path.startsWith('@odata.')) return member(value, path)
  const [name = '', ...rest] = path.split('.')
  const found = member(value, name.replace(/\[\]$/, ''))
  if (!name.endsWith('[]')) return valueAt(found, rest.join('.'))
  if (!Array.isArray(found)) return undefined
  return found.flatMap((one: Json) => {
    const inner = valueAt(one, rest.join('.'))
    return inner === undefined ? [] : Array.isArray(inner) ? inner : [inner]
  })
}

function member(value: Json, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Rules that change the value, in the words of the catalogue. */
const converted: Readonly<Record<string, (value: Json) => Json | undefined>> = {
  Enabled: (value) => value === 'Enabled',
  enabled: (value) => value === 'enabled',
  first: (value) => (Array.isArray(value) ? value[0] : value),
  'split on comma': (value) => (typeof value === 'string' ? value.split(',') : value),
  'last segment': (value) => (typeof value === 'string' ? (value.split('/').at(-1) ?? value) : value),
  'lower case': (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  'true when any': (value) => Array.isArray(value) && value.length > 0,
  'true when not empty': (value) => Array.isArray(value) && value.length > 0,
  'true when present': () => true,
  'presence only': () => true,
  'diskState == Attached': (value) => value === 'Attached',
  'Container or Blob': (value) => value === 'Container' || value === 'Blob',
  'Active or InProgress': (value) => value === 'Active' || value === 'InProgress',
  length: (value) => (Array.isArray(value) ? value.length : value),
  number: (value) => Number(value),
  'High 10, Medium 5, Low 1, absent 5': (value) => ({ High: 10, Medium: 5, Low: 1 })[String(value)] ?? 5,
  'state == running': (value) => (Array.isArray(value) && value.includes('PowerState/running') ? true : undefined),
}

/** Rules that a conversion of one value cannot follow: their services' own tests do. */
export function isFollowed({ type, rule, name, path }: PropertyRow): boolean {
  // One entity for the extension on many machines has no machine's id; a group of administrators none of their names.
  if ((type === 'azure_vm_extension' && name === 'id') || (type === 'azure_classic_admin_group' && name === 'name')) return false
  // Settings of some sites were not recorded and are refused; no other site of the subscription is asked after that.
  if (path.startsWith('config/authsettings')) return false
  const isOneName = !/[ ,<*]/.test(name)
  return isOneName && (rule === '' || (rule === 'raw' && !path.includes('[]')) || rule === 'names only' || rule in converted)
}

export function convert({ rule }: PropertyRow, value: Json): Json | undefined {
  return (converted[rule] ?? ((same) => same))(value)
}

/** Nothing that a property could say: absent, or cut out when the answers were made fit to publish. */
export function isNothing(recorded: Json | undefined): boolean {
  return recorded === undefined || recorded === null || recorded === '' || recorded === 'REDACTED'
}

/**
 * Whether a property says what was recorded. Conventions that hold for all types: dates in epoch milliseconds, ids as keys,
 * regions by name, on and off as booleans, what is nested as JSON text, sets in any order.
 */
export function says(property: unknown, recorded: Json): boolean {
  if (isNothing(recorded) || (Array.isArray(recorded) && recorded.every(isNothing)))
    return property === undefined || String(property) === ''
  if (Array.isArray(recorded)) {
    const values = recorded.filter((one) => !isNothing(one))
    const has = [property].flat().filter((one) => one !== undefined && one !== '')
    return values.every((one) => has.some((other) => says(other, one))) && has.every((other) => values.some((one) => says(other, one)))
  }
  if (isObject(recorded)) return typeof property === 'string' && isSame(JSON.parse(property), recorded)
  if (property === recorded || String(property) === String(recorded)) return true
  // Key Vault and Cosmos DB count dates in seconds.
  if (typeof recorded === 'number') return recorded > 1e9 && property === recorded * 1000
  if (typeof recorded !== 'string') return false
  if (Array.isArray(property)) return says(property, recorded.split(/[;,]/))
  if (typeof property === 'number') return property === Date.parse(recorded)
  if (typeof property === 'boolean') return property === /^(enabled|on|true|yes|allow)$/i.test(recorded)
  if (typeof property !== 'string') return false
  const key = `/${recorded}`.replace(/\/{2,}/g, '/').toLowerCase()
  return (
    property.toLowerCase() === key ||
    property === key.slice(1) ||
    property.toLowerCase() === recorded.toLowerCase() ||
    property === recorded.toLowerCase().replaceAll(' ', '')
  )
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  )
}
