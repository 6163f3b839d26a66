/** Memory against time: a collection is lean until it turns out to be large. */
import { setFlagsFromString } from 'node:v8'
import type { Observer } from '../../collect/observer.ts'

/** From so many resources on, collecting garbage in a small heap takes a quarter of the whole time. */
const large = 15_000

/** Tells the observer all the same, and lets V8 take 100 MiB more once the run is large. */
export function unboundWhenLarge(observer: Observer): Observer {
  let resources = 0
  return {
    event(event) {
      if (event.kind === 'resource' && ++resources === large) setFlagsFromString('--no-optimize-for-size')
      observer.event(event)
    },
  }
}
