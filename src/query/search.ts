/** Full-text search: what counts as a word, and how a word is found in a text. */

/** The words of a search; all of them must be found. */
export function searchWords(text: string): readonly string[] {
  return [...new Set(text.match(/[\p{L}\p{N}]+/gu) ?? [])]
}

/**
 * A regular expression (RE2) that finds a word in a text as a whole word, in any case. Punctuation bounds words, and so
 * does a capital after a small letter: `laptop` is found in `annsLaptop-2`, not in `laptops`.
 */
export function wordPattern(word: string): string {
  const letters = [...word]
  const first = letters[0] ?? ''
  const last = letters.at(-1) ?? ''
  const between = (from: number, to: number) => (from < to ? `(?i:${letters.slice(from, to).join('')})` : '')
  const outside = '[^\\p{L}\\p{N}]'
  const anyStart = `(?:^|${outside})(?i:${first})`
  const start = isUpperable(first) ? `(?:${anyStart}|[\\p{Ll}\\p{N}]${first.toUpperCase()})` : anyStart
  const anyEnd = `(?i:${last})(?:${outside}|$)`
  const end = isLowerable(last) ? `(?:${anyEnd}|${last.toLowerCase()}\\p{Lu})` : anyEnd
  if (letters.length > 1) return `${start}${between(1, letters.length - 1)}${end}`
  const single = isUpperable(first)
    ? [`(?:^|${outside})(?i:${first})(?:${outside}|$)`, `[\\p{Ll}\\p{N}]${first.toUpperCase()}(?:${outside}|$)`]
    : [`(?:^|${outside})${first}(?:${outside}|$)`]
  return `(?:${single.join('|')})`
}

function isUpperable(letter: string): boolean {
  return letter.toUpperCase() !== letter.toLowerCase() && letter.toUpperCase().length === letter.length
}

function isLowerable(letter: string): boolean {
  return letter.toUpperCase() !== letter.toLowerCase() && letter.toLowerCase().length === letter.length
}
