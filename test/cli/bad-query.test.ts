/** Whatever is asked, the command line answers with what is wrong, where, and what to do: never with a fault, SQL or a wait. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Folder } from './isobar.ts'

const folder = new Folder()
afterAll(() => folder.remove())

beforeAll(async () => {
  const entities = [
    { _key: 'web', _type: 'acme_vm', _class: 'Host', displayName: 'web', motto: `${'a'.repeat(50_000)}!` },
    { _key: 'db', _type: 'acme_db', _class: 'Database', displayName: 'db' },
  ]
  const lines = [...entities.map((entity) => ({ entity })), { relationship: { _class: 'USES', _fromEntityKey: 'web', _toEntityKey: 'db' } }]
  const file = folder.file('own.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(await folder.isobar(['import', '--graph', file])).toMatchObject({ status: 0 })
})

interface Asked {
  readonly query: string
  readonly params?: Readonly<Record<string, unknown>>
}

/** What is asked, and what the message says; `undefined` where there is an answer. */
const bad: readonly (readonly [name: string, asked: Asked, message: string | undefined])[] = [
  ['a text that is not closed', { query: "FIND Host WITH name = 'x" }, "Text without its closing ' at line 1 column 23"],
  ['a comment that is not closed', { query: 'FIND Host\n/* x' }, 'Comment without its closing */ at line 2 column 1'],
  ['a name that is not closed', { query: 'FIND Host WITH [tag.x = 1' }, 'Property name without its closing ]'],
  ['a parameter that is not closed', { query: 'FIND Host WITH name = ${x' }, 'Parameter without its closing }'],
  [
    'a bracket that is not closed',
    { query: 'FIND Host WITH (name = 1' },
    'Unexpected end of the query at line 1 column 25. Expected AND, OR or ).',
  ],
  ['a group that is not closed', { query: 'FIND Host (THAT USES Database' }, 'Unexpected end of the query'],
  ['a group without its question mark', { query: 'FIND Host (THAT USES Database)' }, 'Expected ?'],
  ['a bracket too many', { query: 'FIND Host)' }, 'Unexpected token ")" at line 1 column 10'],
  ['nothing', { query: '' }, 'Unexpected end of the query at line 1 column 1. Expected FIND or a quoted text.'],
  ['another language', { query: 'SELECT * FROM entity' }, 'Unexpected token "SELECT"'],
  ['a type without FIND', { query: 'acme_vm' }, 'Did you mean FIND acme_vm?'],
  ['a megabyte', { query: `FIND Host WITH name = '${'x'.repeat(1_048_576)}'` }, 'at most 262144 are accepted'],
  ['500 hops', { query: `FIND Host ${'THAT USES Database '.repeat(500)}` }, 'at most 100 steps'],
  ['a hundred thousand brackets', { query: `FIND Host WITH ${'('.repeat(100_000)}` }, 'nested more than 100 deep'],
  [
    'thousands of brackets that close',
    { query: `FIND Host WITH ${'('.repeat(5000)}a = 1${')'.repeat(5000)}` },
    'nested more than 100 deep',
  ],
  ['a function that does not exist', { query: 'FIND Host AS h RETURN upper(h.name)' }, 'There is no function "upper"'],
  ['a function that nearly exists', { query: 'FIND Host AS h RETURN cuont(h)' }, 'Did you mean count?'],
  ['an alias that does not exist', { query: 'FIND Host AS host RETURN hots.name' }, 'Did you mean "host"?'],
  ['a number where none can be', { query: 'FIND Host LIMIT 0' }, '"limit" must be a value between 1 and 250'],
  ['a date that is none', { query: 'FIND Host WITH x > date(2026-02-30)' }, '"2026-02-30" is no date'],
  [
    'a parameter that is missing',
    { query: 'FIND Host WITH name = ${who}' },
    'There is no value for the parameter ${who} at line 1 column 23',
  ],
  ['a parameter of the wrong kind', { query: 'FIND Host LIMIT ${n}', params: { n: 'many' } }, '"limit" must be a value between 1 and 250'],
  ['a list where one value is needed', { query: 'FIND Host AS h RETURN h.x + ${n}', params: { n: [1] } }, 'is a list; one value is needed'],
  ['a placeholder that is missing', { query: "FIND Host WITH name = '{{who}}'" }, 'There is no text for the placeholder {{who}}'],
  ['a null byte', { query: 'FIND Host\u0000' }, 'Unexpected token "·" at line 1 column 10'],
  ['a null byte in a text', { query: "FIND Host WITH name = 'a\u0000b'" }, undefined],
  ['a mark that turns text around', { query: 'FIND \u202eHost' }, 'Unexpected token "·" at line 1 column 6'],
  ['such a mark in a text', { query: "FIND Host WITH name = '\u202e\u2066'" }, undefined],
  ['half a character', { query: 'FIND Host \ud800' }, 'Unexpected token "\ufffd" at line 1 column 11'],
  ['half a character in a text', { query: "FIND Host WITH name = '\udfff\ud800'" }, undefined],
  ['half a character as a parameter', { query: 'FIND Host WITH name = ${x}', params: { x: '\ud800' } }, undefined],
  ['a regular expression that explodes elsewhere', { query: 'FIND Host WITH motto = /(a+)+$/' }, undefined],
  ['another one', { query: 'FIND Host WITH motto = /^(([a-z])+.)+[A-Z]([a-z])+$/' }, undefined],
  ['one that looks ahead', { query: 'FIND Host WITH motto = /a(?=b)/' }, 'RE2 syntax, without look-around and back-references'],
  ['one that refers back', { query: 'FIND Host WITH motto = /(a)\\1/' }, 'RE2 syntax, without look-around and back-references'],
  ['one that is not closed', { query: 'FIND Host WITH motto = /(a/' }, 'This regular expression is not supported'],
  ['one that would be huge', { query: 'FIND Host WITH motto = /((a{100}){100}){100}/' }, 'This regular expression is not supported'],
  ['values of the wrong type', { query: "FIND Host WITH name > true AND motto ~= 5 AND _class < 'x' AND _version ^= 'a'" }, undefined],
  ['SQL', { query: "FIND Host WITH name = ''; DROP TABLE entity; --" }, 'Unexpected token "DROP"'],
  ['SQL in a name', { query: `FIND Host WITH [x"'); DROP TABLE entity; --] = 1` }, undefined],
  ['the graph is still there', { query: 'FIND * THAT USES *' }, undefined],
]

