/** What a service's picture shows: a card for each type, and lines between the cards. */
import type { CatalogueRelationship } from '../../../src/cli/catalogue/catalogue.ts'
import type { CloudType } from '../../../src/cli/clouds.ts'
import type { Definition } from '../../../src/collect/plan.ts'
import { type Family, familyOf, monoWidth, sansWidth } from './theme.ts'

export interface Card {
  readonly type: string
  readonly family: Family
  /** Of another service: drawn lightly. */
  readonly foreign: boolean
  readonly heading: string
  readonly below: string
  /** Relationships to what has no card here. */
  readonly rows: readonly string[]
  readonly width: number
  readonly height: number
}

export interface Line {
  readonly from: string
  readonly to: string
  /** Empty for HAS, the plainest of all. */
  readonly label: string
  /** The same holds the other way round. */
  readonly both: boolean
}

export interface Drawing {
  readonly cards: readonly Card[]
  readonly lines: readonly Line[]
}

export const sizes = { heading: 14, below: 11.5, row: 11.5, padding: 12, line: 16 } as const

/** Holds resources of nearly all types: a line to each would say nothing. */
export const everywhere = 'azure_resource_group'

/** With more ways out than these, a picture of them all would be a tangle: they stand as words on the cards. */
const mostForeign = 14
/** Nor are they drawn around a service that is large by itself. */
const mostOwn = 16
const mostRows = 8

export function drawingOf(
  cloud: CloudType,
  service: string,
  definitions: readonly Definition[],
  relationships: readonly CatalogueRelationship[],
): Drawing {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]))
  const isOwn = (type: string): boolean => byType.get(type)?.service === service
  const own = definitions.filter((definition) => definition.service === service)
  const telling = isOwn(everywhere) ? relationships : relationships.filter(({ from }) => from !== everywhere)
  const touching = telling.filter(({ from, to }) => isOwn(from) || isOwn(to))
  const inside = touching.filter(({ from, to }) => isOwn(from) && isOwn(to) && from !== to)
  const outside = touching.filter((one) => !inside.includes(one))
  const others = new Set(outside.flatMap(({ from, to }) => [from, to]).filter((type) => !isOwn(type)))
  const drawn = outside.filter(({ from, to }) => from !== to && others.size <= mostForeign && own.length <= mostOwn)
  const written = outside.filter((one) => !drawn.includes(one))
  const short = (type: string): string => type.replace(new RegExp(`^${cloud}_`), '')
  const rowsOf = (type: string): string[] => {
    const rows = written
      .filter(({ from, to }) => from === type || to === type)
      .map(({ from, class: verb, to }) =>
        from === to ? `↻ ${verb} another` : from === type ? `→ ${verb} ${short(to)}` : `← ${verb} ${short(from)}`,
      )
    return rows.length > mostRows ? [...rows.slice(0, mostRows - 1), `and ${rows.length - mostRows + 1} more`] : rows
  }
  const cards = [
    ...own.map((definition) =>
      card(definition.type, short(definition.type), definition.class.join(' · '), rowsOf(definition.type), familyOf(service), false),
    ),
    ...(drawn.length === 0 ? [] : [...others].sort()).map((type) => {
      const from = byType.get(type)?.service
      return card(type, short(type), from ?? 'of any service', [], familyOf(from ?? ''), true)
    }),
  ]
  return { cards, lines: linesOf([...inside, ...drawn]) }
}

function card(type: string, heading: string, below: string, rows: readonly string[], family: Family, foreign: boolean): Card {
  const { padding, line } = sizes
  const widest = Math.max(monoWidth(heading, sizes.heading), sansWidth(below, sizes.below), ...rows.map((row) => monoWidth(row, sizes.row)))
  const height = padding * 2 + sizes.heading + line + (rows.length === 0 ? 0 : 8 + rows.length * line) - 4
  return { type, family, foreign, heading, below, rows, width: Math.ceil(widest + 2 * padding + 6), height }
}

/** Several ways between the same two are one line, and so is what holds in both directions. */
function linesOf(relationships: readonly CatalogueRelationship[]): Line[] {
  const pairs = Map.groupBy(relationships, ({ from, to }) => `${from}\n${to}`)
  const verbsOf = (from: string, to: string): string =>
    (pairs.get(`${from}\n${to}`) ?? [])
      .map((one) => one.class)
      .sort()
      .join(', ')
  return [...pairs.values()].flatMap(([first]) => {
    if (first === undefined) return []
    const { from, to } = first
    const verbs = verbsOf(from, to)
    const both = verbs === verbsOf(to, from)
    return both && from > to ? [] : [{ from, to, label: verbs === 'HAS' ? '' : verbs, both }]
  })
}
