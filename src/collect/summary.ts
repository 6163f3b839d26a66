/** What a run came to, its tasks aside: these an observer hears of one by one. */
import { type Changes, type MergeSummary, type RunResult, statusAfter } from '../store/store.ts'
import type { RunError, Verdict } from './outcome-tally.ts'

export interface RunSummary {
  /** Name of the integration. */
  readonly integration: string
  readonly status: RunResult['status']
  /** Epoch milliseconds. */
  readonly startedOn: number
  /** The merge included; of a replayed run, the reading when it was recorded. */
  readonly ms: number
  readonly requests: number
  readonly bytes: number
  /** Tasks that an interrupted run had finished and this one, resuming it, did not repeat. */
  readonly kept: number
  readonly entities: Changes
  readonly relationships: Changes
  readonly placeholders: number
  readonly dangling: number
  readonly unconcluded?: MergeSummary['unconcluded']
  /** Present when `status` is `failed`. */
  readonly error?: RunError
  /** Set when an archive was asked for and could not be written; the graph is not affected. */
  readonly archiveError?: string
}

export function summarise(
  run: Pick<RunSummary, 'integration' | 'startedOn' | 'ms' | 'kept'>,
  result: RunResult,
  merged: MergeSummary,
  { error }: Verdict,
  archiveError?: string,
): RunSummary {
  return {
    integration: run.integration,
    status: statusAfter(result.status, merged),
    startedOn: run.startedOn,
    ms: run.ms,
    requests: result.requests,
    bytes: result.bytes,
    kept: run.kept,
    entities: merged.entities,
    relationships: merged.relationships,
    placeholders: merged.placeholders,
    dangling: merged.dangling,
    ...(merged.unconcluded === undefined ? {} : { unconcluded: merged.unconcluded }),
    ...(error === undefined ? {} : { error }),
    ...(archiveError === undefined ? {} : { archiveError }),
  }
}
