/** What V8 takes of memory is a process's own: each case runs in one. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const heap = JSON.stringify(new URL('./heap.ts', import.meta.url).href)
const observers = JSON.stringify(new URL('../../collect/observer.ts', import.meta.url).href)

interface Heap {
  /** Megabytes that lived, as V8 held them. */
  readonly live: number
  /** The most while fifteen times as much came and went. */
  readonly most: number
  /** What is left when all is garbage. */
  readonly left: number
}

/** @param runs how many begin; those that merge at the end are one fewer, and at least one */
function heapOf(runs: number): Heap {
  const program = `
    import { setFlagsFromString } from 'node:v8'
    import { heapFor } from ${heap}
    import { silent } from ${observers}
    setFlagsFromString('--optimize-for-size')
    const observer = heapFor(silent)
    const megabytes = () => process.memoryUsage().heapTotal / 2 ** 20
    const answer = (index) => JSON.parse('{"id":' + index + ',"name":"' + 'x'.repeat(400) + '"}')
    for (let run = 0; run < ${runs}; run++) observer.event({ kind: 'run-started', integration: 'some', startedOn: 0 })
    if (${runs} > 1) observer.event({ kind: 'merging' })
    await new Promise(setImmediate)
    let kept = Array.from({ length: 100_000 }, (_, index) => answer(index))
    const live = megabytes()
    const lately = new Array(20_000)
    let most = 0
    for (let index = 0; index < 1_500_000; index++) {
      lately[index % lately.length] = answer(index)
      if (index % 1000 === 0) most = Math.max(most, megabytes())
    }
    kept = undefined
    lately.length = 0
    if (${runs} > 0) observer.event({ kind: 'merging' })
    await new Promise(setImmediate)
    console.log(JSON.stringify({ live, most, left: megabytes() }))`
  const flags = ['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning', '--input-type=module']
  return JSON.parse(execFileSync(process.execPath, [...flags, '--eval', program], { encoding: 'utf8' }))
}

test('while nothing reads the heap is lean', () => {
  const { live, most } = heapOf(0)
  expect(most / live).toBeLessThan(1.3)
})

test('a run that reads may double the heap, no more, and gives it back when it merges', () => {
  const { live, most, left } = heapOf(1)
  expect(most / live).toBeGreaterThan(1.3)
  expect(most / live).toBeLessThan(2.5)
  expect(left).toBeLessThan(live / 4)
})

test('another run that merges does not take it from the one that still reads', () => {
  const { live, most } = heapOf(2)
  expect(most / live).toBeGreaterThan(1.3)
})
