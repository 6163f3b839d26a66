/** A value as `JSON.stringify(value, null, 2)` writes it, piece by piece: a run of a million tasks is longer than a string may be. */

export function* jsonText(value: unknown, depth = 0): Iterable<string> {
  if (typeof value !== 'object' || value === null || hasOwnForm(value) || (depth > 1 && !isLong(value))) {
    yield (JSON.stringify(value, null, 2) ?? 'null').replaceAll('\n', `\n${'  '.repeat(depth)}`)
    return
  }
  const entries = Array.isArray(value)
    ? value.map((item: unknown) => ['', item] as const)
    : Object.entries(value).flatMap(([name, item]) => (isWritten(item) ? [[`${JSON.stringify(name)}: `, item] as const] : []))
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  if (entries.length === 0) {
    yield `${open}${close}`
    return
  }
  for (const [index, [name, item]] of entries.entries()) {
    yield `${index === 0 ? open : ','}\n${'  '.repeat(depth + 1)}${name}`
    yield* jsonText(item, depth + 1)
  }
  yield `\n${'  '.repeat(depth)}${close}`
}

/** Rows and records are written as a whole; what lists many of them is not. */
function isLong(value: object): boolean {
  return Array.isArray(value) ? value.length > 100 : Object.values(value).some((item) => Array.isArray(item) && isLong(item))
}

function hasOwnForm(value: object): boolean {
  return 'toJSON' in value
}

function isWritten(item: unknown): boolean {
  return item !== undefined && typeof item !== 'function' && typeof item !== 'symbol'
}
