/** The command line as a whole: global options, the list of commands, errors and exit status. A command's file is loaded when it is called. */
import { Command, CommanderError, Option } from 'commander'
import { commands } from './commands.ts'
import { type Context, contextOf, formats, type GlobalOptions } from './context.ts'
import { type Exit, exit } from './exit.ts'
import { outputOn } from './output/output.ts'
import { explain } from './report.ts'
import { endOn } from './signals.ts'
import { version } from './version.ts'

/** What a command's file gets to work with. */
export interface Cli {
  /** Runs the body of a command; its result is the exit status. */
  run(body: (context: Context) => Promise<Exit>): Promise<void>
}

/** Runs the command line and sets the process's exit status. */
export async function main(args: readonly string[]): Promise<void> {
  const signal = endOn(['SIGINT', 'SIGTERM'])
  let status: Exit | undefined
  const program = new Command('isobar')
  const cli: Cli = {
    async run(body) {
      const options = program.opts<GlobalOptions>()
      const chosen = program.getOptionValueSource('workspace') !== 'default'
      status = await body(
        contextOf(options, chosen, outputOn(process.stdout, options.color), outputOn(process.stderr, options.color), signal),
      )
    },
  }
  define(program, cli)
  try {
    if (args.length === 0) program.outputHelp()
    else await program.parseAsync(helpLast(args), { from: 'user' })
    process.exitCode = status ?? exit.done
  } catch (error) {
    const { color, verbose } = program.opts<GlobalOptions>()
    process.exitCode =
      error instanceof CommanderError
        ? error.exitCode === 0
          ? exit.done
          : exit.usage
        : explain(error, outputOn(process.stderr, color), verbose === true)
  }
}

function define(program: Command, cli: Cli): void {
  program
    .description("The map of an organisation's clouds: collects Azure and AWS into one graph, keeps its history, answers questions on it.")
    .version(version(), '--version', 'print the version')
    .addOption(new Option('--workspace <dir>', 'folder of the graph').env('ISOBAR_WORKSPACE').default('./.isobar'))
    .addOption(new Option('--config <file>', 'configuration').env('ISOBAR_CONFIG').default('./isobar.yaml'))
    .addOption(
      new Option('--format <format>', 'how answers are written; the last three draw a query that returns TREE')
        .choices(formats)
        .default('table'),
    )
    .option('--quiet', 'no progress, no notes')
    .option('--verbose', 'more detail, stack traces of faults')
    .option('--no-color', 'no colours (also: NO_COLOR)')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'isobar: ')) })
    .addHelpText('after', firstSteps)

  for (const { name, summary } of commands) {
    // A stub, filled in when its command is called.
    program.command(name).summary(summary)
  }
  program.hook('preSubcommand', async (_program, command) => {
    const found = commands.find(({ name }) => name === command.name())
    if (found === undefined) return
    const { define } = await found.load()
    define(command.description(`${found.summary}.`), cli)
  })
}

/** `help X` and `help` as `X --help` and `--help`, so that help is written in one place. */
function helpLast(args: readonly string[]): string[] {
  return args[0] === 'help' ? [...args.slice(1), '--help'] : [...args]
}

const firstSteps = `
First steps:
  isobar demo                                       two bundled clouds, nothing to configure
  isobar init                                       connect your own Azure tenant or AWS account
  isobar collect                                    read it into the graph
  isobar query "FIND azure_vm THAT USES azure_nic"  ask

isobar <command> --help shows examples of each command.`
