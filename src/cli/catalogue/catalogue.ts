/** What can be collected, read off the resource definitions: the rows of `isobar catalogue` and of docs/catalogue/. */
import type { Definition } from '../../collect/plan.ts'

export interface CatalogueEntity {
  readonly type: string
  readonly class: readonly string[]
  readonly title: string
  readonly permission: string
  readonly api: string
  /** How many this workspace has. */
  readonly count?: number
}

export interface CatalogueRelationship {
  readonly from: string
  readonly class: string
  readonly to: string
  readonly kind: 'direct' | 'mapped'
  readonly count?: number
}

export interface Catalogue {
  readonly entities: readonly CatalogueEntity[]
  readonly relationships: readonly CatalogueRelationship[]
}

/** What is in a workspace: entities by type, relationships by `from|VERB|to`. */
export interface Evidence {
  readonly byType: Readonly<Record<string, number>>
  readonly byTriple: Readonly<Record<string, number>>
}

export function catalogueOf(definitions: readonly Definition[], evidence?: Evidence): Catalogue {
  return {
    entities: definitions.map((definition) => ({
      type: definition.type,
      class: definition.class,
      title: definition.title,
      permission: definition.permission,
      api: definition.source.api,
      ...(evidence === undefined ? {} : { count: evidence.byType[definition.type] ?? 0 }),
    })),
    relationships: relationshipsOf(definitions).map((row) => ({
      ...row,
      ...(evidence === undefined ? {} : { count: evidence.byTriple[`${row.from}|${row.class}|${row.to}`] ?? 0 }),
    })),
  }
}

/** The relationships that some definitions draw, each once, in a fixed order. */
export function relationshipsOf(definitions: readonly Definition[]): CatalogueRelationship[] {
  const rows = new Map<string, CatalogueRelationship>()
  for (const { type, links } of definitions) {
    for (const link of links) {
      const near = link.near ?? type
      const [from, to] = link.direction === 'to' ? [near, link.other] : [link.other, near]
      const key = `${from}|${link.class}|${to}`
      if (rows.get(key)?.kind !== 'direct') rows.set(key, { from, class: link.class, to, kind: link.kind })
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row)
}
