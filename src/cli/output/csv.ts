/**
 * CSV after RFC 4180: CRLF, quotes doubled. Data stay as they are; a cell that a spreadsheet would take for a formula
 * (=, +, -, @ at its start) is not changed, for a changed value is a wrong answer. docs/cli.md says how to open such files.
 */
import { jsonLine } from './json-text.ts'

export function csvLine(values: readonly unknown[]): string {
  return [...csvPieces(values)].join('')
}

/** The same for a line that may be longer than a string. */
export function* csvPieces(values: readonly unknown[]): Iterable<string> {
  for (const [index, value] of values.entries()) {
    if (index > 0) yield ','
    if (isStream(value)) {
      yield '"'
      for (const piece of jsonLine(value)) yield piece.replaceAll('"', '""')
      yield '"'
    } else yield csvCell(value)
  }
  yield '\r\n'
}

function csvCell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A list that is read while it is written. */
function isStream(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value
}
