import { expect, test } from 'vitest'
import { isJson, plain } from './plain.ts'

test('what is plain JSON already is the very same value', () => {
  const value = { text: 'x', list: [1, { deep: null }], flag: false }
  expect(plain(value)).toBe(value)
})

test('what a client library hands out becomes what an archive gives back', () => {
  class Answer {
    readonly LaunchTime = new Date(0)
    readonly Body = new Uint8Array([1, 2, 255])
    readonly Absent = undefined
    readonly Size = 12n
    readonly Share = Number.NaN
    readonly Tags = [undefined, { Value: undefined, Key: 'k' }]
  }
  const value = plain(new Answer())
  expect(value).toEqual({
    LaunchTime: '1970-01-01T00:00:00.000Z',
    Body: 'AQL/',
    Size: 12,
    Share: null,
    Tags: [null, { Key: 'k' }],
  })
  expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value)
})

test('a hostile name of a property stays a property', () => {
  const value = plain(JSON.parse('{"__proto__": {"polluted": true}, "date": 1}'))
  expect(Object.keys(value as object)).toEqual(['__proto__', 'date'])
  expect(Object.keys(plain({ ...JSON.parse('{"__proto__": 1}'), gone: undefined }) as object)).toEqual(['__proto__'])
})

test('clients, functions and dates are told from plain JSON', () => {
  expect(isJson({ id: 'a', more: [1, true, null, { x: undefined }] })).toBe(true)
  for (const value of [{ client: new (class Client {})() }, { sign: () => {} }, [new Date(0)], { rate: Number.NaN }]) {
    expect(isJson(value)).toBe(false)
  }
})
