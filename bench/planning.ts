/**
 * How long a query takes before it runs: parsed, resolved, planned, written as SQL. Measured warm in one process: first
 * every query of our own questions, then each published query once.
 */
import { existsSync, readFileSync } from 'node:fs'
import { QueryError } from '../src/query/index.ts'
import { prepare } from '../src/query/run.ts'
import type { QuerySettings } from '../src/query/settings.ts'
import { loadQuestions } from '../src/questions/library.ts'
import { parametersOf } from '../src/questions/parameters.ts'
import type { Reader } from '../src/store/store.ts'
import { shared } from '../test/shared.ts'

const folder = `${shared}corpus/j1ql/`

/** Times in ms, ascending; undefined where the published queries are not beside this checkout. */
export async function planningTimes(reader: Reader): Promise<readonly number[] | undefined> {
  if (!existsSync(folder)) return undefined
  for (const question of await loadQuestions()) {
    for (const { query } of question.queries) await prepare(reader, query, { params: parametersOf(question) }, undefined)
  }
  const settings: QuerySettings = JSON.parse(readFileSync(`${folder}settings.json`, 'utf8'))
  const lines = readFileSync(`${folder}queries.ndjson`, 'utf8').trim().split('\n')
  const published: { readonly query: string; readonly parses: boolean }[] = lines.map((line) => JSON.parse(line))
  const times: number[] = []
  for (const { query, parses } of published) {
    const began = performance.now()
    try {
      await prepare(reader, query, { settings }, undefined)
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      continue
    }
    if (parses) times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)
}

/** One line of figures. */
export function inWords(times: readonly number[]): string {
  const at = (share: number) => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN).toFixed(2)
  const quick = times.filter((ms) => ms < 2).length / times.length
  return `Parse and plan, ${times.length} published queries: p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms; under 2 ms: ${(quick * 100).toFixed(1)} %`
}
