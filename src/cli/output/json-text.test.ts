import { expect, test } from 'vitest'
import { csvLine, csvPieces } from './csv.ts'
import { jsonLine, jsonText } from './json-text.ts'

const written = (value: unknown) => [...jsonText(value)].join('')
const inOneLine = (value: unknown) => [...jsonLine(value)].join('')

const values = [
  1,
  'a "quoted"\nline',
  null,
  [],
  {},
  [undefined, null, {}],
  { a: undefined, b: 1, c: [] },
  { on: new Date(0), nested: { deep: { deeper: { deepest: { below: [1, 'x\ny', { z: [] }] } } } } },
  [[[[[[1]]]]]],
  { runs: [{ tasks: Array.from({ length: 300 }, (_, index) => ({ index, error: { on: [index] } })), status: undefined }] },
  { runs: [{ tasks: [{ type: 'azure_vm', error: { message: 'no' } }], status: 'partial' }] },
  [Array.from({ length: 101 }, (_, index) => (index % 2 === 0 ? undefined : [index])), undefined],
]

test.each(values)('writes as JSON.stringify does: %j', (value) => {
  expect(written(value)).toBe(JSON.stringify(value, null, 2))
  expect(inOneLine(value)).toBe(JSON.stringify(value))
})

/** Items that are there only while they are read. */
function stream<Item>(...items: readonly Item[]): Iterable<Item> {
  return {
    *[Symbol.iterator]() {
      yield* items
    },
  }
}

test.each([[[]], [[1]], [[{ a: '"x"', b: [] }, 'two\nlines', null]]])(
  'a list that is read while it is written looks like an array: %j',
  (items) => {
    const run = (tasks: Iterable<unknown>) => ({ status: 'partial', tasks, entities: { total: 1 } })
    for (const wrap of [(tasks: Iterable<unknown>) => tasks, run, (tasks: Iterable<unknown>) => ({ runs: [run(tasks), run([])] })]) {
      expect(written(wrap(stream(...items)))).toBe(JSON.stringify(wrap(items), null, 2))
      expect(inOneLine(wrap(stream(...items)))).toBe(JSON.stringify(wrap(items)))
    }
  },
)

test('such a list is one cell of CSV', () => {
  const items = [{ a: 'say "no"', b: 1 }, 'x,y']
  expect([...csvPieces(['first', stream(...items), 2])].join('')).toBe(csvLine(['first', items, 2]))
})

test('such a list is read no faster than it is written', () => {
  for (const write of [jsonText, jsonLine]) {
    let read = 0
    const endless = {
      *[Symbol.iterator]() {
        for (;;) yield ++read
      },
    }
    const pieces = write({ runs: [{ tasks: endless }] })[Symbol.iterator]()
    for (let piece = 0; piece < 30; piece++) pieces.next()
    expect(read).toBeLessThan(30)
  }
})
