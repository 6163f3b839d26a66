import { expect, it } from 'vitest'
import { restoring } from './transaction.ts'

it('what is done after the work is done whatever became of it', async () => {
  const log: string[] = []
  const restore = async () => {
    log.push('restored')
  }
  expect(await restoring(async () => 'done', restore)).toBe('done')
  await expect(restoring(() => Promise.reject(new Error('failed')), restore)).rejects.toThrow('failed')
  expect(log).toEqual(['restored', 'restored'])
})

it('its failure is told where the work did not fail itself', async () => {
  const restore = () => Promise.reject(new Error('not restored'))
  await expect(restoring(async () => 'done', restore)).rejects.toThrow('not restored')
  await expect(restoring(() => Promise.reject(new Error('failed')), restore)).rejects.toThrow('failed')
})
