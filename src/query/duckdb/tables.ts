/** Tables made on the way of one statement, in the order in which they build on each other. */

import { join, own, type Sql, sql } from './sql.ts'

export class Tables {
  readonly #tables: Sql[] = []
  #recursive = false

  /** @returns the table's name */
  add(body: Sql, hint: '' | 'MATERIALIZED ' = ''): string {
    const name = this.#name('p')
    this.#tables.push(sql`${own(`${name} AS ${hint}`)}(${body})`)
    return name
  }

  /**
   * A table that grows from its own rows until there are no new ones.
   * @param key columns of which no two rows are alike: a row of the same key takes the other's place
   */
  addRecursive(columns: readonly string[], body: (name: string) => Sql, key?: readonly string[]): string {
    const name = this.#name('w')
    const using = key === undefined ? '' : ` USING KEY (${key.join(', ')})`
    this.#tables.push(sql`${own(`${name} (${columns.join(', ')})${using} AS `)}(${body(name)})`)
    this.#recursive = true
    return name
  }

  /** `WITH …`, or nothing. */
  clause(first: readonly Sql[] = []): Sql {
    const all = [...first, ...this.#tables]
    return all.length === 0 ? own('') : sql`${own(this.#recursive ? 'WITH RECURSIVE ' : 'WITH ')}${join(all, ', ')} `
  }

  #name(letter: string): string {
    return `${letter}${this.#tables.length + 1}`
  }
}
