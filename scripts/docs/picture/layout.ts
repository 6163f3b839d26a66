/** Where the cards and lines of a drawing stand: each group that hangs together by itself, then all groups on shelves. */
import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from '@dagrejs/dagre'
import type { Card, Drawing, Line } from './cards.ts'
import { sansWidth } from './theme.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** With its upper left corner. */
export type PlacedCard = Card & Point

export type PlacedLine = Line & { readonly points: readonly Point[]; readonly middle: Point }

export interface Placed {
  readonly cards: readonly PlacedCard[]
  readonly lines: readonly PlacedLine[]
  readonly width: number
  readonly height: number
}

export const labelSize = 11
const between = 28
/** Groups stand beside each other up to this. */
const shelfWidth = 1080

export function placedOf(drawing: Drawing): Placed {
  const groups = groupsOf(drawing).map(group)
  const wide = Math.max(shelfWidth, ...groups.map(({ width }) => width))
  return onShelves(
    groups.sort((a, b) => b.cards.length - a.cards.length || b.height - a.height || first(a).localeCompare(first(b), 'en')),
    wide,
  )
}

function first({ cards }: Placed): string {
  return cards[0]?.type ?? ''
}

/** Cards that lines lead from one to another, in the drawing's order. */
function groupsOf({ cards, lines }: Drawing): Drawing[] {
  const left = new Map(cards.map((card) => [card.type, card]))
  const groups: Drawing[] = []
  for (const { type: start } of cards) {
    if (!left.has(start)) continue
    const reached = new Set([start])
    for (const type of reached) {
      for (const { from, to } of lines) {
        if (from === type) reached.add(to)
        if (to === type) reached.add(from)
      }
    }
    groups.push({
      cards: cards.filter(({ type }) => reached.has(type)),
      lines: lines.filter(({ from }) => reached.has(from)),
    })
    for (const type of reached) left.delete(type)
  }
  return groups
}

function group({ cards, lines }: Drawing): Placed {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ directed: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 16, edgesep: 12, ranksep: 46 })
  for (const { type, width, height } of cards) graph.setNode(type, { width, height })
  for (const { from, to, label } of lines) {
    const size = label === '' ? { width: 0, height: 0 } : { width: sansWidth(label, labelSize) + 10, height: 16 }
    graph.setEdge(from, to, { ...size, labelpos: 'c' })
  }
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  const centres = cards.map((card) => ({ card, x: graph.node(card.type).x ?? 0, y: graph.node(card.type).y ?? 0 }))
  const columns = Map.groupBy(centres, ({ x }) => Math.round(x))
  const placed = centres.map(({ card, x, y }) => {
    // As wide as the widest of its column: a line that passes the column meets no card.
    const wide = Math.max(...(columns.get(Math.round(x)) ?? []).map((one) => one.card.width))
    return { ...card, width: wide, x: x - wide / 2, y: y - card.height / 2 }
  })
  const byType = new Map(placed.map((card) => [card.type, card]))
  return {
    cards: placed,
    lines: lines.map((line) => {
      const { points = [], x, y } = graph.edge(line.from, line.to)
      const middle = x === undefined || y === undefined ? centre(points) : { x, y }
      return { ...line, points: fromSideToSide(points, byType.get(line.from), byType.get(line.to)), middle }
    }),
    width,
    height,
  }
}

/** A line leaves a card on the side that faces where it goes, as high as its next bend wants. */
function fromSideToSide(points: readonly Point[], from: PlacedCard | undefined, to: PlacedCard | undefined): Point[] {
  const inner = points.slice(1, -1)
  if (from === undefined || to === undefined) return [...points]
  const rightwards = from.x + from.width / 2 <= to.x + to.width / 2
  const side = (card: PlacedCard, right: boolean, wanted: Point | undefined): Point => ({
    x: right ? card.x + card.width : card.x,
    y: Math.min(Math.max(wanted?.y ?? 0, card.y + 10), card.y + card.height - 10),
  })
  return [side(from, rightwards, inner[0]), ...inner, side(to, !rightwards, inner.at(-1))]
}

function centre(points: readonly Point[]): Point {
  return points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 }
}

function onShelves(groups: readonly Placed[], wide: number): Placed {
  const cards: PlacedCard[] = []
  const lines: PlacedLine[] = []
  let [x, y, shelf, width] = [0, 0, 0, 0]
  for (const one of groups) {
    if (x > 0 && x + one.width > wide) [x, y, shelf] = [0, y + shelf + between, 0]
    const moved = (point: Point): Point => ({ x: point.x + x, y: point.y + y })
    cards.push(...one.cards.map((card) => ({ ...card, ...moved(card) })))
    lines.push(...one.lines.map((line) => ({ ...line, points: line.points.map(moved), middle: moved(line.middle) })))
    width = Math.max(width, x + one.width)
    x += one.width + between
    shelf = Math.max(shelf, one.height)
  }
  return { cards, lines, width, height: y + shelf }
}
