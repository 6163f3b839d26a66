/** One shape on one workspace: that both ways give the same answer, and how long each takes. */
import { type QueryResult, runQuery } from '../src/query/index.ts'
import { prepare } from '../src/query/run.ts'
import type { Reader, Row } from '../src/store/store.ts'
import { median } from './process.ts'
import type { Shape } from './shapes.ts'

export interface Measured {
  readonly shape: Shape
  readonly rows: number
  /** Medians in ms: the engine's statement, the one written by hand. */
  readonly ms: number
  readonly byHand: number
  readonly isSame: boolean
}

/** Alternating, so that what else the machine does weighs on both alike; a first round warms up. */
export async function measured(reader: Reader, shape: Shape, rounds: number): Promise<Measured> {
  const isSame = await givesTheSame(reader, shape)
  const { compiled } = await prepare(reader, shape.query, {}, undefined)
  const ours: number[] = []
  const theirs: number[] = []
  let rows = 0
  for (let round = 0; round <= rounds; round++) {
    const own = await timed(reader, compiled.statement.text, compiled.statement.parameters)
    const hand = await timed(reader, shape.sql, [])
    rows = own.rows
    if (round === 0) continue
    ours.push(own.ms)
    theirs.push(hand.ms)
  }
  return { shape, rows, ms: median(ours), byHand: median(theirs), isSame }
}

async function timed(reader: Reader, sql: string, parameters: readonly unknown[]): Promise<{ readonly ms: number; readonly rows: number }> {
  const began = performance.now()
  let rows = 0
  for await (const chunk of reader.stream(sql, parameters)) rows += chunk.length
  return { ms: performance.now() - began, rows }
}

async function givesTheSame(reader: Reader, { query, sql }: Shape): Promise<boolean> {
  const result = await runQuery(reader, query)
  const hand = await reader.rows(sql)
  const theirs = hand.map((row) => line(result.type === 'table' ? Object.values(row) : [row.id]))
  return JSON.stringify(linesOf(result).sort()) === JSON.stringify(theirs.sort())
}

function linesOf(result: QueryResult): string[] {
  switch (result.type) {
    case 'list':
      return result.data.map(({ id }) => line([id]))
    case 'table':
      return result.data.map((row: Row) => line(Object.values(row)))
    case 'tree':
      return [...result.data.vertices, ...result.data.edges].map((item) => line(['relationship' in item ? item.relationship._id : item.id]))
  }
}

/** Sums of the same numbers in another order differ in their last digits. */
function line(values: readonly unknown[]): string {
  return JSON.stringify(values.map((value) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value)))
}
