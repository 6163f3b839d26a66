/** `isobar questions` and `isobar query -q` as people run them, on a graph of their own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, Folder } from './isobar.ts'

const folder = new Folder()
afterAll(() => folder.remove())

const day = 86_400_000
const entities = [
  { _key: 'ada', _type: 'azure_user', _class: 'User', displayName: 'Ada', username: 'ada@example.com', active: true, mfaEnabled: false },
  { _key: 'bob', _type: 'azure_user', _class: 'User', displayName: 'Bob', active: true, lastSignInOn: Date.now() - 200 * day },
  { _key: "it's", _type: 'azure_vm', _class: 'Host', displayName: `it's a "vm"` },
]

beforeAll(async () => {
  // Entities of one's own say where they come from; these are as if an integration had read them.
  const lines = entities.map((entity) => JSON.stringify({ entity: { ...entity, _source: 'integration-managed' } }))
  expect(await folder.isobar(['import', '--graph', folder.file('own.ndjson', lines.join('\n'))])).toMatchObject({ status: 0 })
})

const run = (...args: string[]): Promise<Ended> => folder.isobar(args)

async function answer(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run(...args)
  expect({ status, stderr }).toMatchObject({ status: 0 })
  return stdout
}

describe('isobar questions', () => {
  it('lists all of them', async () => {
    const all = JSON.parse(await answer('questions', '--format', 'json'))
    expect(all.length).toBeGreaterThanOrEqual(150)
    expect(all[0]).toMatchObject({ id: expect.any(String), title: expect.any(String), tags: expect.any(Array), queries: expect.any(Array) })
  })

  it('lists those with every word, whatever its case', async () => {
    const listed = await answer('questions', 'MFA', 'compliance')
    expect(listed).toContain('users-without-mfa')
    expect(listed).not.toContain('unattached-disks')
    expect(listed).toMatch(/\d+ of \d+\. Ask one: isobar query -q <id>\n$/)
  })

  it('says so when there is none', async () => {
    expect(await run('questions', 'mfa', 'zeppelin')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^None of \d+ questions has all of these words\.\n$/),
    })
    expect(JSON.parse(await answer('questions', 'zeppelin', '--format', 'json'))).toEqual([])
  })

  it('needs no workspace', async () => {
    await answer('questions', 'mfa', '--workspace', 'nowhere')
  })
})

describe('isobar query -q', () => {
  it('answers every query of a question under what its rows mean', async () => {
    const { status, stdout, stderr } = await run('query', '-q', 'users-without-mfa')
    expect(status).toBe(0)
    expect(stdout).toMatch(/Ada\s+azure_user/)
    expect(stderr).toContain('Which users sign in without a second factor?')
    expect(stderr).toContain('off (bad)')
    expect(stderr).toContain('unknown (unknown)')
  })

  it('gives several queries as one JSON document', async () => {
    expect(JSON.parse(await answer('query', '-q', 'users-without-mfa', '--format', 'json'))).toMatchObject({
      id: 'users-without-mfa',
      queries: [
        { name: 'off', meaning: 'bad', type: 'table', data: [{ user: 'Ada', username: 'ada@example.com' }] },
        { name: 'unknown', meaning: 'unknown', type: 'table', data: [{ user: 'Bob' }] },
      ],
    })
  })

  it('gives one query as the query itself would be answered', async () => {
    const one = JSON.parse(await answer('query', '-q', 'users-without-mfa/off', '--format', 'json'))
    expect(one).toMatchObject({ type: 'table', data: [{ user: 'Ada' }] })
    expect(await answer('query', '-q', 'users-without-mfa/off', '--format', 'csv')).toBe(
      'user,type,username\r\nAda,azure_user,ada@example.com\r\n',
    )
  })

  it('takes parameters in place of their defaults', async () => {
    const stale = async (...args: string[]) =>
      JSON.parse(await answer('query', '-q', 'azure-stale-users/stale', '--format', 'json', ...args)).data
    expect(await stale()).toMatchObject([{ user: 'Bob' }])
    expect(await stale('--param', 'days=365')).toEqual([])
  })

  it('takes a text as text, with whatever quotes it holds', async () => {
    const found = async (text: string) =>
      JSON.parse(await answer('query', '-q', 'inventory-search', '--param', `text=${text}`, '--format', 'json')).data
    expect(await found(`it's`)).toMatchObject([{ name: `it's a "vm"` }])
    expect(await found(`x' OR displayName != '`)).toEqual([])
  })

  it.each([
    ['a wrong id', ['users-without-mfs'], 'there is no question "users-without-mfs"; did you mean users-without-mfa?'],
    ['a wrong name', ['users-without-mfa/of'], 'there is no question "users-without-mfa/of"; did you mean users-without-mfa/off?'],
    ['nonsense', ['zeppelin'], `there is no question "zeppelin"; 'isobar questions' lists them`],
    ['a parameter it has not', ['azure-stale-users', '--param', 'dyas=3'], 'has no parameter "dyas"; it has days'],
    ['a parameter of none', ['users-without-mfa', '--param', 'days=3'], 'has no parameter "days"; it has none'],
    [
      'a parameter of another kind',
      ['azure-stale-users', '--param', 'days=soon'],
      'the parameter "days" of the question azure-stale-users is a number, not "soon"',
    ],
    ['two sources', ['users-without-mfa', '--file', 'x'], 'expected one of'],
  ])('refuses %s before it opens the workspace', async (_, args, message) => {
    expect(await run('query', '--workspace', 'nowhere', '-q', ...args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    })
  })
})
