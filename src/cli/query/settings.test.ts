import { describe, expect, it } from 'vitest'
import { UsageError } from '../errors.ts'
import { parseInstant } from '../instant.ts'
import { parseParameters } from './settings.ts'

describe('--param', () => {
  it('takes numbers, truth values and lists for what they are, and all else as text', () => {
    expect(parseParameters(['n=5', 'yes=true', 'list=["a",1]', 'name=web 1', 'empty=', 'equation=a=b'])).toEqual({
      n: 5,
      yes: true,
      list: ['a', 1],
      name: 'web 1',
      empty: '',
      equation: 'a=b',
    })
  })

  it('leaves ids and versions that only look like numbers as they are', () => {
    expect(parseParameters(['account=012345678901', 'version=1.0', 'id=12345678901234567890', 'quoted="5"'])).toEqual({
      account: '012345678901',
      version: '1.0',
      id: '12345678901234567890',
      quoted: '5',
    })
  })

  it('needs a name', () => {
    expect(() => parseParameters(['=5'])).toThrow(UsageError)
  })
})

describe('a point in time', () => {
  it('is a date, a time, or so long ago', () => {
    expect(parseInstant('2026-01-31')).toBe(Date.UTC(2026, 0, 31))
    expect(parseInstant('2026-01-31T12:00:00+01:00')).toBe(Date.UTC(2026, 0, 31, 11))
    expect(parseInstant('7d', 1_000_000_000_000)).toBe(1_000_000_000_000 - 7 * 86_400_000)
  })

  it('is refused when it is none', () => {
    for (const text of ['yesterday', '31.1.2026', '', '2026-13-01']) expect(() => parseInstant(text)).toThrow(UsageError)
  })
})
