import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { portions } from './portions.ts'
import { Session } from './session.ts'

test('every picked row falls into one portion, which ends with the row that fills it, whatever gaps the numbers have', async () => {
  const instance = await DuckDBInstance.create()
  try {
    const session = await Session.open(instance)
    await session.run('CREATE TABLE row_of (n BIGINT, bytes BIGINT)')
    await session.run('INSERT INTO row_of VALUES (50, 3), (3, 10), (7, 4), (9, 5), (1000, 30), (4, 10), (8, 1), (2000, 1)')
    const whole = { rows: 'row_of WHERE n <> 8', number: 'n', size: 'bytes', portion: 20 }
    const found: unknown[] = []
    for (const range of await portions(session, whole))
      found.push((await session.rows(`SELECT n FROM row_of WHERE n <> 8 AND n ${range} ORDER BY n`)).map(({ n }) => Number(n)))
    expect(found).toEqual([[3, 4], [7, 9, 50, 1000], [2000]])
    expect(await portions(session, { ...whole, portion: 1000 })).toEqual(['BETWEEN 3 AND 2000'])
    expect(await portions(session, { ...whole, rows: 'row_of WHERE n < 0' })).toEqual([])
  } finally {
    instance.closeSync()
  }
})
