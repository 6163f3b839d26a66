/** Memory against time: a collection is lean until it turns out to be large. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Observer } from '../../collect/observer.ts'

/** From so many resources on, collecting garbage in a small heap takes a quarter of the whole time. */
const large = 15_000

/**
 * Tells the observer all the same, and lets V8 take 100 MiB more once the run is large, until the engine needs them to merge:
 * it may double its heap before it collects. By its own rule it quadruples it where many requests are answered at once, and
 * keeps what it took.
 */
export function unboundWhenLarge(observer: Observer): Observer {
  let resources = 0
  return {
    event(event) {
      if (event.kind === 'resource' && ++resources === large) setFlagsFromString('--heap-growing-percent=100')
      if (event.kind === 'merging' && resources >= large) giveBack()
      observer.event(event)
    },
  }
}

/** Gives back to the system what is garbage by now, and what lies between the rest. V8 has no other word for it. */
function giveBack(): void {
  setFlagsFromString('--heap-growing-percent=0')
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
