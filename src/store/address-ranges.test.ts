import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { rangesOf } from './address-ranges.ts'
import { Session } from './duckdb/merge/session.ts'

const instance = await DuckDBInstance.create(':memory:')
const session = await Session.open(instance)

async function range(text: string): Promise<string | undefined> {
  const [row] = await session.rows(`SELECT family || ': ' || first || '-' || last AS range FROM (${rangesOf('(SELECT $text AS text)')})`, {
    text,
  })
  return row === undefined ? undefined : String(row.range)
}

it.each([
  ['10.0.0.0/8', '4: 167772160-184549375'],
  ['10.1.2.3', '4: 167838211-167838211'],
  ['10.1.2.3/24', '4: 167838208-167838463'],
  ['0.0.0.0/0', '4: 0-4294967295'],
  ['255.255.255.255/32', '4: 4294967295-4294967295'],
  ['::/0', '6: 0-340282366920938463463374607431768211455'],
  ['::1', '6: 1-1'],
  ['2001:DB8::/127', '6: 42540766411282592856903984951653826560-42540766411282592856903984951653826561'],
  ['1:2:3:4:5:6:7:8', '6: 5192455318486707404433266433261576-5192455318486707404433266433261576'],
  ['fe80::/10', '6: 338288524927261089654018896841347694592-338620831926207318622244848606417780735'],
])('%s is the range %s', async (text, expected) => {
  expect(await range(text)).toBe(expected)
})

it.each(['Internet', '*', '', '10.0.0', '10.0.0.256', '10.0.0.0/33', '::/129', '1:2:3', '1:2:3:4:5:6:7:8:9', '12345::', '10.0.0.0/8 '])(
  '%j is no range',
  async (text) => {
    expect(await range(text)).toBeUndefined()
  },
)
