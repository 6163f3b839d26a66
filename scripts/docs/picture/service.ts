/** The types of one service on a picture: a card for each, with what it is related to. */
import type { CatalogueRelationship } from '../../../src/cli/catalogue/catalogue.ts'
import { type CloudType, cloudTitles } from '../../../src/cli/clouds.ts'
import type { Definition } from '../../../src/collect/plan.ts'
import { drawingOf, everywhere, sizes } from './cards.ts'
import { labelSize, type PlacedCard, type PlacedLine, type Point, placedOf } from './layout.ts'
import { familyOf, fixed, picture, sansWidth, textAt } from './theme.ts'

const margin = 28
const top = 76

export function servicePicture(
  cloud: CloudType,
  service: string,
  definitions: readonly Definition[],
  relationships: readonly CatalogueRelationship[],
): string {
  const { cards, lines, width, height } = placedOf(drawingOf(cloud, service, definitions, relationships))
  const title = `${cloudTitles[cloud]}: ${service}`
  const words = legend(cards, lines, cloud === 'azure' && !cards.some(({ type }) => type === everywhere))
  const wide = Math.max(width, sansWidth(title, 22), sansWidth(words, 13))
  return picture(wide + 2 * margin, height + top + margin, `${title}, its types and how they relate`, [
    textAt(margin, 38, title, { size: 22, classes: `f-${familyOf(service)} bold` }),
    textAt(margin, 58, words, { size: 13, classes: 'soft' }),
    `<g transform="translate(${margin} ${top})">`,
    ...lines.map(lineText),
    ...cards.map(cardText),
    ...lines.map(labelText),
    '</g>',
  ])
}

function legend(cards: readonly PlacedCard[], lines: readonly PlacedLine[], withoutGroups: boolean): string {
  return [
    ...(lines.some(({ label }) => label === '') ? ['a plain line says HAS'] : []),
    ...(cards.some(({ foreign }) => foreign) ? ['dashed cards belong to other services'] : []),
    ...(withoutGroups ? ['resource groups, which hold nearly all, are left out'] : []),
  ].join('; ')
}

function cardText({ x, y, width, height, heading, below, rows, family, foreign }: PlacedCard): string {
  const { padding, line } = sizes
  const left = x + padding + 4
  const base = y + padding + sizes.heading - 2
  const frame = `x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}" rx="7"`
  const parts = foreign
    ? [`<rect class="ground edge" ${frame} stroke-dasharray="4 3"/>`]
    : [
        `<rect class="card edge" ${frame}/>`,
        `<rect class="f-${family}" x="${fixed(x)}" y="${fixed(y + 6)}" width="4" height="${fixed(height - 12)}" rx="2"/>`,
      ]
  return [
    ...parts,
    textAt(left, base, heading, { size: sizes.heading, classes: foreign ? 'soft mono' : 'ink mono bold' }),
    textAt(left, base + line, below, { size: sizes.below, classes: foreign ? `f-${family}` : 'soft' }),
    ...rows.map((row, index) => textAt(left, base + line + 8 + (index + 1) * line, row, { size: sizes.row, classes: 'soft mono' })),
  ].join('')
}

function lineText({ points, label, both }: PlacedLine): string {
  const dashed = label === '' ? '' : ' stroke-dasharray="6 3"'
  return `<path class="none line" stroke-width="1.3"${dashed} marker-end="url(#tip)"${both ? ' marker-start="url(#tip)"' : ''} d="${curve(points)}"/>`
}

/** Through all points, level at each: it never swings beyond them. */
function curve(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1]
      if (before === undefined) return `M${fixed(x)} ${fixed(y)}`
      const half = fixed((before.x + x) / 2)
      return `C${half} ${fixed(before.y)} ${half} ${fixed(y)} ${fixed(x)} ${fixed(y)}`
    })
    .join('')
}

function labelText({ label, middle }: PlacedLine): string {
  if (label === '') return ''
  const width = sansWidth(label, labelSize) + 6
  return `<rect class="ground" x="${fixed(middle.x - width / 2)}" y="${fixed(middle.y - 8)}" width="${fixed(width)}" height="16" rx="3"/>${textAt(middle.x, middle.y + 4, label, { size: labelSize, classes: 'ink', anchor: 'middle' })}`
}
