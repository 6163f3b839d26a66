import { expect, it } from 'vitest'
import { together } from './together.ts'

/** Works that say when they begin and end. */
function works(log: string[], failing?: number): (() => Promise<void>)[] {
  return [0, 1, 2, 3].map((number) => async () => {
    log.push(`begin ${number}`)
    if (number === failing) throw new Error(`failed ${number}`)
    await new Promise((done) => setTimeout(done, 10))
    log.push(`end ${number}`)
  })
}

it('what is small is done two at once', async () => {
  const log: string[] = []
  await together({ small: true }, works(log))
  expect(log.slice(0, 2)).toEqual(['begin 0', 'begin 1'])
  const atOnce = log.map((_, index) => log.slice(0, index + 1).reduce((sum, line) => sum + (line.startsWith('begin') ? 1 : -1), 0))
  expect(Math.max(...atOnce)).toBe(2)
  expect(log).toHaveLength(8)
})

it('what is large is done one by one', async () => {
  const log: string[] = []
  await together({ small: false }, works(log))
  expect(log).toEqual([0, 1, 2, 3].flatMap((number) => [`begin ${number}`, `end ${number}`]))
})

it('a failure is told when nothing goes on any more', async () => {
  const log: string[] = []
  await expect(together({ small: true }, works(log, 0))).rejects.toThrow('failed 0')
  expect(log.filter((line) => line.startsWith('begin'))).toHaveLength(log.filter((line) => line.startsWith('end')).length + 1)
})
