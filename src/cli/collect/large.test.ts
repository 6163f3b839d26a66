/** What V8 takes of memory is a process's own: each case runs in one. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const large = JSON.stringify(new URL('./large.ts', import.meta.url).href)
const observers = JSON.stringify(new URL('../../collect/observer.ts', import.meta.url).href)

/** Megabytes of heap: what lives, the most that was taken while five times as much came and went, and what is left after all of it. */
function heapOf(resources: number): { readonly live: number; readonly most: number; readonly left: number } {
  const program = `
    import { setFlagsFromString } from 'node:v8'
    import { unboundWhenLarge } from ${large}
    import { silent } from ${observers}
    setFlagsFromString('--optimize-for-size')
    const observer = unboundWhenLarge(silent)
    for (let count = 0; count < ${resources}; count++) observer.event({ kind: 'resource', task: {} })
    const megabytes = () => process.memoryUsage().heapTotal / 2 ** 20
    const answer = (index) => JSON.parse('{"id":' + index + ',"name":"' + 'x'.repeat(400) + '"}')
    let kept = Array.from({ length: 100_000 }, (_, index) => answer(index))
    const live = megabytes()
    const lately = new Array(20_000)
    let most = 0
    for (let index = 0; index < 500_000; index++) {
      lately[index % lately.length] = answer(index)
      if (index % 1000 === 0) most = Math.max(most, megabytes())
    }
    kept = undefined
    lately.length = 0
    observer.event({ kind: 'merging' })
    console.log(JSON.stringify({ live, most, left: megabytes() }))`
  const flags = ['--max-semi-space-size=1', '--disable-warning=ExperimentalWarning', '--input-type=module']
  return JSON.parse(execFileSync(process.execPath, [...flags, '--eval', program], { encoding: 'utf8' }))
}

test('a small collection is lean', () => {
  const { live, most } = heapOf(10)
  expect(most / live).toBeLessThan(1.6)
})

test('a large one may double its heap, no more, and gives it back when it merges', () => {
  const { live, most, left } = heapOf(15_000)
  expect(most / live).toBeGreaterThan(1.6)
  expect(most / live).toBeLessThan(2.5)
  expect(left).toBeLessThan(live / 4)
})
