/** Cutting work into statements: what one of them sorts or puts together with its texts has to fit in memory. */
import type { Row } from '../../store.ts'
import type { Session } from './session.ts'

export interface Whole {
  /** A relation and what picks its rows: `entity_diff WHERE change = 'created'`. */
  readonly rows: string
  /** The column whose ranges are cut. No two rows have the same. */
  readonly number: string
  /** How large a row is, an expression. */
  readonly size: string
  /** How large a portion is to be. */
  readonly portion: number
}

/** Ranges of a number, in ascending order, as conditions on it. A portion ends with the row that fills it. */
export async function portions(session: Session, { rows, number, size, portion }: Whole): Promise<string[]> {
  const [all] = await session.rows(`SELECT sum(${size}) AS size, min(${number}) AS first, max(${number}) AS last FROM ${rows}`)
  if (all?.size === null) return []
  if (Number(all?.size) <= portion) return [between(all)]
  const ranges = await session.rows(
    `SELECT min(number) AS first, max(number) AS last
     FROM (
       SELECT number, (sum(size) OVER (ORDER BY number ROWS UNBOUNDED PRECEDING) - size) // ${portion} AS portion
       FROM (SELECT ${number} AS number, ${size} AS size FROM ${rows})
     )
     GROUP BY portion ORDER BY portion`,
  )
  return ranges.map(between)
}

function between(range: Row | undefined): string {
  return `BETWEEN ${Number(range?.first)} AND ${Number(range?.last)}`
}
