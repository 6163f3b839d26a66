/** What can be collected, read off the resource definitions: the rows of `isobar catalogue` and of docs/catalogue/. */
import type { Definition } from '../../collect/plan.ts'
import type { Concluded } from '../../store/store.ts'

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
  /** `derived`: drawn by no definition, but concluded from the graph as a whole at every merge. */
  readonly kind: 'direct' | 'mapped' | 'derived'
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

export function catalogueOf(definitions: readonly Definition[], concluded: readonly Concluded[], evidence?: Evidence): Catalogue {
  const relationships = relationshipsOf(definitions, concluded)
  const count = evidence === undefined ? undefined : counter(relationships, evidence)
  return {
    entities: definitions.map(({ type, class: classes, title, permission, source }) => ({
      type,
      class: classes,
      title,
      permission,
      api: source.api,
      ...(evidence === undefined ? {} : { count: evidence.byType[type] ?? 0 }),
    })),
    relationships: count === undefined ? relationships : relationships.map((row) => ({ ...row, count: count(row) })),
  }
}

/** Edges of each row. One with an open end (ANY_SCOPE, azure_<service_tag>) has what is not in a row of its own. */
function counter(rows: readonly CatalogueRelationship[], { byTriple }: Evidence): (row: CatalogueRelationship) => number {
  const plain = new Set(rows.filter((row) => !isOpen(row)).map(tripleOf))
  return (row) => {
    if (!isOpen(row)) return byTriple[tripleOf(row)] ?? 0
    const pattern = new RegExp(`^${endPattern(row.from)}\\|${row.class}\\|${endPattern(row.to)}$`)
    const open = Object.entries(byTriple).filter(([triple]) => !plain.has(triple) && pattern.test(triple))
    return open.reduce((sum, [, count]) => sum + count, 0)
  }
}

function tripleOf({ from, class: verb, to }: CatalogueRelationship): string {
  return `${from}|${verb}|${to}`
}

const openEnd = /^ANY_[A-Z_]+$|<[^>]+>/

function isOpen({ from, to }: CatalogueRelationship): boolean {
  return openEnd.test(from) || openEnd.test(to)
}

function endPattern(type: string): string {
  return type.replace(openEnd, '[^|]+')
}

/** The relationships that some definitions draw, and those that are concluded of their types, each once, in a fixed order. */
export function relationshipsOf(definitions: readonly Definition[], concluded: readonly Concluded[]): CatalogueRelationship[] {
  const rows = new Map<string, CatalogueRelationship>()
  for (const { type, links } of definitions) {
    for (const link of links) {
      const near = link.near ?? type
      const [from, to] = link.direction === 'to' ? [near, link.other] : [link.other, near]
      const key = `${from}|${link.class}|${to}`
      if (rows.get(key)?.kind !== 'direct') rows.set(key, { from, class: link.class, to, kind: link.kind })
    }
  }
  const types = new Set(definitions.map(({ type }) => type))
  for (const { from, class: verb, to } of concluded) {
    const key = `${from}|${verb}|${to}`
    if (!rows.has(key) && (types.has(from) || types.has(to))) rows.set(key, { from, class: verb, to, kind: 'derived' })
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row)
}
