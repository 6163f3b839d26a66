/** Works that have nothing to do with one another. */
import type { MergeFacts } from './merge.ts'

/** As many as the smallest machines have cores; each takes its memory. */
const atOnce = 2

/**
 * Does them all, of a small merge two at once: half of its time the engine plans, which no second thread helps it with. Of a
 * large one they come one after the other, for each takes all the memory there is.
 * @throws what the first that failed threw, when none goes on any more
 */
export async function together({ small }: Pick<MergeFacts, 'small'>, works: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = works.values()
  const lane = async () => {
    for (const work of waiting) await work()
  }
  const ended = await Promise.allSettled(Array.from({ length: small ? atOnce : 1 }, lane))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}
