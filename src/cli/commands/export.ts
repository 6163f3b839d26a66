/** `isobar export`: the whole graph as files for other tools. */
import { type Command, Option } from 'commander'
import { type ExportFormat, exportFormats } from '../../store/export.ts'
import { type Context, note } from '../context.ts'
import { type Exit, exit } from '../exit.ts'
import { give } from '../output/answer.ts'
import type { Cli } from '../program.ts'
import { withWorkspace } from '../workspace.ts'

interface Options {
  readonly to: string
  readonly as: ExportFormat
}

export function define(command: Command, cli: Cli): void {
  command
    .option('--to <dir>', 'folder for the files', './isobar-export')
    .addOption(new Option('--as <format>', 'format of the files').choices(exportFormats).default('ndjson'))
    .addHelpText('after', examples)
    .action((options: Options) => cli.run((context) => run(context, options)))
}

const examples = `
Examples:
  Everything as NDJSON, which isobar import --graph reads again:
    isobar export --to backup
  For DuckDB, Spark or pandas:
    isobar export --as parquet --to lake
  For Gephi, yEd or Neo4j:
    isobar export --as graphml --to picture`

async function run(context: Context, { to, as }: Options): Promise<Exit> {
  const { exportGraph } = await import('../../store/export.ts')
  const files = await withWorkspace(context, { readOnly: true }, (store) => exportGraph(store, as, to, { signal: context.signal }))
  await give(context, { json: { files }, rows: files.map((file) => ({ file })), text: () => files.map((file) => `${file}\n`).join('') })
  if (as === 'csv') note(context, 'A cell may begin with =, + or @, as it does in the cloud: import the files into a spreadsheet as text.')
  return exit.done
}
