/** `isobar diff`: what changed between two points in time. */
import type { Command } from 'commander'
import type { Difference, Instant } from '../../store/diff.ts'
import type { Reader } from '../../store/store.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { type Exit, exit } from '../exit.ts'
import { parseInstant } from '../instant.ts'
import { give } from '../output/answer.ts'
import { cell, visible } from '../output/cell.ts'
import { thousands } from '../output/numbers.ts'
import type { Output } from '../output/output.ts'
import type { Cli } from '../program.ts'
import { withWorkspace } from '../workspace.ts'

interface Options {
  readonly from?: string
  readonly to?: string
  readonly exitCode?: boolean
}

export function define(command: Command, cli: Cli): void {
  command
    .option('--from <when>', 'a date, a time, 7d for a week ago, or the number of a run; by default the run before the last')
    .option('--to <when>', 'the same; by default now')
    .option('--exit-code', 'end with 1 when something changed')
    .addHelpText('after', examples)
    .action((options: Options) => cli.run((context) => run(context, options)))
}

const examples = `
Examples:
  What the last run changed:
    isobar diff
  What changed this week:
    isobar diff --from 7d
  Between two runs, for a script that must notice:
    isobar diff --from 3 --to 5 --exit-code --format json`

async function run(context: Context, options: Options): Promise<Exit> {
  const from = options.from === undefined ? undefined : instantOf(options.from)
  const to = options.to === undefined ? { time: Date.now() } : instantOf(options.to)
  const differences = await withWorkspace(context, { readOnly: true }, (store) => differencesOf(store, from, to))
  const created = differences.filter(({ change }) => change === 'created').map(withoutChange)
  const updated = differences.filter(({ change }) => change === 'updated').map(withoutChange)
  const deleted = differences.filter(({ change }) => change === 'deleted').map(withoutChange)
  await give(context, {
    json: { created, updated, deleted },
    rows: differences.map((difference) => ({ ...difference })),
    text: () => textOf(context.out, differences),
  })
  return options.exitCode === true && differences.length > 0 ? exit.no : exit.done
}

/** A short whole number is a run, anything else a point in time. */
function instantOf(text: string): Instant {
  return /^\d{1,9}$/.test(text) ? { run: Number(text) } : { time: parseInstant(text) }
}

async function differencesOf(reader: Reader, from: Instant | undefined, to: Instant): Promise<Difference[]> {
  const { diff, previousRun } = await import('../../store/diff.ts')
  const before = await previousRun(reader)
  const start = from ?? (before === undefined ? { time: 0 } : { run: before })
  const differences: Difference[] = []
  try {
    for await (const difference of diff(reader, start, to)) differences.push(difference)
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(`${error.message}; 'isobar status --format json' lists the runs`, { cause: error })
    throw error
  }
  return differences
}

function withoutChange({ change: _, ...difference }: Difference): Omit<Difference, 'change'> {
  return difference
}

const marks = { created: ['green', '+'], updated: ['yellow', '~'], deleted: ['red', '-'] } as const

function textOf(out: Output, differences: readonly Difference[]): string {
  if (differences.length === 0) return 'nothing changed\n'
  const lines = differences.flatMap(({ change, type, displayName, key, changes }) => {
    const [colour, mark] = marks[change]
    const name = displayName === undefined || displayName === key ? '' : `${visible(displayName)} `
    return [
      `${out.style(colour, mark)} ${visible(type)} ${name}${out.style('dim', visible(key))}\n`,
      ...Object.entries(changes ?? {}).map(([property, { from, to }]) => `    ${visible(property)}: ${side(from)} → ${side(to)}\n`),
    ]
  })
  const counts = Object.keys(marks).map((change) => `${thousands(differences.filter((one) => one.change === change).length)} ${change}`)
  return `${lines.join('')}${counts.join(', ')}\n`
}

function side(value: unknown): string {
  return value === undefined ? '(none)' : cell(value)
}
