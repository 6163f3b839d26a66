import { afterEach, beforeEach, expect, test } from 'vitest'
import { ToyCloud } from './toy-cloud.ts'
import { toyIntegration } from './toy-integration.ts'
import { rows, ToyRun } from './toy-run.ts'

const names = [
  `quotes ' " \` and \\ back\\slashes`,
  'two\nlines\r\nand\ttabs',
  'null \u0000 and bell \u0007',
  '\u001b[31mred\u001b[0m \u001b]0;title\u0007',
  'right \u202e to left',
  'bears 🧸 and 👩‍👩‍👧 and ﷽',
  '\u2028 line separators \u2029',
  'lone \ud800 surrogate',
  `'; DROP TABLE entity; --`,
  '{"json": [1]}',
  '__proto__',
  'x'.repeat(10 * 1024),
]

let toys: ToyRun
beforeEach(async () => {
  toys = await ToyRun.start([{ id: 'a', boxes: names.map((name, index) => ({ id: `n${index}`, name })) }])
})
afterEach(() => toys.stop())

test('names may hold anything', async () => {
  const summary = await toys.collect()
  expect(summary.status).toBe('succeeded')
  for (const [index, name] of names.entries()) {
    expect(await toys.entity(`box:n${index}`)).toMatchObject({ name: name.toWellFormed(), displayName: name.toWellFormed() })
  }
  expect((await toys.collect()).entities).toMatchObject({ updated: 0, unchanged: names.length + 1 })
})

test('so may ids, which become keys and scopes', async () => {
  const ids = names.filter((name) => !/[\ud800-\udfff]/.test(name)).map((name) => encodeURIComponent(name).slice(0, 500))
  toys.cloud.accounts = [{ id: 'a', boxes: ids.map((id) => ({ id, things: [{ id: `thing of ${id}` }] })) }]
  const summary = await toys.collect()
  expect(summary.entities.total).toBeGreaterThan(ids.length)
  expect(await toys.keys()).toEqual(expect.arrayContaining(ids.map((id) => `box:${id}`)))
})

test('answers nested beyond all measure spoil their own resource alone', async () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  toys.cloud.faults.set('/accounts/a/boxes', { text: `{"value": [{"id": "deep", "name": ${deep}}, {"id": "flat"}]}` })
  const summary = await toys.collect()
  expect(summary.status).toBe('partial')
  expect(rows(summary.tasks)).toContain('toy_box a: failed 1')
  expect(await toys.keys()).toContain('box:flat')
})

test('what an error quotes is fit for a terminal and of bounded length', async () => {
  const integration = toyIntegration(toys.cloud.url, {
    open: async () => {
      throw new Error(`\u001b[2J\u0007${'long '.repeat(1000)}`)
    },
  })
  const { error } = await toys.collect({ integration })
  expect(error?.message).not.toMatch(/\p{Cc}/u)
  expect(error?.message.length).toBeLessThan(1100)
})

test('a cloud that is not there fails the run with the reason', async () => {
  const gone = await ToyCloud.start([])
  const { url } = gone
  await gone.stop()
  const integration = toyIntegration(url)
  expect(await toys.collect({ integration })).toMatchObject({ status: 'failed', error: { kind: 'failed' } })
})
