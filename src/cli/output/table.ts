/** Tables for people: as wide as the terminal, aligned, cut with … where they must be; whole when piped. */
import { cell, cutTo, pad, visible, width } from './cell.ts'
import type { Output } from './output.ts'

export interface Column {
  readonly title: string
  /** Numbers stand on the right. */
  readonly align?: 'left' | 'right'
}

const gap = '  '
/** Beyond this a piped cell is not lined up any more: one long name must not blow up every row. */
const longestPadding = 60
/** No column is cut below this; on a terminal narrower than that the lines wrap. */
const leastWidth = 6

/** The lines of a table, heading first. */
export function table(out: Output, columns: readonly Column[], rows: readonly (readonly unknown[])[]): string {
  const layout = layOut(out, columns, rows)
  return layout.heading + rows.map((row) => layout.line(row)).join('')
}

export interface Layout {
  readonly heading: string
  line(row: readonly unknown[]): string
}

/** How wide each column is, judged by some rows; further rows that are wider are cut, or stick out when piped. */
export function layOut(out: Output, columns: readonly Column[], sample: readonly (readonly unknown[])[]): Layout {
  const cells = sample.map((row) => columns.map((_, index) => cell(row[index])))
  const natural = columns.map(({ title }, index) => widest(title, cells, index))
  const widths = out.width === undefined ? natural.map((wanted) => Math.min(wanted, longestPadding)) : share(natural, out.width)
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => {
        const wide = widths[index] ?? 0
        const shown = out.width === undefined ? text : cutTo(text, wide)
        const last = index === texts.length - 1
        return last && columns[index]?.align !== 'right' ? shown : pad(shown, wide, columns[index]?.align)
      })
      .join(gap)
  return {
    heading: `${out.style('bold', line(columns.map(({ title }) => visible(title))))}\n`,
    line: (row) => `${line(columns.map((_, index) => cell(row[index])))}\n`,
  }
}

/** The widest text of a column. */
function widest(title: string, rows: readonly (readonly string[])[], index: number): number {
  let most = width(title)
  for (const row of rows) most = Math.max(most, width(row[index] ?? ''))
  return most
}

/** Cuts the widest columns to one common width at which the line fits; the narrow ones stay whole. */
function share(natural: readonly number[], available: number): number[] {
  const room = available - gap.length * (natural.length - 1)
  const taken = (most: number): number => natural.reduce((sum, wanted) => sum + Math.min(wanted, most), 0)
  let most = Math.max(...natural.map((wanted) => Math.min(wanted, room)))
  while (most > leastWidth && taken(most) > room) most--
  return natural.map((wanted) => Math.min(wanted, most))
}
