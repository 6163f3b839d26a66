/** Where the resources of a definition are had, and what that costs in requests: both in words. */
import { kindOf } from '../../src/azure/permission-kinds.ts'
import type { CloudType } from '../../src/cli/clouds.ts'
import { type Definition, openedKind, scopeKinds } from '../../src/collect/plan.ts'
import type { DetailSource } from '../../src/collect/resource.ts'

/** What is called what, for sentences: `storage account`, `resource of 47 kinds`. */
export class Names {
  readonly #byKind: ReadonlyMap<string, string>

  constructor(definitions: readonly Definition[]) {
    this.#byKind = new Map(definitions.map((definition) => [openedKind(definition), inSentence(definition.title)]))
  }

  of(kind: string): string {
    return this.#byKind.get(kind) ?? kind.replaceAll('-', ' ')
  }

  /** Of one of several kinds of scopes. */
  ofEach(kinds: readonly string[]): string {
    return kinds.length > 3 ? `resource of ${kinds.length} kinds` : kinds.map((kind) => this.of(kind)).join(' and ')
  }
}

/** `Virtual machine` → `virtual machine`, but `AI Search service` as it is. */
function inSentence(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? `${title[0]?.toLowerCase()}${title.slice(1)}` : title
}

const bulkPage = '1,000'
/** What definitions say of a call that is made once in each scope of their list. */
const once = 'once'

export interface Reading {
  readonly source: string
  readonly cost: string
}

/** How the type itself is listed; where a bulk source comes first, that, and then the plain list. */
export function readingsOf(cloud: CloudType, definition: Definition, names: Names): Reading[] {
  const { source, bulk } = definition
  if (source.kind === 'embedded') return [{ source: `in the answer for its ${names.of(source.parent)}`, cost: 'none of its own' }]
  const plain = { source: listSource(cloud, definition, names), cost: listCost(definition, names) }
  return bulk === undefined ? [plain] : [{ source: 'Azure Resource Graph', cost: bulkCost(definition) }, plain]
}

function listSource(cloud: CloudType, definition: Definition, names: Names): string {
  const kinds = scopeKinds(definition)
  if (isFree(definition.source.api)) return 'none'
  if (cloud === 'aws') return ofRoot(kinds) ? 'list call' : `list call, per ${names.ofEach(kinds)}`
  const kind = kindOf(definition.permission)
  if (kind === 'graph') return ofRoot(kinds) ? 'Microsoft Graph' : `Microsoft Graph, per ${names.ofEach(kinds)}`
  if (kind === 'data') return `data plane, per ${names.ofEach(kinds)}`
  return ofRoot(kinds) ? 'list call' : `list call, per ${names.ofEach(kinds)}`
}

function bulkCost({ bulk, scope }: Definition): string {
  if (bulk?.scopesPerCall === 1) return `1 per ${scopeKinds({ scope }).join(' and ')}`
  return `1 per ${bulkPage} of them, over all subscriptions`
}

function listCost({ source, scope }: Definition, names: Names): string {
  const said = source.kind === 'list' ? source.cost : undefined
  if (said !== undefined && said !== once) return said
  if (isFree(source.api)) return 'none'
  const kinds = scopeKinds({ scope })
  const many =
    source.kind === 'list' && source.perRequest !== undefined ? plural(source.perRequest, names.ofEach(kinds)) : names.ofEach(kinds)
  return `1 per ${many}`
}

function plural(count: number, name: string): string {
  return `${count} ${name}s`
}

/** Of a further call per resource of the type. */
export function detailReading(cloud: CloudType, definition: Definition, detail: DetailSource<unknown, unknown>, names: Names): Reading {
  const where = detail.when === undefined ? '' : ' that may have one'
  return {
    source: detailSource(cloud, detail),
    cost:
      detail.cost === once
        ? `1 per ${names.ofEach(scopeKinds(definition))}`
        : (detail.cost ?? `1 per ${names.of(openedKind(definition))}${where}`),
  }
}

function detailSource(cloud: CloudType, { api, permission }: DetailSource<unknown, unknown>): string {
  if (cloud === 'aws') return 'further call'
  const kind = kindOf(permission)
  if (kind === 'data' || /^\w+ https:\/\/\{/.test(api)) return 'data plane'
  return kind === 'graph' ? 'Microsoft Graph' : 'further call'
}

const roots: ReadonlySet<string> = new Set(['tenant', 'subscription', 'account', 'region'])

function ofRoot(kinds: readonly string[]): boolean {
  return kinds.every((kind) => roots.has(kind))
}

function isFree(api: string): boolean {
  return api === 'none' || api === '(none)'
}
