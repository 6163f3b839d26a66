import { expect, test } from 'vitest'
import { jsonText } from './json-text.ts'

const written = (value: unknown) => [...jsonText(value)].join('')

test.each([
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
])('writes as JSON.stringify does: %j', (value) => {
  expect(written(value)).toBe(JSON.stringify(value, null, 2))
})
