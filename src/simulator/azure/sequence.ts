/** A list of any length of which only the part that is looked at is ever made. */
export interface Sequence<T> {
  readonly length: number
  /** The item at a position from 0 to length - 1. */
  at(index: number): T
}

export const nothing: Sequence<never> = {
  length: 0,
  at() {
    throw new RangeError('an empty sequence has no items')
  },
}

export function listed<T>(items: readonly T[]): Sequence<T> {
  return {
    length: items.length,
    at(index) {
      const item = items[index]
      if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`)
      return item
    },
  }
}

export function generated<T>(length: number, at: (index: number) => T): Sequence<T> {
  return { length, at }
}

export function mapped<T, U>(source: Sequence<T>, change: (item: T) => U): Sequence<U> {
  return { length: source.length, at: (index) => change(source.at(index)) }
}

export function joined<T>(parts: readonly Sequence<T>[]): Sequence<T> {
  const filled = parts.filter((part) => part.length > 0)
  const ends: number[] = []
  for (const part of filled) ends.push((ends.at(-1) ?? 0) + part.length)
  return {
    length: ends.at(-1) ?? 0,
    at(index) {
      const which = first(ends.length, (i) => (ends[i] ?? 0) > index)
      const part = filled[which]
      if (part === undefined) throw new RangeError(`no item ${index}`)
      return part.at(index - ((ends[which] ?? 0) - part.length))
    },
  }
}

export interface Expanded<T> extends Sequence<T> {
  /** Where the items begin that come of the source's item at this position; the length for the position behind the last. */
  start(position: number): number
}

/** Each item of the source replaced by several. Their numbers are counted once, four bytes an item. */
export function expanded<S, T>(source: Sequence<S>, expand: (item: S) => readonly T[]): Expanded<T> {
  let starts: Uint32Array | undefined
  let last: { readonly position: number; readonly items: readonly T[] } | undefined
  const counted = () => {
    if (starts === undefined) {
      starts = new Uint32Array(source.length + 1)
      for (let i = 0; i < source.length; i++) starts[i + 1] = (starts[i] ?? 0) + expand(source.at(i)).length
    }
    return starts
  }
  return {
    get length() {
      return counted()[source.length] ?? 0
    },
    start: (position) => counted()[position] ?? 0,
    at(index) {
      const begins = counted()
      const position = first(source.length, (i) => (begins[i + 1] ?? 0) > index)
      if (last?.position !== position) last = { position, items: expand(source.at(position)) }
      const item = last.items[index - (begins[position] ?? 0)]
      if (item === undefined) throw new RangeError(`no item ${index}`)
      return item
    },
  }
}

/** The items from `start` on, `count` at most. */
export function slice<T>(source: Sequence<T>, start: number, count: number): T[] {
  const items: T[] = []
  for (let i = Math.max(0, start); i < Math.min(source.length, start + count); i++) items.push(source.at(i))
  return items
}

export function* each<T>(source: Sequence<T>): Iterable<T> {
  for (let i = 0; i < source.length; i++) yield source.at(i)
}

/** The smallest i in [0, size) for which the test holds, by halving; size when for none. Once true it must stay true. */
export function first(size: number, test: (i: number) => boolean): number {
  let low = 0
  let high = size
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (test(middle)) high = middle
    else low = middle + 1
  }
  return low
}
