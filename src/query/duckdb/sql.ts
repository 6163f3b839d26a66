/** SQL in pieces: text of our own, and values that become bound parameters. A value never becomes text. */

export type Bindable = string | number | boolean | readonly string[] | readonly number[]

export interface Sql {
  readonly texts: readonly string[]
  readonly values: readonly (Sql | Bound)[]
}

interface Bound {
  readonly bound: Bindable
}

/** `sql\`${a} = ${b}\``: pieces are put together, nothing else can stand in the holes. */
export function sql(texts: TemplateStringsArray, ...values: readonly (Sql | Bound)[]): Sql {
  return { texts, values }
}

/** A value as a bound parameter. */
export function bound(value: Bindable): Sql {
  if (typeof value === 'string') return sql`${{ bound: value.toWellFormed() }}::VARCHAR`
  if (typeof value === 'number') return sql`${{ bound: value }}::DOUBLE`
  if (typeof value === 'boolean') return sql`${{ bound: value }}::BOOLEAN`
  return sql`${{ bound: typeof value[0] === 'string' ? value.map((item) => String(item).toWellFormed()) : value }}`
}

/** Names, numbers and keywords that this room makes itself; never anything from a query or the graph. */
export function own(text: string): Sql {
  return { texts: [text], values: [] }
}

export function join(pieces: readonly Sql[], separator: string): Sql {
  if (pieces.length === 0) return own('')
  return { texts: ['', ...pieces.slice(1).map(() => separator), ''], values: [...pieces] }
}

export function and(conditions: readonly Sql[]): Sql {
  if (conditions.length === 0) return sql`TRUE`
  return conditions.length === 1 ? (conditions[0] ?? sql`TRUE`) : sql`(${join(conditions, ' AND ')})`
}

export function or(conditions: readonly Sql[]): Sql {
  if (conditions.length === 0) return sql`FALSE`
  return conditions.length === 1 ? (conditions[0] ?? sql`FALSE`) : sql`(${join(conditions, ' OR ')})`
}

/** Whether a SELECT stands somewhere in the piece. */
export function selects({ texts, values }: Sql): boolean {
  return texts.some((text) => /\bSELECT\b/.test(text)) || values.some((value) => 'texts' in value && selects(value))
}

export interface Statement {
  readonly text: string
  readonly parameters: readonly Bindable[]
}

/** The text with `$1`, `$2`… and the values they stand for; equal scalar values share one parameter. */
export function render(piece: Sql): Statement {
  const text: string[] = []
  const parameters: Bindable[] = []
  const numbers = new Map<string, number>()
  const place = (value: Bindable): number => {
    const key = typeof value === 'object' ? undefined : `${typeof value}:${value}`
    const known = key === undefined ? undefined : numbers.get(key)
    if (known !== undefined) return known
    parameters.push(value)
    if (key !== undefined) numbers.set(key, parameters.length)
    return parameters.length
  }
  const write = (part: Sql | Bound): void => {
    if ('bound' in part) text.push(`$${place(part.bound)}`)
    else {
      for (const [index, own] of part.texts.entries()) {
        text.push(own)
        const value = part.values[index]
        if (value !== undefined) write(value)
      }
    }
  }
  write(piece)
  return { text: text.join(''), parameters }
}
