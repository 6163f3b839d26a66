/** Dates and intervals of the language. All arithmetic is in UTC; months and years are calendar units. */

import type { DateUnit } from './ast.ts'

const units: Readonly<Record<string, DateUnit>> = {
  min: 'minute',
  mins: 'minute',
  minute: 'minute',
  minutes: 'minute',
  hr: 'hour',
  hrs: 'hour',
  hour: 'hour',
  hours: 'hour',
  day: 'day',
  days: 'day',
  week: 'week',
  weeks: 'week',
  mo: 'month',
  mos: 'month',
  month: 'month',
  months: 'month',
  yr: 'year',
  yrs: 'year',
  year: 'year',
  years: 'year',
}

/** The words for units, for messages and completion. */
export const unitWords: readonly string[] = ['minutes', 'hours', 'days', 'weeks', 'months', 'years']

/** The unit a word stands for, in any case. */
export function dateUnit(word: string): DateUnit | undefined {
  const lower = word.toLowerCase()
  return Object.hasOwn(units, lower) ? units[lower] : undefined
}

const form = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/i

/** Epoch milliseconds of ISO 8601 text, `2019` down to `2019-10-30T08:15:00.5+02:00`; missing parts begin their period, no zone is UTC. */
export function parseDate(text: string): number | undefined {
  const match = form.exec(text.trim())
  if (match === null) return undefined
  const [, year = '', month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = match
  const milliseconds = `${fraction}00`.slice(0, 3)
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset}`)
  const exists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day)
  return Number.isNaN(time) || !exists ? undefined : time
}

const fixed = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const

/** A moment so many units away; the 31st moves to the last day of a shorter month. */
export function shift(time: number, amount: number, unit: DateUnit): number {
  if (unit !== 'month' && unit !== 'year') return time + amount * fixed[unit]
  const months = unit === 'year' ? amount * 12 : amount
  const whole = Math.trunc(months)
  const date = new Date(time)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + whole)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime() + (months - whole) * 30 * fixed.day
}
