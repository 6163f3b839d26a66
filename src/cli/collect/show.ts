/** What runs came to, for people and for programs. */
import type { RunSummary } from '../../collect/summary.ts'
import type { Context } from '../context.ts'
import { type Exit, exit } from '../exit.ts'
import type { Answer } from '../output/answer.ts'
import { visible } from '../output/cell.ts'
import { seconds, thousands } from '../output/numbers.ts'
import type { Output } from '../output/output.ts'
import { table } from '../output/table.ts'
import { gapText } from './gaps.ts'
import { Outcomes } from './outcomes.ts'

/** A run that has ended, and what was heard of its tasks. */
export interface Report {
  readonly summary: RunSummary
  readonly outcomes: Outcomes
}

/** What hears of a run's tasks, and keeps them where they are to be printed one by one. */
export function outcomesOf({ format, workspace }: Pick<Context, 'format' | 'workspace'>): Outcomes {
  return new Outcomes(format === 'table' ? undefined : workspace)
}

/** 3 when an integration was refused as a whole, 4 when anything else is missing. */
export function statusOf(runs: readonly Report[]): Exit {
  if (runs.some(({ summary: { error } }) => error?.kind === 'sign-in' || error?.kind === 'permission')) return exit.refused
  return runs.every(({ summary: { status, archiveError } }) => status === 'succeeded' && archiveError === undefined)
    ? exit.done
    : exit.partial
}

/** Says on stderr what failed as a whole; the answer for people says it itself. */
export function tellFailures(context: Context, runs: readonly Report[]): void {
  if (context.format === 'table') return
  for (const {
    summary: { integration, error },
  } of runs)
    if (error !== undefined) context.err.write(`isobar: ${visible(integration)}: ${visible(error.message)}\n`)
}

export function answerOf({ out, verbose }: Pick<Context, 'out' | 'verbose'>, reports: readonly Report[]): Answer {
  const runs = reports.map(withTasks)
  return { json: { runs }, rows: runs, text: () => reports.map((report) => runText(out, report, verbose)).join('\n') }
}

/** The summary with its tasks where the documentation has them; they are read while they are printed. */
function withTasks({ summary, outcomes }: Report): Answer['rows'][number] {
  const { integration, status, startedOn, ms, requests, bytes, ...rest } = summary
  return { integration, status, startedOn, ms, requests, bytes, tasks: outcomes.all ?? [], ...rest }
}

function runText(out: Output, { summary: run, outcomes }: Report, verbose: boolean): string {
  const facts = [`${thousands(run.requests)} requests`, `${thousands(Math.round(run.bytes / 1024))} KiB`, seconds(run.ms / 1000)]
  const heading = `${out.style('bold', visible(run.integration))}: ${verdict(out, run)}\n`
  if (run.status === 'failed' && outcomes.count === 0) return heading
  const parts = [
    heading,
    `${facts.join(', ')}\n`,
    table(
      out,
      [{ title: '' }, ...['total', 'created', 'updated', 'deleted', 'unchanged'].map((title) => ({ title, align: 'right' as const }))],
      (['entities', 'relationships'] as const).map((what) => {
        const { total, created, updated, deleted, unchanged } = run[what]
        return [what, ...[total, created, updated, deleted, unchanged].map(thousands)]
      }),
    ),
    tasksText(out, run, outcomes),
  ]
  const notes = [
    run.kept > 0 ? `${thousands(run.kept)} tasks of the interrupted run were kept` : undefined,
    run.dangling > 0 ? `${thousands(run.dangling)} links name something that was not found` : undefined,
    run.unconcluded === undefined ? undefined : unconcludedLine(out, run.unconcluded),
    ...skippedLines(outcomes, verbose),
    run.archiveError === undefined ? undefined : `${out.style('red', 'the archive is not usable:')} ${visible(run.archiveError)}`,
  ]
  return parts.join('') + notes.flatMap((line) => (line === undefined ? [] : [`${line}\n`])).join('')
}

/** The end is left open: whose run it was, `status` says. */
export function unconcludedLine(out: Output, { analysis, message }: NonNullable<RunSummary['unconcluded']>): string {
  return `${out.style('red', `the analysis ${analysis} failed:`)} ${visible(message)}; what analyses concluded is as before the run`
}

/** Values that were left out because they are of an unexpected type; with `verbose`, of which property of which type. */
function skippedLines({ skipped: counts }: Outcomes, verbose: boolean): string[] {
  if (counts.size === 0) return []
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const heading = `${thousands(all)} values of an unexpected type were left out${verbose ? ':' : '; --verbose names them'}`
  return verbose ? [heading, ...[...counts].sort().map(([name, count]) => `  ${visible(name)}: ${thousands(count)}`)] : [heading]
}

const verdicts: Readonly<Record<RunSummary['status'], readonly [Parameters<Output['style']>[0], string]>> = {
  succeeded: ['green', 'complete'],
  partial: ['yellow', 'done in part; what could not be read is kept as it was and reported stale'],
  failed: ['red', 'failed'],
  interrupted: ['yellow', "interrupted; what had finished is kept, 'isobar collect --resume' goes on"],
}

function verdict(out: Output, run: RunSummary): string {
  const [colour, words] = verdicts[run.status]
  return out.style(colour, words) + (run.error === undefined ? '' : `: ${visible(run.error.message)}`)
}

/** Tasks counted by how they ended, and what kept the incomplete ones from the data: the same words only once. */
function tasksText(out: Output, run: RunSummary, { byStatus, gaps }: Outcomes): string {
  const counted = [...byStatus].map(([status, count]) => `${thousands(count)} ${status}`)
  const heading = `tasks: ${counted.length === 0 ? 'none' : counted.join(', ')}\n`
  if (run.error !== undefined) return heading
  return heading + gapText(out, gaps)
}
