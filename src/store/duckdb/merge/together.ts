/** Works that have nothing to do with one another. */
import type { MergeFacts } from './merge.ts'

/**
 * Does them all, of a small merge at once: half of its time the engine plans, which no second thread helps it with. Of a
 * large one they come one after the other, for each takes all the memory there is.
 * @throws what one of them threw, when none goes on any more
 */
export async function together({ small }: Pick<MergeFacts, 'small'>, works: readonly (() => Promise<void>)[]): Promise<void> {
  if (!small) {
    for (const work of works) await work()
    return
  }
  const ended = await Promise.allSettled(works.map((work) => work()))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}
