/**
 * CSV after RFC 4180: CRLF, quotes doubled. Data stay as they are; a cell that a spreadsheet would take for a formula
 * (=, +, -, @ at its start) is not changed, for a changed value is a wrong answer. docs/cli.md says how to open such files.
 */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvCell).join(',')}\r\n`
}

function csvCell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
