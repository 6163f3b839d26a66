/** Runs with all their tasks, for tests that look at these: the program itself never holds them all. */
import { type Observer, silent } from '../src/collect/observer.ts'
import type { RunSummary } from '../src/collect/summary.ts'
import type { TaskOutcome } from '../src/store/store.ts'

export interface RunWithTasks extends RunSummary {
  /** In the order in which they ended. */
  readonly tasks: readonly TaskOutcome[]
}

export async function withTasks(run: (observer: Observer) => Promise<RunSummary>, observer: Observer = silent): Promise<RunWithTasks> {
  const tasks: TaskOutcome[] = []
  const summary = await run({
    event: (event) => {
      if (event.kind === 'task-ended') tasks.push(event.outcome)
      observer.event(event)
    },
  })
  return { ...summary, tasks }
}
