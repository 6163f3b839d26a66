import { describe, expect, it } from 'vitest'
import { formatQuery, QueryError } from './index.ts'

describe('the formatter', () => {
  it('keeps what fits on one line', () => {
    expect(formatQuery("find   azure_vm with name='x'")).toBe("FIND azure_vm WITH name = 'x'")
  })

  it('gives each step and clause its line otherwise', () => {
    const text =
      'find azure_vm with active=true as vm that uses >>azure_nic (that has azure_public_ip as ip)? where vm.size>3 return vm.name,count(ip) as n order by n desc limit 10'
    expect(formatQuery(text)).toBe(
      [
        'FIND azure_vm WITH active = true AS vm',
        '  THAT uses >> azure_nic',
        '  (THAT has azure_public_ip AS ip)?',
        'WHERE vm.size > 3',
        'RETURN vm.name, count(ip) AS n',
        'ORDER BY n DESC',
        'LIMIT 10',
      ].join('\n'),
    )
  })

  it('leaves verbs and names as they are, for they may be aliases', () => {
    expect(formatQuery('FIND a THAT allows b WHERE allows.limit = 1 RETURN a.order AS Order')).toContain(
      'THAT allows b WHERE allows.limit = 1',
    )
  })

  it('writes values small, but not a property of such a name', () => {
    expect(formatQuery('FIND a AS r WITH x = TRUE OR y = Null RETURN r.NULL')).toBe('FIND a AS r WITH x = true OR y = null RETURN r.NULL')
  })

  it('keeps comments', () => {
    expect(formatQuery('FIND a /* one */ WITH x = 1 // two\nLIMIT 1')).toBe('FIND a /* one */ WITH x = 1 // two\nLIMIT 1')
  })

  it('tells a sign from a subtraction', () => {
    expect(formatQuery('FIND a WITH x>-1 AND y-1>2')).toBe('FIND a WITH x > -1 AND y - 1 > 2')
  })

  it('refuses what is no query', () => {
    expect(() => formatQuery('FIND')).toThrow(QueryError)
  })
})
