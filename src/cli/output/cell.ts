/** A value as one line of text that a terminal shows as it is: nothing in it can move the cursor or turn the text around. */
import { createRequire } from 'node:module'

/** The text of a value: arrays and objects as JSON, absent values empty, control and direction characters escaped. */
export function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  return visible(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** Columns that the text takes on a terminal; wide characters and emoji take two. */
export function width(text: string): number {
  return plainAscii.test(text) ? text.length : widthOfAny(text)
}

/** Loaded for the first text that needs it: its expressions over all of Unicode take longer to build than most commands run. */
function widthOfAny(text: string): number {
  const library: typeof import('string-width') = createRequire(import.meta.url)('string-width')
  return library.default(text)
}

/** Cuts to so many columns, with … where something is missing. Never cuts a character in two. */
export function cutTo(text: string, columns: number): string {
  if (width(text) <= columns) return text
  let taken = 0
  let result = ''
  for (const { segment } of segmenter.segment(text.slice(0, columns * 12))) {
    const next = width(segment)
    if (taken + next > columns - 1) break
    result += segment
    taken += next
  }
  return `${result}…`
}

/** Fills up with spaces to so many columns. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - width(text)))
  return align === 'left' ? text + space : space + text
}

const plainAscii = /^[\x20-\x7e]*$/
const segmenter = new Intl.Segmenter()

/** Control characters, line separators, lone surrogates, and the marks that reverse the direction of text. */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

export function visible(text: string): string {
  return plainAscii.test(text)
    ? text
    : text.replace(unsafe, (character) => named[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
