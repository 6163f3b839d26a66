/** The interactive prompt as people have it: on a terminal. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { width } from '../../src/cli/output/cell.ts'
import { Folder } from './isobar.ts'
import { keys, Terminal } from './terminal.ts'

const folder = new Folder()
afterAll(() => folder.remove())

/** So many entities that all know each other that a walk of a few steps never ends. */
const crowd = 40

beforeAll(async () => {
  const names = Array.from({ length: crowd }, (_, index) => `n${index}`)
  const lines = [
    ...names.map((_key) => ({ entity: { _key, _type: 'acme_node', _class: 'Host', displayName: _key, motto: '長い'.repeat(60) } })),
    ...names.flatMap((from) => names.map((to) => ({ relationship: { _class: 'HAS', _fromEntityKey: from, _toEntityKey: to } }))),
  ]
  const file = folder.file('crowd.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(await folder.isobar(['import', '--graph', file])).toMatchObject({ status: 0 })
})

let terminal: Terminal
afterEach(() => terminal.close())

async function prompt(): Promise<void> {
  terminal = new Terminal(folder.path, ['query'])
  await terminal.until('isobar> ')
}

const endless = `FIND * ${'THAT RELATES TO * '.repeat(8)} RETURN count(*)`

describe('the prompt on a terminal', () => {
  it('answers a query after the other and fits the terminal', async () => {
    await prompt()
    terminal.type("FIND Host WITH displayName = 'n7' AS h RETURN h._key, h.motto, h.displayName", keys.enter)
    const answer = await terminal.until('1 row in')
    for (const line of answer.split('\r\n').slice(1)) expect(width(line)).toBeLessThanOrEqual(80)
    expect(answer).toMatch(/長い長い.*…/)
    await terminal.until('isobar> ')
    terminal.type('FIND Host AS h RETURN count(h) AS hosts', keys.enter)
    expect(await terminal.until('1 row in')).toContain(`\r\n${crowd}\r\n`)
  })

  it('completes types, verbs and properties of the graph', async () => {
    await prompt()
    terminal.type('FIND acme_n', keys.tab)
    await terminal.until('FIND acme_node')
    terminal.type(' THAT H', keys.tab)
    await terminal.until('HAS')
    terminal.type(' Host WITH mot', keys.tab)
    await terminal.until('motto')
    terminal.type(' = undefined', keys.enter)
    await terminal.until('0 rows in')
  })

  it('completes on the second line what the first began, and where the query is broken before', async () => {
    await prompt()
    terminal.type('FIND acme_node THAT', keys.enter)
    await terminal.until('…> ')
    terminal.type('HA', keys.tab)
    await terminal.until('HAS')
    terminal.type(" Host WITH name == 'x' AND displ", keys.tab)
    await terminal.until('displayName')
  })

  it('takes a query over several lines, and brings it back whole', async () => {
    await prompt()
    terminal.type('FIND Host AS h', keys.enter)
    await terminal.until(`${crowd} rows in`)
    await terminal.until('isobar> ')
    terminal.type('FIND Host AS h THAT', keys.enter)
    await terminal.until('…> ')
    terminal.type('HAS Host AS o RETURN count(*) AS pairs;', keys.enter)
    await terminal.until(`${crowd * (crowd * 2 - 1)}`)
    await terminal.until('isobar> ')
    terminal.type(keys.up)
    await terminal.until('FIND Host AS h THAT HAS Host AS o RETURN count(*) AS pairs;')
    terminal.type(keys.up)
    await terminal.until('FIND Host AS h')
  })

  it('keeps its history for the next time', async () => {
    await prompt()
    terminal.type("FIND Host WITH displayName = 'kept'", keys.enter)
    await terminal.until('0 rows')
    terminal.type('.exit', keys.enter)
    expect(await terminal.ended()).toBe(0)
    await prompt()
    terminal.type(keys.up, keys.up)
    await terminal.until("FIND Host WITH displayName = 'kept'")
  })

  it('stops a query that runs at Ctrl-C, and goes on', async () => {
    await prompt()
    terminal.type(endless, keys.enter)
    await terminal.until('narrow it')
    terminal.type(keys.interrupt)
    await terminal.until('The query was cancelled.')
    await terminal.until('isobar> ')
    terminal.type('FIND Host AS h RETURN count(h) AS hosts', keys.enter)
    await terminal.until('1 row in')
    terminal.type(keys.end)
    expect(await terminal.ended()).toBe(0)
  })

  it('drops at Ctrl-C what was typed, and leaves where nothing was', async () => {
    await prompt()
    terminal.type('FIND nonsense THAT', keys.enter)
    await terminal.until('…> ')
    terminal.type('and more', keys.interrupt)
    await terminal.until('isobar> ')
    terminal.type("FIND Host WITH displayName = 'n1'", keys.enter)
    await terminal.until('1 row in')
    await terminal.until('isobar> ')
    terminal.type(keys.interrupt)
    expect(await terminal.ended()).toBe(0)
  })
})

describe('a query on a terminal', () => {
  it('ends at Ctrl-C with the status of an interrupted program', async () => {
    terminal = new Terminal(folder.path, ['query', endless])
    await terminal.until('narrow it')
    terminal.type(keys.interrupt)
    await terminal.until('stopping cleanly')
    expect(await terminal.ended()).toBe(130)
  })
})
