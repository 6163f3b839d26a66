/** Works on the items of a stream, a bounded number at once; the stream is read no faster than the work goes on. */

/** @throws the first error of the stream or the work, after all work under way has ended */
export async function throughWindow<Item>(items: AsyncIterable<Item>, width: number, work: (item: Item) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | undefined
  const start = (item: Item) => {
    const one = work(item)
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => running.delete(one))
    running.add(one)
  }
  try {
    for await (const item of items) {
      start(item)
      if (running.size >= width) await Promise.race(running)
      if (failure !== undefined) break
    }
  } finally {
    await Promise.all(running)
  }
  if (failure !== undefined) throw failure.error
}
