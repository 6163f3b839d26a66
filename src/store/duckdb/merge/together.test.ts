import { expect, it } from 'vitest'
import { together } from './together.ts'

/** Works that say when they begin and end. */
function works(log: string[], failing?: number): (() => Promise<void>)[] {
  return [0, 1, 2].map((number) => async () => {
    log.push(`begin ${number}`)
    if (number === failing) throw new Error(`failed ${number}`)
    await new Promise((done) => setTimeout(done, 10))
    log.push(`end ${number}`)
  })
}

it('what is small is done at once', async () => {
  const log: string[] = []
  await together({ small: true }, works(log))
  expect(log.slice(0, 3)).toEqual(['begin 0', 'begin 1', 'begin 2'])
  expect(log).toHaveLength(6)
})

it('what is large is done one by one', async () => {
  const log: string[] = []
  await together({ small: false }, works(log))
  expect(log).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2'])
})

it('a failure is told when nothing goes on any more', async () => {
  const log: string[] = []
  await expect(together({ small: true }, works(log, 0))).rejects.toThrow('failed 0')
  expect(log).toEqual(['begin 0', 'begin 1', 'begin 2', 'end 1', 'end 2'])
})
