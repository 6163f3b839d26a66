/** Which definitions a run needs: listed in which scopes, embedded in which parents, staged or only passed through. */
import type { EmbeddedSource, ListSource, ResourceDefinition } from './resource.ts'

/** Sessions and raw resources differ by cloud; the engine only passes them on. */
export type Definition = ResourceDefinition<unknown, unknown>
export type Listed = Definition & { readonly source: ListSource<unknown, unknown> }
export type Embedded = Definition & { readonly source: EmbeddedSource<unknown> }

export class Plan {
  readonly #asked: ReadonlySet<string>
  readonly #listed = new Map<string, Listed[]>()
  readonly #embedded = new Map<string, Embedded[]>()
  readonly #byType = new Map<string, Definition>()
  readonly #openers = new Map<string, ReadonlySet<string>>()

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
    // What opens scopes comes first: the sooner the rest is known, the more can run at once.
    for (const listed of this.#listed.values()) listed.sort((a, b) => Number(this.#opensMore(b)) - Number(this.#opensMore(a)))
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

  #opensMore(definition: Definition): boolean {
    return this.#listed.has(openedKind(definition)) || this.embeddedIn(definition.type).some((child) => this.#opensMore(child))
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
