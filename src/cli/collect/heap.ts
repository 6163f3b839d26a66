/** Memory against time: what V8 holds while runs read, it gives back when the engine needs it to merge. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Observer } from '../../collect/observer.ts'

/** Runs of this process that read. The heap is one for all of them. */
let reading = 0

/**
 * Passes on every event, and lets V8 double its heap before it collects while a run reads. Where it may only grow by a
 * third, collecting takes up to a quarter of the time; by its own rule it would quadruple it where many requests are
 * answered at once, and keep what it took.
 */
export function heapFor(observer: Observer): Observer {
  return {
    event(event) {
      if (event.kind === 'run-started') reads(1)
      if (event.kind === 'merging') {
        reads(-1)
        // Not at once: the engine begins meanwhile.
        setImmediate(giveBack)
      }
      observer.event(event)
    },
  }
}

function reads(change: 1 | -1): void {
  reading += change
  setFlagsFromString(`--heap-growing-percent=${reading > 0 ? 100 : 0}`)
}

/** Gives back to the system what is garbage by now, and what lies between the rest. V8 has no other word for it. */
function giveBack(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
