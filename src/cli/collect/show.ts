/** What runs came to, for people and for programs. */
import type { RunSummary } from '../../collect/summary.ts'
import { completeStatuses } from '../../store/store.ts'
import type { Context } from '../context.ts'
import { type Exit, exit } from '../exit.ts'
import type { Answer } from '../output/answer.ts'
import { visible } from '../output/cell.ts'
import { seconds, thousands } from '../output/numbers.ts'
import type { Output } from '../output/output.ts'
import { table } from '../output/table.ts'
import { gapText } from './gaps.ts'

/** 3 when an integration was refused as a whole, 4 when anything else is missing. */
export function statusOf(runs: readonly RunSummary[]): Exit {
  if (runs.some(({ error }) => error?.kind === 'sign-in' || error?.kind === 'permission')) return exit.refused
  return runs.every(({ status, archiveError }) => status === 'succeeded' && archiveError === undefined) ? exit.done : exit.partial
}

/** Says on stderr what failed as a whole; the answer for people says it itself. */
export function tellFailures(context: Context, runs: readonly RunSummary[]): void {
  if (context.format === 'table') return
  for (const { integration, error } of runs)
    if (error !== undefined) context.err.write(`isobar: ${visible(integration)}: ${visible(error.message)}\n`)
}

export function answerOf({ out, verbose }: Pick<Context, 'out' | 'verbose'>, runs: readonly RunSummary[]): Answer {
  return { json: { runs }, rows: runs.map((run) => ({ ...run })), text: () => runs.map((run) => runText(out, run, verbose)).join('\n') }
}

function runText(out: Output, run: RunSummary, verbose: boolean): string {
  const facts = [`${thousands(run.requests)} requests`, `${thousands(Math.round(run.bytes / 1024))} KiB`, seconds(run.ms / 1000)]
  const heading = `${out.style('bold', visible(run.integration))}: ${verdict(out, run)}\n`
  if (run.status === 'failed' && run.tasks.length === 0) return heading
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
    tasksText(out, run),
  ]
  const notes = [
    run.kept > 0 ? `${thousands(run.kept)} tasks of the interrupted run were kept` : undefined,
    run.dangling > 0 ? `${thousands(run.dangling)} links name something that was not found` : undefined,
    run.unconcluded === undefined
      ? undefined
      : `${out.style('red', `the analysis ${run.unconcluded.analysis} failed:`)} ${visible(run.unconcluded.message)}; what analyses concluded is as before the run`,
    ...skippedLines(run, verbose),
    run.archiveError === undefined ? undefined : `${out.style('red', 'the archive is not usable:')} ${visible(run.archiveError)}`,
  ]
  return parts.join('') + notes.flatMap((line) => (line === undefined ? [] : [`${line}\n`])).join('')
}

/** Values that were left out because they are of an unexpected type; with `verbose`, of which property of which type. */
function skippedLines({ tasks }: RunSummary, verbose: boolean): string[] {
  const counts = new Map<string, number>()
  for (const { type, skipped = {} } of tasks)
    for (const [property, count] of Object.entries(skipped)) {
      const name = `${type}.${property}`
      counts.set(name, (counts.get(name) ?? 0) + count)
    }
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
function tasksText(out: Output, run: RunSummary): string {
  const tasks = run.tasks.filter(({ detail }) => detail === undefined)
  const byStatus = Map.groupBy(tasks, ({ status }) => status)
  const counted = [...byStatus].map(([status, { length }]) => `${thousands(length)} ${status}`)
  const gaps = run.tasks.filter(({ status }) => !completeStatuses.includes(status))
  const heading = `tasks: ${counted.length === 0 ? 'none' : counted.join(', ')}\n`
  if (run.error !== undefined) return heading
  return heading + gapText(out, gaps)
}
