/** `isobar import`: archives of runs, or people's own entities and relationships, into the graph. Without network. */
import { parse } from 'node:path'
import type { Command } from 'commander'
import type { Definition } from '../../collect/plan.ts'
import type { RunSummary } from '../../collect/summary.ts'
import type { Store } from '../../store/store.ts'
import { cloudTypes, definitionsOf } from '../clouds.ts'
import { noProgress, type Progress, progressOn } from '../collect/progress.ts'
import { answerOf, statusOf, tellFailures } from '../collect/show.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { type Exit, exit } from '../exit.ts'
import { give } from '../output/answer.ts'
import { thousands } from '../output/numbers.ts'
import type { Cli } from '../program.ts'
import { withWorkspace } from '../workspace.ts'

interface Options {
  readonly as?: string
  readonly graph?: boolean
  readonly dryRun?: boolean
}

export function define(command: Command, cli: Cli): void {
  command
    .argument('<file...>', 'archives written by isobar collect --archive; with --graph, NDJSON files')
    .option('--as <name>', "name of the integration in this workspace; by default what the archive says, or the first file's name")
    .option('--graph', 'the files hold entities and relationships of your own')
    .option('--dry-run', 'with --graph: check the files, change nothing')
    .addHelpText('after', examples)
    .action((files: string[], options: Options) => cli.run((context) => run(context, files, options)))
}

const examples = `
Examples:
  What another machine collected:
    isobar import contoso.ndjson.gz
  Your own people and devices, beside the clouds:
    isobar import --graph people.ndjson devices.ndjson --as hr

Each line of a file for --graph is one of
  {"entity":{"_key":"p1","_type":"acme_person","_class":"Person","displayName":"Ada","email":"ada@example.com"}}
  {"relationship":{"_class":"OWNS","_fromEntityKey":"p1","_toEntityKey":"laptop-7"}}
All files of one import together are the integration's whole data: what they no longer hold is closed.`

async function run(context: Context, files: readonly string[], options: Options): Promise<Exit> {
  if (options.graph === true) return await ownData(context, files, options)
  if (options.dryRun === true) throw new UsageError('--dry-run goes with --graph')
  if (options.as !== undefined && files.length > 1) throw new UsageError('--as names one integration: import the archives one by one')
  const progress = context.quiet ? noProgress : progressOn(context.err)
  let summaries: RunSummary[]
  try {
    summaries = await withWorkspace(context, {}, (store) => archives(context, store, progress, files, options.as))
  } finally {
    progress.end()
  }
  return await tell(context, summaries)
}

async function tell(context: Context, summaries: readonly RunSummary[]): Promise<Exit> {
  tellFailures(context, summaries)
  await give(context, answerOf(context, summaries))
  return statusOf(summaries)
}

async function ownData(context: Context, files: readonly string[], options: Options): Promise<Exit> {
  const { importOwnData, validateOwnData } = await import('../../collect/own-data.ts')
  if (options.dryRun === true) {
    const counts = await validateOwnData(files, context.signal)
    const { entities, relationships } = counts
    const text = (): string => `${thousands(entities)} entities and ${thousands(relationships)} relationships could be imported\n`
    await give(context, { json: counts, rows: [{ ...counts }], text })
    return exit.done
  }
  const name = options.as ?? parse(files[0] ?? '').name
  const summary = await withWorkspace(context, {}, (store) => importOwnData({ files, name, store, signal: context.signal }))
  return await tell(context, [summary])
}

async function archives(
  context: Context,
  store: Store,
  progress: Progress,
  files: readonly string[],
  as: string | undefined,
): Promise<RunSummary[]> {
  const { replay } = await import('../../collect/replay.ts')
  const known = new Map<string, readonly Definition[]>()
  for (const type of cloudTypes) known.set(type, await definitionsOf(type))
  const summaries: RunSummary[] = []
  for (const archive of files) {
    summaries.push(
      await replay({
        archive,
        store,
        definitions: (type) => known.get(type),
        observer: progress.observer(as ?? archive),
        signal: context.signal,
        ...(as === undefined ? {} : { as }),
      }),
    )
  }
  return summaries
}
