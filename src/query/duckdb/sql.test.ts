import { describe, expect, it } from 'vitest'
import { bound, join, own, render, sql } from './sql.ts'

describe('SQL in pieces', () => {
  it('turns every value into a parameter, whatever it holds', () => {
    const { text, parameters } = render(sql`SELECT * FROM t WHERE a = ${bound("'; DROP TABLE t; --")} AND b > ${bound(2)}`)
    expect(text).toBe('SELECT * FROM t WHERE a = $1::VARCHAR AND b > $2::DOUBLE')
    expect(parameters).toEqual(["'; DROP TABLE t; --", 2])
  })

  it('binds equal values once, and tells 1 from "1"', () => {
    expect(render(join([bound('1'), bound(1), bound('1')], ', '))).toEqual({
      text: '$1::VARCHAR, $2::DOUBLE, $1::VARCHAR',
      parameters: ['1', 1],
    })
  })

  it('binds well-formed text only', () => {
    expect(render(bound('a\ud800b')).parameters).toEqual(['a\ufffdb'])
  })

  it('is not changed by what is added to a list later', () => {
    const pieces = [own('a'), own('b')]
    const joined = join(pieces, ' ')
    pieces.push(own('c'))
    expect(render(joined).text).toBe('a b')
  })
})
