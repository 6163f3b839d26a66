/** Which definitions a run needs: listed in which scopes, embedded in which parents, staged or only passed through. */
import type { EmbeddedSource, ListSource, ResourceDefinition } from './resource.ts'

/** Sessions and raw resources differ by cloud; the engine only passes them on. */
export type Definition = ResourceDefinition<unknown, unknown>
export type Listed = Definition & { readonly source: ListSource<unknown, unknown> }
export type Embedded = Definition & { readonly source: EmbeddedSource<unknown> }

/** Chains beyond this length are started with those of it. */
const longestChain = 9

export class Plan {
  readonly #asked: ReadonlySet<string>
  readonly #listed = new Map<string, Listed[]>()
  readonly #embedded = new Map<string, Embedded[]>()
  readonly #byType = new Map<string, Definition>()
  readonly #openers = new Map<string, ReadonlySet<string>>()
  readonly #chains = new Map<string, number>()

  /** @param only the types asked for; those of other integrations are ignored. Absent: everything. */
  constructor(definitions: readonly Definition[], only?: readonly string[]) {
    const all = new Map(definitions.map((definition) => [definition.type, definition]))
    if (all.size < definitions.length) throw new Error(`Two resource definitions share one type: ${repeated(definitions)}`)
    this.#asked = new Set(only === undefined ? all.keys() : only.filter((type) => all.has(type)))
    for (const definition of needed(all, this.#asked)) {
      this.#byType.set(definition.type, definition)
      if (isListed(definition)) for (const kind of scopeKinds(definition)) push(this.#listed, kind, definition)
      else if (isEmbedded(definition)) push(this.#embedded, definition.source.parent, definition)
    }
    for (const listed of this.#listed.values()) listed.sort((a, b) => this.rankOf(a) - this.rankOf(b))
  }

  /** In which order tasks are to be started: 0 for the longest chain of lists that open scopes for each other, as it takes longest. */
  rankOf(definition: Definition): number {
    return longestChain - this.#chainBelow(definition, [])
  }

  /** Whether the run is to stage entities of this type, or lists it only to get at others. */
  stages(type: string): boolean {
    return this.#asked.has(type)
  }

  /** The definition of a type that has a list call of its own. */
  listed(type: string): Listed | undefined {
    const definition = this.#byType.get(type)
    return definition !== undefined && isListed(definition) ? definition : undefined
  }

  /** The type that is listed when this one is read: itself, or the one it is embedded in. */
  listedWith(type: string): string {
    const definition = this.#byType.get(type)
    return (definition === undefined ? undefined : this.#host(definition)?.type) ?? type
  }

  /** In the order they are to be started. */
  listedIn(kind: string): readonly Listed[] {
    return this.#listed.get(kind) ?? []
  }

  embeddedIn(type: string): readonly Embedded[] {
    return this.#embedded.get(type) ?? []
  }

  /** The listed types whose tasks may, directly or through others, still open scopes of this kind. */
  openersOf(kind: string): ReadonlySet<string> {
    const known = this.#openers.get(kind)
    if (known !== undefined) return known
    const types = new Set<string>()
    const kinds = [kind]
    for (let next = kinds.pop(); next !== undefined; next = kinds.pop()) {
      for (const definition of this.#byType.values()) {
        if (openedKind(definition) !== next) continue
        const host = this.#host(definition)
        if (host === undefined || types.has(host.type)) continue
        types.add(host.type)
        kinds.push(...scopeKinds(host))
      }
    }
    this.#openers.set(kind, types)
    return types
  }

  #host(definition: Definition): Definition | undefined {
    let host: Definition | undefined = definition
    while (host !== undefined && isEmbedded(host)) host = this.#byType.get(host.source.parent)
    return host
  }

  /** How many lists may follow one another below a resource of this definition. */
  #chainBelow(definition: Definition, above: readonly Definition[]): number {
    const known = this.#chains.get(definition.type)
    if (known !== undefined) return known
    // Groups that hold groups would never end.
    if (above.includes(definition)) return 0
    const path = [...above, definition]
    const opened = this.listedIn(openedKind(definition)).map((child) => 1 + this.#chainBelow(child, path))
    const within = this.embeddedIn(definition.type).map((child) => this.#chainBelow(child, path))
    const longest = Math.min(longestChain, Math.max(0, ...opened, ...within))
    this.#chains.set(definition.type, longest)
    return longest
  }
}

/** The kind of the scopes that resources of this definition open. */
export function openedKind(definition: { readonly type: string; readonly opensKind?: string }): string {
  return definition.opensKind ?? definition.type
}

/** The kinds of scopes that its list call runs in. */
export function scopeKinds({ scope }: { readonly scope: string | readonly string[] }): readonly string[] {
  return typeof scope === 'string' ? [scope] : scope
}

function isListed(definition: Definition): definition is Listed {
  return definition.source.kind === 'list'
}

function isEmbedded(definition: Definition): definition is Embedded {
  return definition.source.kind === 'embedded'
}

/** The asked ones and, in the definitions' own order, all that must be listed to find them. */
function needed(all: ReadonlyMap<string, Definition>, asked: ReadonlySet<string>): Definition[] {
  const types = new Set(asked)
  for (const type of types) {
    const definition = all.get(type)
    if (definition === undefined) continue
    if (isEmbedded(definition)) {
      if (!all.has(definition.source.parent)) throw new Error(`${type} is embedded in ${definition.source.parent}, which is not defined.`)
      types.add(definition.source.parent)
    } else for (const opener of all.values()) if (scopeKinds(definition).includes(openedKind(opener))) types.add(opener.type)
  }
  return [...all.values()].filter(({ type }) => types.has(type))
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const items = map.get(key)
  if (items === undefined) map.set(key, [item])
  else items.push(item)
}

function repeated(definitions: readonly { readonly type: string }[]): string {
  const seen = new Set<string>()
  return definitions.flatMap(({ type }) => (seen.size === seen.add(type).size ? [type] : [])).join(', ')
}
