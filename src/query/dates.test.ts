import { describe, expect, it } from 'vitest'
import { dateUnit, parseDate, shift } from './dates.ts'

describe('a date', () => {
  it.each([
    ['2019', '2019-01-01T00:00:00.000Z'],
    ['2019-10', '2019-10-01T00:00:00.000Z'],
    ['2019-10-30', '2019-10-30T00:00:00.000Z'],
    ['2019-10-30T08:15', '2019-10-30T08:15:00.000Z'],
    ['2019-10-30T08:15:01.5Z', '2019-10-30T08:15:01.500Z'],
    ['2019-10-30T08:15:00+02:00', '2019-10-30T06:15:00.000Z'],
    ['2019-10-30T08:15:00-0330', '2019-10-30T11:45:00.000Z'],
  ])('%s begins at %s', (text, iso) => {
    expect(new Date(parseDate(text) ?? Number.NaN).toISOString()).toBe(iso)
  })

  it.each(['', '19', '2019-13', '2019-02-30', '30.10.2019', '2019-10-30 08:15', '2019-10-30T25:00'])('"%s" is none', (text) => {
    expect(parseDate(text)).toBeUndefined()
  })
})

describe('an interval', () => {
  const from = (text: string) => parseDate(text) ?? Number.NaN

  it('of a month keeps the day where the month has it, else takes its last', () => {
    expect(shift(from('2026-03-31'), -1, 'month')).toBe(from('2026-02-28'))
    expect(shift(from('2024-03-31'), -1, 'month')).toBe(from('2024-02-29'))
    expect(shift(from('2026-11-22'), -6, 'month')).toBe(from('2026-05-22'))
  })

  it('of a year from a leap day ends on the last of February', () => {
    expect(shift(from('2024-02-29'), 1, 'year')).toBe(from('2025-02-28'))
  })

  it('of a day is 24 hours', () => {
    expect(shift(from('2026-11-22'), -1, 'day')).toBe(shift(from('2026-11-22'), -24, 'hour'))
  })

  it('knows its units in any case, and nothing that objects have by themselves', () => {
    expect(dateUnit('HRS')).toBe('hour')
    expect(dateUnit('constructor')).toBeUndefined()
  })
})
