import { describe, expect, it } from 'vitest'
import { cell, cutTo, width } from './cell.ts'
import { csvLine } from './csv.ts'
import { seconds } from './numbers.ts'
import type { Output } from './output.ts'
import { table } from './table.ts'
import { tree } from './tree.ts'

function outputOf(columns: number | undefined): Output {
  return { terminal: columns !== undefined, width: columns, write() {}, async flushed() {}, style: (_colour, text) => text }
}

const piped = outputOf(undefined)
const titles = [{ title: 'name' }, { title: 'count', align: 'right' as const }]

describe('a cell', () => {
  it('shows control and direction characters instead of obeying them', () => {
    expect(cell('a\nb\t\u001b[2J\u202egpj.exe')).toBe('a\\nb\\t\\u001b[2J\\u202egpj.exe')
  })

  it('is cut between characters, never within one', () => {
    expect(cutTo('👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 5)).toBe('👨‍👩‍👧‍👦👨‍👩‍👧‍👦…')
    expect(width(cutTo('日本語の名前', 6))).toBe(5)
  })
})

describe('a table', () => {
  it('fits the terminal whatever the names hold', () => {
    const rows = [
      ['日本語の名前'.repeat(20), 12],
      ['x'.repeat(10_240), 3],
      ['🦊 "it\'s"\n', 1],
    ]
    for (const line of table(outputOf(40), titles, rows).trimEnd().split('\n')) expect(width(line)).toBeLessThanOrEqual(40)
  })

  it('lines up columns behind wide characters', () => {
    const lines = table(outputOf(80), titles, [
      ['日本', 1],
      ['ab', 22],
    ])
      .trimEnd()
      .split('\n')
    expect(new Set(lines.map(width)).size).toBe(1)
  })

  it('cuts nothing when piped', () => {
    const name = 'x'.repeat(10_240)
    expect(table(piped, titles, [[name, 1]])).toContain(name)
  })
})

describe('CSV', () => {
  it('quotes commas, quotes and line ends as RFC 4180 says, and leaves formulas true', () => {
    expect(csvLine(['a,b', 'say "hi"', 'two\nlines', '=1+1', undefined, null, true, ['x', 'y'], ''])).toBe(
      '"a,b","say ""hi""","two\nlines",=1+1,,,true,"[""x"",""y""]",\r\n',
    )
  })
})

describe('a tree', () => {
  const vertex = (id: string) => ({ id, label: id.toUpperCase(), type: 't' })
  const edge = (from: string, to: string) => ({ from, to, verb: 'HAS' })

  it('draws each vertex once and names it where it turns up again', () => {
    const drawn = tree(piped, ['a', 'b', 'c', 'd'].map(vertex), [edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('c', 'b')])
    expect(drawn).toBe('t A\n├─ HAS t B\n│  └─ HAS t D\n└─ HAS t C\n   └─ HAS t B (above)\n')
  })

  it('draws circles and paths of any length', () => {
    expect(tree(piped, ['a', 'b'].map(vertex), [edge('a', 'b'), edge('b', 'a')])).toBe('t A\n└─ HAS t B\n   └─ HAS t A (above)\n')
    const long = Array.from({ length: 3000 }, (_, index) => `v${index}`)
    const edges = long.slice(1).map((id, index) => edge(`v${index}`, id))
    expect(tree(piped, long.map(vertex), edges).split('\n')).toHaveLength(3001)
  })
})

describe('durations', () => {
  it('are as exact as people need them', () => {
    expect([0.42, 12.4, 59.6, 185].map(seconds)).toEqual(['0.4 s', '12 s', '60 s', '3 min 5 s'])
  })
})
