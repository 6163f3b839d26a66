/** Text as wide as the terminal. */
import { width } from './cell.ts'

/** Breaks between words, with the same indent on every line. */
export function paragraph(text: string, columns: number, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (width(longer) <= columns - width(indent) || line === '') line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  if (line !== '') lines.push(line)
  return lines.map((words) => `${indent}${words}\n`).join('')
}
