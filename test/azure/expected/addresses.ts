/** IPv4 ranges: what a rule's prefix means. */

interface Range {
  readonly first: number
  readonly last: number
}

export type Prefix =
  | { readonly kind: 'internet' }
  | { readonly kind: 'host'; readonly address: string }
  | { readonly kind: 'private'; readonly range: Range }
  | { readonly kind: 'public'; readonly cidr: string }
  | { readonly kind: 'tag'; readonly tag: string }

export function prefixOf(text: string): Prefix {
  if (['*', 'internet', '0.0.0.0/0', '::/0', 'any'].includes(text.toLowerCase())) return { kind: 'internet' }
  const range = rangeOf(text)
  if (range === undefined) return { kind: 'tag', tag: text }
  if (range.first === range.last) return { kind: 'host', address: text.replace(/\/32$/, '') }
  return privateRanges.some((whole) => within(range, whole)) ? { kind: 'private', range } : { kind: 'public', cidr: text }
}

/** The range of a CIDR or a single address; undefined for anything else. */
export function rangeOf(cidr: string): Range | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(cidr)
  if (match === null) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = match.slice(1, 5).map(Number)
  const size = 2 ** (32 - Number(match[5] ?? 32))
  const address = ((a * 256 + b) * 256 + c) * 256 + d
  const first = address - (address % size)
  return { first, last: first + size - 1 }
}

export function within(inner: Range, outer: Range): boolean {
  return inner.first >= outer.first && inner.last <= outer.last
}

function known(cidr: string): Range {
  const range = rangeOf(cidr)
  if (range === undefined) throw new Error(`${cidr} is no range`)
  return range
}

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(known)
