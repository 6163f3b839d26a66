/** One run: signs in, reads everything at once, merges it in one transaction and says what it came to. */
import type { RunHeader, RunResult, Stage, Store, TaskRef } from '../store/store.ts'
import { ArchiveWriter } from './archive-writer.ts'
import { Collection } from './collection.ts'
import { type Observer, silent } from './observer.ts'
import { OutcomeTally } from './outcome-tally.ts'
import { Plan } from './plan.ts'
import { noRecorder } from './recorder.ts'
import type { Integration } from './resource.ts'
import { finishedTasks } from './resume.ts'
import { RunEnd } from './run-end.ts'
import { Seen } from './seen.ts'
import { type RunSummary, summarise } from './summary.ts'

/** How many tasks run at once; how many requests that makes, the clients' limiters decide. */
const defaultConcurrency = 96

export interface CollectOptions<Session> {
  readonly integration: Integration<Session>
  /** Or what opens it, which is done while the sign-in is under way. */
  readonly store: Store | (() => Promise<Store>)
  /** Types to be collected; what must be listed to find them is passed through. */
  readonly only?: readonly string[]
  readonly concurrency?: number
  /** File to write the raw answers to, for `replay`. */
  readonly archive?: string
  /** Goes on where the integration's last run was interrupted; the same as a full run when it was not. */
  readonly resume?: boolean
  readonly signal?: AbortSignal
  readonly observer?: Observer
  /** The time, in epoch milliseconds. */
  readonly now?: () => number
}

/**
 * Collects one integration. Whatever goes wrong in the cloud ends up in the summary, never in an exception.
 * @throws StoreError when the workspace cannot take what was collected; it is then as before the run
 * @throws ArchiveError when the archive's file cannot be made; nothing was collected then
 */
export async function collect<Session>(options: CollectOptions<Session>): Promise<RunSummary> {
  const { integration, only, now = Date.now, observer = silent } = options
  const startedOn = now()
  observer.event({ kind: 'run-started', integration: integration.name, startedOn })
  const end = new RunEnd(options.signal)
  const signingIn = integration.open(end.signal)
  // Whoever awaits it hears of a failure; until then it has none that it could tell.
  signingIn.catch(() => undefined)
  let archive: ArchiveWriter | undefined
  let stage: Stage | undefined
  try {
    const plan = new Plan(await integration.definitions(), only)
    const store = typeof options.store === 'function' ? await options.store() : options.store
    const kept = options.resume === true ? await finishedTasks(store, integration.name, plan) : []
    const header = headerOf(integration, startedOn, only, kept)
    archive = options.archive === undefined ? undefined : await ArchiveWriter.open(options.archive, header, integration.properties)
    stage = await store.stage(header)
    const { requests, bytes, byTasks } = await read({ ...options, signingIn, end, plan, stage, archive, observer, now, kept })
    const { status, error } = end.judge(byTasks)
    const result: RunResult = { status, endedOn: now(), requests, bytes }
    const archiveError = await archive?.finish(result, error)
    observer.event({ kind: 'merging' })
    const merged = await stage.merge(result)
    const run = { integration: integration.name, startedOn, ms: now() - startedOn, kept: kept.length }
    const summary = summarise(run, result, merged, { status, ...(error === undefined ? {} : { error }) }, archiveError)
    observer.event({ kind: 'run-ended', summary })
    return summary
  } catch (error) {
    end.break(error)
    await archive?.abandon()
    await stage?.discard()
    throw error
  } finally {
    end.release()
    await close(integration, signingIn)
  }
}

/** Closes the session if there came to be one. */
async function close<Session>(integration: Integration<Session>, signingIn: Promise<Session>): Promise<void> {
  const [signedIn] = await Promise.allSettled([signingIn])
  if (signedIn.status === 'fulfilled') await integration.close(signedIn.value)
}

interface Reading<Session> extends Omit<CollectOptions<Session>, 'archive' | 'store'> {
  readonly signingIn: Promise<Session>
  readonly end: RunEnd
  readonly plan: Plan
  readonly stage: Stage
  readonly archive: ArchiveWriter | undefined
  readonly observer: Observer
  readonly now: () => number
  readonly kept: readonly TaskRef[]
}

/**
 * Reads until everything is read or the run ends before its time.
 * @throws the store's error, if it was that which ended the run
 */
async function read<Session>({ integration, signingIn, end, plan, stage, archive, observer, now, kept, ...options }: Reading<Session>) {
  let collection: Collection | undefined
  try {
    const session = await signingIn
    collection = new Collection({
      session,
      plan,
      stage: end.guard(stage),
      common: integration.properties,
      recorder: archive ?? noRecorder,
      observer,
      concurrency: options.concurrency ?? defaultConcurrency,
      now,
      skip: among(kept),
      signal: end.signal,
      stop: (error) => end.stop(error),
    })
    await collection.run(integration.roots(session, end.signal))
  } catch (error) {
    end.note(error)
  }
  end.throwIfBroken()
  await collection?.giveUp(end.failure)
  const { requests = 0, bytes = 0, outcomes = new OutcomeTally() } = collection ?? {}
  return { requests, bytes, byTasks: outcomes.verdict(kept.length) }
}

function headerOf(
  { name, type, instance, class: classes }: Integration,
  startedOn: number,
  only: readonly string[] | undefined,
  kept: readonly TaskRef[],
): RunHeader {
  return {
    integration: { name, type, instance, class: classes },
    startedOn,
    ...(only === undefined ? {} : { only }),
    ...(kept.length === 0 ? {} : { kept }),
  }
}

function among(tasks: readonly TaskRef[]): (task: TaskRef) => boolean {
  const keys = new Seen()
  for (const { type, scope } of tasks) keys.add(`${type}\n${scope}`)
  return ({ type, scope }) => keys.has(`${type}\n${scope}`)
}
