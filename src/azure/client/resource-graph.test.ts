import { afterEach, expect, test } from 'vitest'
import { MalformedAnswerError } from '../../collect/errors.ts'
import { serve, type TestServer } from './server.fixture.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

async function rows(from: TestServer): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const row of from.session.resourceGraph.rows('resources | order by id asc', ['s1', 's2'], from.caller)) found.push(row.id)
  return found
}

test('all subscriptions are asked at once, page by page by the skip token', async () => {
  server = await serve((request) =>
    request.body.includes('next-1')
      ? { body: { totalRecords: 2, data: [{ id: 'b' }] } }
      : { body: { totalRecords: 2, data: [{ id: 'a' }], $skipToken: 'next-1' } },
  )
  expect(await rows(server)).toEqual(['a', 'b'])
  expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({
    subscriptions: ['s1', 's2'],
    options: { resultFormat: 'objectArray', $top: 1000 },
  })
})

test.each([
  ['fewer rows than it says there are', { totalRecords: 5, data: [{ id: 'a' }] }],
  ['no rows at all', { totalRecords: 0 }],
  ['a row that is no object', { totalRecords: 1, data: ['a'] }],
])('an answer with %s is malformed', async (_what, body) => {
  server = await serve(() => ({ body }))
  await expect(rows(server)).rejects.toBeInstanceOf(MalformedAnswerError)
})

test('a skip token that repeats does not page for ever', async () => {
  server = await serve(() => ({ body: { totalRecords: 9, data: [{ id: 'a' }], $skipToken: 'same' } }))
  await expect(rows(server)).rejects.toThrow('would never end')
})

test('pages that repeat, or stay empty, under ever new tokens do not page for ever', async () => {
  let count = 0
  server = await serve(() => ({ body: { totalRecords: 9, data: [{ id: 'a' }], $skipToken: `t${count++}` } }))
  await expect(rows(server)).rejects.toThrow('would never end')
  await server.stop()
  server = await serve(() => ({ body: { totalRecords: 9, data: [], $skipToken: `t${count++}` } }))
  await expect(rows(server)).rejects.toThrow('empty pages in a row')
})

test('a quota that is used up is waited out before the next query', async () => {
  const headers = { 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': '00:00:01' }
  server = await serve(() => ({ headers, body: { totalRecords: 0, data: [] } }))
  await rows(server)
  const began = performance.now()
  await rows(server)
  expect(performance.now() - began).toBeGreaterThan(900)
})
