/**
 * Values as `JSON.stringify` writes them, piece by piece: a run of a million tasks is longer than a string may be. What
 * can be iterated and is no array is written as one, and read no faster than it is written.
 */

/** As `JSON.stringify(value, null, 2)`. */
export function* jsonText(value: unknown, depth = 0): Iterable<string> {
  if (!isTakenApart(value, depth)) {
    yield (JSON.stringify(value, null, 2) ?? 'null').replaceAll('\n', `\n${'  '.repeat(depth)}`)
    return
  }
  const [open, close] = isList(value) ? '[]' : '{}'
  let isFirst = true
  for (const [name, item] of entriesOf(value)) {
    yield `${isFirst ? open : ','}\n${'  '.repeat(depth + 1)}${name === undefined ? '' : `${JSON.stringify(name)}: `}`
    yield* jsonText(item, depth + 1)
    isFirst = false
  }
  yield isFirst ? `${open}${close}` : `\n${'  '.repeat(depth)}${close}`
}

/** As `JSON.stringify(value)`. */
export function* jsonLine(value: unknown, depth = 0): Iterable<string> {
  if (!isTakenApart(value, depth)) {
    yield JSON.stringify(value) ?? 'null'
    return
  }
  const [open = '', close = ''] = isList(value) ? '[]' : '{}'
  let before = open
  for (const [name, item] of entriesOf(value)) {
    yield name === undefined ? before : `${before}${JSON.stringify(name)}:`
    yield* jsonLine(item, depth + 1)
    before = ','
  }
  yield before === open ? `${open}${close}` : close
}

/** A write for every few pages of text, not for every name in it. */
export function* gathered(pieces: Iterable<string>): Iterable<string> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < 65_536) continue
    yield text
    text = ''
  }
  yield text
}

/** Items without a name, or what is written of a record. */
function* entriesOf(value: object): Iterable<readonly [string | undefined, unknown]> {
  if (isList(value)) for (const item of value) yield [undefined, item]
  else for (const [name, item] of Object.entries(value)) if (isWritten(item)) yield [name, item]
}

function isList(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value
}

/** Rows and records are written as a whole; what lists many of them is not. */
function isTakenApart(value: unknown, depth: number): value is object {
  return typeof value === 'object' && value !== null && !hasOwnForm(value) && (depth < 2 || isLong(value))
}

function isLong(value: object): boolean {
  if (Array.isArray(value)) return value.length > 100
  return isList(value) || Object.values(value).some((item) => typeof item === 'object' && item !== null && isList(item) && isLong(item))
}

function hasOwnForm(value: object): boolean {
  return 'toJSON' in value
}

function isWritten(item: unknown): boolean {
  return item !== undefined && typeof item !== 'function' && typeof item !== 'symbol'
}