describe('a bad query', () => {
  it('is told what is wrong in its own words, at once, one after the other', async () => {
    const file = folder.file('bad.ndjson', bad.map(([name, asked]) => JSON.stringify({ id: name, ...asked })).join('\n'))
    const { status, stdout, stderr } = await folder.isobar(['query', '--batch', file])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const answers = new Map(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map((answer) => [answer.id, answer]),
    )
    for (const [name, , message] of bad) {
      const answer = answers.get(name)
      if (message === undefined) expect(answer, name).toHaveProperty('result')
      else expect(answer?.error?.message, name).toContain(message)
      expect(answer?.error?.message ?? '', name).not.toMatch(/Binder|Parser Error|fault of ours|SELECT q/)
      // Generous, for a busy machine: each takes some milliseconds.
      expect(answer?.ms, name).toBeLessThan(5000)
    }
    expect(answers.get('the graph is still there').result.data).toHaveLength(2)
  })

  it('is shown with the place underlined, and ends with 2', async () => {
    const text = "FIND Host WITH displayName = 'web'\n  THTA USES Database"
    const { status, stdout, stderr } = await folder.isobar(['query', text])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    const [message, line, marks] = stderr.split('\n')
    expect(message).toMatch(/^isobar: Error parsing query\. Unexpected token "THTA" at line 2 column 3\. Expected .* Did you mean THAT\?$/)
    expect([line, marks]).toEqual(['  THTA USES Database', '  ^^^^'])
  })

  it.each([
    ['of a megabyte', `FIND Host WITH name = '${'x'.repeat(1_048_576)}'`, 'at most 262144 are accepted'],
    ['with marks that turn text around', 'FIND Host WITH \u202e\u0007name = 1', 'Unexpected token "·"'],
    ['that is no UTF-8', Buffer.from([0x46, 0x49, 0x4e, 0x44, 0x20, 0xff, 0xfe]), 'Unexpected token'],
  ])('%s comes from a file and is refused in a few words', async (_name, text, message) => {
    const { status, stderr } = await folder.isobar(['query', '-f', folder.file('bad.j1ql', Buffer.from(text))])
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr.length).toBeLessThan(1000)
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  })
})
