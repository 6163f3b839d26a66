/** Published queries: each is read, and read the same when it is formatted. What they answer is test/cli/corpus.test.ts. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse, tryParse } from '../../src/query/grammar/parse.ts'
import { formatQuery, QueryError } from '../../src/query/index.ts'
import { hasShared, shared } from '../shared.ts'
import { withoutPlaces } from './places.ts'

const folder = 'corpus/j1ql/'
const found = hasShared(folder)

interface Published {
  readonly id: string
  readonly query: string
  readonly parses: boolean
}

interface Expected {
  readonly id: string
  readonly query: string
}

describe.skipIf(!found)('the corpus of published queries', () => {
  const expected: readonly Expected[] = found ? lines('expected.ndjson') : []
  const published = new Map(found ? lines<Published>('queries.ndjson').map((one) => [one.id, one]) : [])

  it('parses every query that is one, and says where the others are wrong', () => {
    for (const { id, query } of expected) {
      const error = parseError(query)
      if (published.get(id)?.parses === true) expect(error?.message, id).toBeUndefined()
      else expect(error?.line, id).toBeGreaterThan(0)
    }
  })

  it('formats every query into one that means the same, and stays as it is', () => {
    for (const { id, query } of expected) {
      const meant = tryParse(query)
      if (meant === undefined) continue
      const formatted = formatQuery(query)
      expect(withoutPlaces(parse(formatted)), id).toEqual(withoutPlaces(meant))
      expect(formatQuery(formatted), id).toBe(formatted)
    }
  })
})

function lines<T>(file: string): T[] {
  return readFileSync(`${shared}${folder}${file}`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

function parseError(query: string): QueryError | undefined {
  try {
    parse(query)
    return undefined
  } catch (error) {
    if (error instanceof QueryError) return error
    throw error
  }
}
