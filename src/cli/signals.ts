/** Ctrl-C and friends: the first asks to stop cleanly, the second kills. */

/** A signal that aborts when the process is first told to end. A second time ends it at once. */
export function endOn(names: readonly NodeJS.Signals[]): AbortSignal {
  const controller = new AbortController()
  for (const name of names) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        for (const other of names) process.removeAllListeners(other)
        process.kill(process.pid, name)
        return
      }
      process.stderr.write(`isobar: ${name}: stopping cleanly; once more to kill\n`)
      controller.abort(new Interrupted(name))
    })
  }
  // A reader that has seen enough (`isobar query … | head`) is no fault.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      if (stream === process.stdout) process.exit()
    })
  }
  return controller.signal
}

/** Why work was aborted: the person said so. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly by: NodeJS.Signals

  constructor(by: NodeJS.Signals) {
    super(`interrupted by ${by}`)
    this.by = by
  }
}
