/** Replays an archive: the raw answers of a run go the same way into the graph as when they were collected, without network. */
import type { RunResult, Store } from '../store/store.ts'
import { ArchiveError } from './archive-format.ts'
import { readArchive } from './archive-reader.ts'
import { Intake } from './intake.ts'
import { type Observer, silent } from './observer.ts'
import type { Verdict } from './outcome-tally.ts'
import { type Definition, Plan } from './plan.ts'
import { RecordedTasks } from './recorded-tasks.ts'
import { type RunSummary, summarise } from './summary.ts'

export interface ReplayOptions {
  readonly archive: string
  /** The definitions of a cloud, by integration type; undefined for a cloud that this program does not know. */
  readonly definitions: (integrationType: string) => readonly Definition[] | undefined
  readonly store: Store
  /** Name of the integration in the workspace; by default the one the archive was collected for. */
  readonly as?: string
  readonly signal?: AbortSignal
  readonly observer?: Observer
}

/**
 * Imports an archive. Statuses, counts of requests and times are those of the recorded run.
 * @throws ArchiveError when the file is no whole archive, StoreError; the workspace is then as before
 */
export async function replay(options: ReplayOptions): Promise<RunSummary> {
  const { store, observer = silent, signal } = options
  const archive = await readArchive(options.archive)
  const { integration, properties, startedOn, only, kept = [] } = archive.header
  const definitions = options.definitions(integration.type)
  if (definitions === undefined) {
    await archive.lines.return(undefined)
    throw new ArchiveError(options.archive, `it holds answers of "${integration.type}", a cloud this program does not know. Update isobar.`)
  }
  const name = options.as ?? integration.name
  observer.event({ kind: 'run-started', integration: name, startedOn })
  const stage = await store.stage({
    integration: { ...integration, name },
    startedOn,
    ...(only === undefined ? {} : { only }),
    ...(kept.length === 0 ? {} : { kept }),
  })
  try {
    const plan = new Plan(definitions, only)
    const intake = new Intake(plan, stage, properties, (task) => observer.event({ kind: 'resource', task: task.label }))
    const tasks = new RecordedTasks(plan, intake, stage, observer)
    for await (const line of archive.lines) {
      if (signal?.aborted) break
      await tasks.take(line)
    }
    await tasks.giveUp()
    const { endedOn, requests, bytes, ...recorded } = signal?.aborted
      ? { status: 'interrupted' as const, endedOn: startedOn, requests: 0, bytes: 0 }
      : archive.end()
    const judged = judge(recorded, tasks.outcomes.verdict(kept.length))
    const result: RunResult = { status: judged.status, endedOn, requests, bytes }
    observer.event({ kind: 'merging' })
    const merged = await stage.merge(result)
    const summary = summarise({ integration: name, startedOn, ms: endedOn - startedOn, kept: kept.length }, result, merged, judged)
    observer.event({ kind: 'run-ended', summary })
    return summary
  } catch (error) {
    await stage.discard()
    throw error
  }
}

/** How the recorded run ended as a whole; where its tasks decided that, they decide again, as they are mapped now. */
function judge(recorded: Verdict, byTasks: Verdict): Verdict {
  return recorded.status === 'interrupted' || recorded.status === 'failed' ? recorded : byTasks
}
