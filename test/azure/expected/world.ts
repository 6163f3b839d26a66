/** What the recorded tenant holds, as plain items by key, and the edges drawn between them. */
import type { Json } from './json.ts'

/** A node: an entity that a list call gave, or a stand-in that only a mapped edge makes. */
export interface Node {
  readonly type: string
  readonly key: string
}

export interface Item extends Node {
  readonly raw: Json
  /** What the list calls that gave it were made for: a subscription, a parent resource. Several where several lists hold it. */
  readonly listedFor: Item[]
}

/** Catalogue key rule: ids are compared and stored lower-cased. */
export function keyOf(id: string): string {
  return id.toLowerCase()
}

export class World {
  readonly #items = new Map<string, Item>()
  readonly #byType = new Map<string, Item[]>()
  readonly #edges = new Map<string, string>()
  readonly #standIns = new Map<string, Node>()

  /** An item seen again under the same key is the same entity; it only remembers one more call that gave it. */
  add(type: string, key: string, raw: Json, listedFor?: Item): Item {
    const known = this.#items.get(key)
    const item: Item = known ?? { type, key, raw, listedFor: [] }
    if (known === undefined) {
      this.#items.set(key, item)
      this.#byType.set(type, [...this.of(type), item])
    } else if (known.type !== type) throw new Error(`${key} is both ${known.type} and ${type}`)
    if (listedFor !== undefined && !item.listedFor.includes(listedFor)) item.listedFor.push(listedFor)
    return item
  }

  of(type: string): readonly Item[] {
    return this.#byType.get(type) ?? []
  }

  /** The entity with this id or key, whatever its letter case; with a type, only when it is of that type. */
  find(id: string | undefined, type?: string): Item | undefined {
    const item = id === undefined ? undefined : this.#items.get(keyOf(id))
    return type === undefined || item?.type === type ? item : undefined
  }

  /** The entity with this key, of whatever type, or the placeholder a mapped edge makes where there is none. */
  findOrStandIn(type: string, key: string): Node {
    return this.find(key) ?? this.standIn(type, key)
  }

  /** A placeholder; several edges to one meet in one node. */
  standIn(type: string, key: string): Node {
    const name = `${type}|${key}`
    const standIn = this.#standIns.get(name) ?? { type, key }
    this.#standIns.set(name, standIn)
    return standIn
  }

  standIns(): readonly Node[] {
    return [...this.#standIns.values()]
  }

  /** One edge per pair and class, unless the suffix tells several apart. No edge where an end is missing. */
  draw(from: Node | undefined, verb: string, to: Node | undefined, suffix = ''): void {
    if (from === undefined || to === undefined) return
    this.#edges.set([from.key, verb, to.key, suffix].join('|'), `${from.type}|${verb}|${to.type}`)
  }

  /** The ends of every edge, and its class. */
  edges(): { readonly from: string; readonly verb: string; readonly to: string; readonly triple: string }[] {
    return [...this.#edges].map(([edge, triple]) => {
      const [from = '', verb = '', to = ''] = edge.split('|')
      return { from, verb, to, triple }
    })
  }

  entityCounts(): Record<string, number> {
    return Object.fromEntries([...this.#byType].map(([type, items]) => [type, items.length]))
  }

  placeholderCounts(): Record<string, number> {
    return tally(this.standIns().map((node) => node.type))
  }

  relationshipCounts(): Record<string, number> {
    return tally([...this.#edges.values()])
  }
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
