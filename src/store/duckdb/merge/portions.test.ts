import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { portions } from './portions.ts'
import { Session } from './session.ts'

test('every picked row falls into one portion, none is larger than was asked, whatever gaps the numbers have', async () => {
  const instance = await DuckDBInstance.create()
  try {
    const session = new Session(await instance.connect())
    await session.run('CREATE TABLE row_of AS SELECT unnest([50, 3, 7, 9, 1000, 4, 8]) AS n')
    const found: unknown[] = []
    for (const range of await portions(session, 'n', 'row_of WHERE n <> 8', 2))
      found.push((await session.rows(`SELECT n FROM row_of WHERE n <> 8 AND n ${range} ORDER BY n`)).map(({ n }) => Number(n)))
    expect(found).toEqual([
      [3, 4],
      [7, 9],
      [50, 1000],
    ])
    expect(await portions(session, 'n', 'row_of WHERE n < 0', 2)).toEqual([])
  } finally {
    instance.closeSync()
  }
})
