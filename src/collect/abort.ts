/** Many that wait on one signal. The signal's own list of listeners is walked with each that comes; one listener stands for all. */

const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls `act` once when the signal is aborted. It must not be aborted yet.
 * @returns what takes `act` off again
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  const acts = waiting.get(signal) ?? listening(signal)
  acts.add(act)
  return () => {
    acts.delete(act)
  }
}

function listening(signal: AbortSignal): Set<() => void> {
  const acts = new Set<() => void>()
  waiting.set(signal, acts)
  const all = () => {
    for (const act of acts) act()
    acts.clear()
  }
  signal.addEventListener('abort', all, { once: true })
  return acts
}
