/** Tells a list that goes on from one that never ends: a service may name ever new next pages and have nothing new on them. */
import { hash } from 'node:crypto'
import { MalformedAnswerError } from '../../collect/errors.ts'
import { isAnswer } from './json.ts'

/** Services that filter what they have paged answer empty pages in between, but not so many in a row. */
const mostEmpty = 100

export class PageGuard {
  readonly #of: string
  readonly #seen = new Set<string>()
  #empty = 0

  /** @param of what is read, for the error */
  constructor(of: string) {
    this.#of = of
  }

  /** @throws MalformedAnswerError for a page that came before, and for one empty page too many */
  check(items: readonly unknown[]): void {
    const [first, last] = [items[0], items.at(-1)]
    if (first === undefined) {
      if (++this.#empty > mostEmpty)
        throw new MalformedAnswerError(`${this.#of} gave ${this.#empty} empty pages in a row; the list would never end.`)
      return
    }
    this.#empty = 0
    const mark = `${items.length}\n${markOf(first)}\n${markOf(last)}`
    if (this.#seen.has(mark)) throw new MalformedAnswerError(`${this.#of} gave a page that it gave before; the list would never end.`)
    this.#seen.add(mark)
  }
}

/** The id; of an item without one, all that it says. */
function markOf(item: unknown): string {
  const id = isAnswer(item) ? item.id : undefined
  return typeof id === 'string' ? id : hash('sha256', JSON.stringify(item) ?? '')
}
