/** `isobar collect`: reads the configured clouds into the graph. */
import type { Command } from 'commander'
import type { CollectOptions } from '../../collect/run.ts'
import type { Store } from '../../store/store.ts'
import { connect } from '../clouds.ts'
import { heapFor } from '../collect/heap.ts'
import { noProgress, progressOn } from '../collect/progress.ts'
import { answerOf, outcomesOf, type Report, statusOf, tellFailures } from '../collect/show.ts'
import { checkTypes } from '../collect/types.ts'
import { choose, loadConfig } from '../config/config.ts'
import { type Unlocked, unlock } from '../config/secrets.ts'
import { type Context, warn } from '../context.ts'
import { UsageError } from '../errors.ts'
import type { Exit } from '../exit.ts'
import { wholeNumber } from '../options.ts'
import { give } from '../output/answer.ts'
import type { Cli } from '../program.ts'
import { withLazyWorkspace } from '../workspace.ts'

interface Options {
  readonly only?: string
  readonly concurrency?: number
  readonly archive?: string
  readonly resume?: boolean
}

export function define(command: Command, cli: Cli): void {
  command
    .argument('[name...]', 'integrations of isobar.yaml; all of them by default')
    .option('--only <types>', 'collect only these entity types, separated by commas')
    .option('--concurrency <n>', 'how many tasks run at once', wholeNumber)
    .option('--archive <file>', 'also write the raw answers to a file, for isobar import')
    .option('--resume', 'go on where an interrupted run stopped')
    .addHelpText('after', examples)
    .action((names: string[], options: Options) => cli.run((context) => run(context, names, options)))
}

const examples = `
Examples:
  Everything in isobar.yaml:
    isobar collect
  One integration, keeping its raw answers:
    isobar collect contoso --archive contoso.ndjson.gz
  Only machines and their disks:
    isobar collect --only azure_vm,azure_managed_disk
  Go on after Ctrl-C:
    isobar collect --resume

What could not be read is named with the permission that is missing. It stays in the graph as it was, is reported stale,
and the exit status is 4; when an integration was refused as a whole it is 3.`

async function run(context: Context, names: readonly string[], options: Options): Promise<Exit> {
  const config = await loadConfig(context.config)
  const chosen = choose(config, names)
  if (options.archive !== undefined && chosen.length > 1) {
    throw new UsageError('--archive holds one integration: name the one to collect')
  }
  const { integrations, hints } = await unlock(config, chosen)
  for (const hint of hints) warn(context, hint)
  const { only: types, ...rest } = options
  const only = types === undefined ? {} : { only: await checkTypes(types, integrations) }
  const reports = await withLazyWorkspace(context, {}, (store) => collectAll(context, store, integrations, { ...rest, ...only }))
  tellFailures(context, reports)
  await give(context, answerOf(context, reports))
  return statusOf(reports)
}

/** Integrations that are collected at the same time. */
const atOnce = 4

type RunOptions = Pick<CollectOptions<unknown>, 'only' | 'concurrency' | 'archive' | 'resume'>

async function collectAll(
  context: Context,
  store: () => Promise<Store>,
  integrations: readonly Unlocked[],
  options: RunOptions,
): Promise<Report[]> {
  const { collect } = await import('../../collect/run.ts')
  const progress = context.quiet ? noProgress : progressOn(context.err)
  const waiting = [...integrations.entries()]
  const reports: Report[] = []
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, config] = next
      const integration = await connect(config)
      const outcomes = outcomesOf(context)
      const observer = outcomes.heardBefore(heapFor(progress.observer(config.name)))
      reports[index] = { outcomes, summary: await collect({ integration, store, observer, signal: context.signal, ...options }) }
    }
  }
  try {
    // Settled, not all: the workspace may be closed only when no run writes to it any more.
    const ended = await Promise.allSettled(Array.from({ length: atOnce }, work))
    for (const end of ended) if (end.status === 'rejected') throw end.reason
    return reports
  } finally {
    progress.end()
  }
}
