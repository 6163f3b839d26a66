/** Cutting work into statements: what one of them sorts or puts together with its texts has to fit in memory. */
import type { Row } from '../../store.ts'
import type { Session } from './session.ts'

/**
 * Ranges of a number that hold at most `size` of the picked rows each, in ascending order, as conditions on the number.
 * @param rows a relation with the numbers, and what picks its rows: `entity_diff WHERE change = 'created'`
 */
export async function portions(session: Session, number: string, rows: string, size: number): Promise<string[]> {
  const [all] = await session.rows(`SELECT count(*) AS rows, min(${number}) AS first, max(${number}) AS last FROM ${rows}`)
  if (Number(all?.rows) === 0) return []
  if (Number(all?.rows) <= size) return [between(all)]
  const ranges = await session.rows(
    `SELECT min(number) AS first, max(number) AS last
     FROM (SELECT number, (row_number() OVER (ORDER BY number) - 1) // ${size} AS portion FROM (SELECT ${number} AS number FROM ${rows}))
     GROUP BY portion ORDER BY portion`,
  )
  return ranges.map(between)
}

function between(range: Row | undefined): string {
  return `BETWEEN ${Number(range?.first)} AND ${Number(range?.last)}`
}
