/** A cloud's answer as plain JSON: client libraries hand out dates, byte arrays and undefined, archives cannot hold them. */

/**
 * The same value as an archive would give it back, so that a mapping sees the same whether it runs on a live answer or a
 * replayed one. Dates become ISO text, bytes base64, absent values disappear. What is plain already is not copied.
 */
export function plain(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'bigint':
      return Number(value)
    case 'object':
      return value === null ? null : plainObject(value)
    default:
      return undefined
  }
}

function plainObject(value: object): unknown {
  if (Array.isArray(value)) return plainArray(value)
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON())
  let changed = false
  const entries: [string, unknown][] = []
  for (const [name, item] of Object.entries(value)) {
    const copy = plain(item)
    if (copy !== item || copy === undefined) changed = true
    if (copy !== undefined) entries.push([name, copy])
  }
  return changed ? Object.fromEntries(entries) : value
}

function plainArray(value: readonly unknown[]): readonly unknown[] {
  const copy = value.map((item) => plain(item) ?? null)
  return copy.some((item, index) => item !== value[index]) ? copy : value
}

/** Whether the value is plain JSON through and through: no clients, functions or dates in it. */
export function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return value === null || typeof value === 'string' || typeof value === 'boolean'
  if (Array.isArray(value)) return value.every(isJson)
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every((item) => item === undefined || isJson(item))
}
