/** `isobar import`: archives of runs, or people's own entities and relationships, into the graph. Without network. */
import { parse } from 'node:path'
import type { Command } from 'commander'
import { silent } from '../../collect/observer.ts'
import type { Definition } from '../../collect/plan.ts'
import type { Store } from '../../store/store.ts'
import { cloudTypes, definitionsOf } from '../clouds.ts'
import { noProgress, type Progress, progressOn } from '../collect/progress.ts'
import { answerOf, outcomesOf, type Report, statusOf, tellFailures } from '../collect/show.ts'
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
  let reports: Report[]
  try {
    reports = await withWorkspace(context, {}, (store) => archives(context, store, progress, files, options.as))
  } finally {
    progress.end()
  }
  return await tell(context, reports)
}

async function tell(context: Context, reports: readonly Report[]): Promise<Exit> {
  tellFailures(context, reports)
  await give(context, answerOf(context, reports))
  return statusOf(reports)
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
  const outcomes = outcomesOf(context)
  const observer = outcomes.heardBefore(silent)
  const summary = await withWorkspace(context, {}, (store) => importOwnData({ files, name, store, observer, signal: context.signal }))
  return await tell(context, [{ summary, outcomes }])
}

async function archives(
  context: Context,
  store: Store,
  progress: Progress,
  files: readonly string[],
  as: string | undefined,
): Promise<Report[]> {
  const { replay } = await import('../../collect/replay.ts')
  const known = new Map<string, readonly Definition[]>()
  for (const type of cloudTypes) known.set(type, await definitionsOf(type))
  const reports: Report[] = []
  for (const archive of files) {
    const outcomes = outcomesOf(context)
    const summary = await replay({
      archive,
      store,
      definitions: (type) => known.get(type),
      observer: outcomes.heardBefore(progress.observer(as ?? archive)),
      signal: context.signal,
      ...(as === undefined ? {} : { as }),
    })
    reports.push({ summary, outcomes })
  }
  return reports
}
