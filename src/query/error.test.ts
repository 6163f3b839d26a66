import { describe, expect, it } from 'vitest'
import { placeOf, QueryError, underlined, visible } from './error.ts'

it('counts lines and columns from one', () => {
  expect(placeOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 })
  expect(placeOf('ab\ncd', 4)).toEqual({ line: 2, column: 2 })
})

describe('the excerpt', () => {
  it('underlines what is wrong', () => {
    expect(underlined('FIND Host\nWIHT x', { start: 10, end: 14 })).toBe('WIHT x\n^^^^')
  })

  it('is cut around the place in a long line', () => {
    const [line = '', marks = ''] = underlined(`${'a'.repeat(500)}!${'b'.repeat(500)}`, { start: 500, end: 501 }).split('\n')
    expect(line.length).toBeLessThan(140)
    expect(line[marks.indexOf('^')]).toBe('!')
  })

  it('shows nothing that would spoil a terminal', () => {
    expect(visible('a\u0000b\u202ec\u001b[31m')).toBe('a·b·c·[31m')
  })
})

it('has no place when it concerns the whole', () => {
  const error = new QueryError('timeout', 'stopped', 'FIND *', undefined)
  expect(error.line).toBeUndefined()
  expect(error.excerpt).toBe('')
})
