/** A cloud on one picture: its services on a ring, and a line between two whose types are related. */
import type { CatalogueRelationship } from '../../../src/cli/catalogue/catalogue.ts'
import type { Definition } from '../../../src/collect/plan.ts'
import { everywhere } from './cards.ts'
import { type Family, families, familyOf, fixed, picture, sansWidth, textAt } from './theme.ts'

interface Service {
  readonly name: string
  readonly family: Family
  readonly types: number
  readonly angle: number
}

interface Tie {
  readonly ends: readonly [string, string]
  readonly ways: number
}

const labelSize = 15
/** Between two families, in places on the ring. */
const gap = 0.6

export function overviewPicture(
  title: string,
  definitions: readonly Definition[],
  relationships: readonly CatalogueRelationship[],
): string {
  const ties = tiesOf(definitions, relationships)
  const services = placed(definitions, ties)
  const radius = Math.max(150, services.length * 8.4)
  const outside = Math.max(...services.map(({ name }) => sansWidth(name, labelSize))) + 60
  const size = 2 * (radius + outside)
  const top = 70
  const [cx, cy] = [size / 2, top + size / 2 - outside * 0.25]
  const height = top + size - outside * 0.5 + 50
  const at = (angle: number, distance: number): readonly [number, number] => [
    cx + distance * Math.cos(angle),
    cy + distance * Math.sin(angle),
  ]
  const byName = new Map(services.map((service) => [service.name, service]))
  const words = `${definitions.length} entity types of ${services.length} services, ${relationships.length} relationships`
  const left = definitions.some(({ type }) => type === everywhere) ? 'resource groups, which hold nearly all, are left out' : ''
  return picture(size, height, `${title}: ${words}`, [
    textAt(28, 42, title, { size: 26, classes: 'ink bold' }),
    textAt(28, 66, words, { size: 15, classes: 'soft' }),
    ...(left === '' ? [] : [textAt(28, 86, left, { size: 13, classes: 'soft' })]),
    ...ties.map((tie) => chord(tie, byName, at, radius)),
    ...services.map((service) => knot(service, at, radius)),
    ...services.map((service) => label(service, at, radius)),
    legend(services, height - 24),
  ])
}

/** The resource group that everything stands in joins all services alike: it would hide the rest. */
function tiesOf(definitions: readonly Definition[], relationships: readonly CatalogueRelationship[]): Tie[] {
  const serviceOf = new Map(definitions.map(({ type, service }) => [type, service]))
  const ties = new Map<string, Tie>()
  for (const { from, to } of relationships) {
    if (from === everywhere) continue
    const [a, b] = [serviceOf.get(from), serviceOf.get(to)]
    if (a === undefined || b === undefined || a === b) continue
    const ends = a < b ? ([a, b] as const) : ([b, a] as const)
    const key = ends.join('\n')
    ties.set(key, { ends, ways: (ties.get(key)?.ways ?? 0) + 1 })
  }
  return [...ties.values()].sort((a, b) => b.ways - a.ways || (a.ends.join() < b.ends.join() ? -1 : 1))
}

/** Families side by side; within one, those that hold many types in the middle. */
function placed(definitions: readonly Definition[], ties: readonly Tie[]): Service[] {
  const sizes = Map.groupBy(definitions, ({ service }) => service)
  const names = [...sizes.keys()].sort()
  const weight = (name: string): number => ties.filter(({ ends }) => ends.includes(name)).reduce((sum, { ways }) => sum + ways, 0)
  const ring = families.flatMap((family) => {
    const own = names.filter((name) => familyOf(name) === family).sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1))
    const middle = [...own.filter((_, index) => index % 2 === 1).reverse(), ...own.filter((_, index) => index % 2 === 0)]
    return middle.map((name, index) => ({ name, family, first: index === 0 }))
  })
  const turns = ring.length + gap * ring.filter(({ first }) => first).length
  let turn = 0
  return ring.map(({ name, family, first }) => {
    turn += first ? gap : 0
    const angle = (turn / turns) * 2 * Math.PI - Math.PI / 2
    turn += 1
    return { name, family, types: sizes.get(name)?.length ?? 0, angle }
  })
}

type At = (angle: number, distance: number) => readonly [number, number]

function chord({ ends, ways }: Tie, services: ReadonlyMap<string, Service>, at: At, radius: number): string {
  const [a, b] = ends.map((name) => services.get(name))
  if (a === undefined || b === undefined) return ''
  // The smaller one gives the colour: lines to a large service then tell where they come from.
  const colour = a.types <= b.types ? a.family : b.family
  // Neighbours are joined near the ring, those far apart through its middle.
  const apart = Math.abs(((a.angle - b.angle + 3 * Math.PI) % (2 * Math.PI)) - Math.PI) / Math.PI
  const pull = radius * (0.86 - 0.7 * Math.sqrt(apart))
  const [x1, y1] = at(a.angle, radius - 10)
  const [x2, y2] = at(b.angle, radius - 10)
  const [c1, d1] = at(a.angle, pull)
  const [c2, d2] = at(b.angle, pull)
  const path = `M${fixed(x1)} ${fixed(y1)}C${fixed(c1)} ${fixed(d1)} ${fixed(c2)} ${fixed(d2)} ${fixed(x2)} ${fixed(y2)}`
  return `<path class="none s-${colour}" stroke-width="${fixed(1.2 + Math.log2(ways) * 1.3)}" stroke-opacity=".5" stroke-linecap="round" d="${path}"/>`
}

function knot({ angle, types, family }: Service, at: At, radius: number): string {
  const [x, y] = at(angle, radius)
  return `<circle class="f-${family}" cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(3.5 + Math.sqrt(types) * 1.9)}"/>`
}

/** Reads outwards on the right and inwards on the left, so that no word stands on its head. */
function label({ name, angle, types, family }: Service, at: At, radius: number): string {
  const [x, y] = at(angle, radius + 12 + Math.sqrt(types) * 1.9)
  const degrees = (angle * 180) / Math.PI
  const left = Math.cos(angle) < -0.001
  const turned = `rotate(${fixed(left ? degrees + 180 : degrees)} ${fixed(x)} ${fixed(y)})`
  return textAt(x, y + 5, name, { size: labelSize, classes: `f-${family} bold`, anchor: left ? 'end' : 'start', transform: turned })
}

function legend(services: readonly Service[], y: number): string {
  let x = 28
  return families
    .filter((family) => services.some((service) => service.family === family))
    .map((family) => {
      const entry = `<circle class="f-${family}" cx="${fixed(x + 5)}" cy="${fixed(y - 4.5)}" r="5"/>${textAt(x + 16, y, family, { size: 13, classes: 'soft' })}`
      x += 16 + sansWidth(family, 13) + 18
      return entry
    })
    .join('')
}
