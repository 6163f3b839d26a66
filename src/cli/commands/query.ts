/** `isobar query`: asks the graph. */
import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import type { Command } from 'commander'
import type { QueryOptions, QueryWarning } from '../../query/index.ts'
import type { Reader } from '../../store/store.ts'
import { type Context, note, warn } from '../context.ts'
import { UsageError } from '../errors.ts'
import { type Exit, exit } from '../exit.ts'
import { parseInstant } from '../instant.ts'
import { maxSeconds } from '../limits.ts'
import { none, numberOrNone } from '../options.ts'
import { give } from '../output/answer.ts'
import type { Cli } from '../program.ts'
import { type Configured, parseParameters, settingsOf } from '../query/settings.ts'
import { withWorkspace } from '../workspace.ts'

interface Options {
  readonly file?: string
  readonly question?: string
  readonly param?: readonly string[]
  readonly asOf?: string
  readonly explain?: boolean
  readonly settings?: string
  readonly batch?: string
  readonly interactive?: boolean
  readonly limit?: number | typeof none
  readonly timeout?: number | typeof none
}

export function define(command: Command, cli: Cli): void {
  command
    .argument('[text]', 'the query')
    .option('-f, --file <file>', 'read the query from a file, or - for standard input')
    .option('-q, --question <id>', "ask a stored question, or one of its queries: id/name; 'isobar questions' lists them")
    .option('--param <name=value>', 'set a variable or placeholder of the query; repeatable', (pair: string, all: string[] = []) => [
      ...all,
      pair,
    ])
    .option('--as-of <date>', 'ask the graph as it was then: a date, a time, or 7d for a week ago')
    .option('--explain', 'run it and show the plan, what each step cost, and the SQL')
    .option('--settings <file>', 'what the query may refer to beside the graph, as the query: section of isobar.yaml')
    .option('--batch <file>', 'answer many queries: NDJSON {"id", "query", "params"} in, one answer a line out')
    .option('-i, --interactive', 'ask for queries one after the other; so it is on a terminal when none is given')
    .option(
      '--limit <n>',
      'at most so many rows; none for all of them, whatever the configuration says',
      numberOrNone(Number.MAX_SAFE_INTEGER),
    )
    .option('--timeout <seconds>', 'give up after so long; none to wait', numberOrNone(maxSeconds))
    .addHelpText('after', examples)
    .action((text: string | undefined, options: Options) => cli.run((context) => query(context, text, options)))
}

const examples = `
Examples:
  Every virtual machine:
    isobar query "FIND azure_vm"
  At which addresses the Internet finds them, as a table:
    isobar query "FIND azure_vm AS vm THAT USES azure_public_ip AS ip RETURN vm.displayName, ip.publicIpAddress"
  How many resources of each type there are:
    isobar query "FIND * AS e RETURN e._type, count(e) AS n ORDER BY n DESC LIMIT 10"
  Both clouds at once, by class instead of type:
    isobar query "FIND DataStore WITH public = true"
  What it looked like a week ago:
    isobar query "FIND Host" --as-of 7d
  Query after query, with completion and history:
    isobar query
  A question that is stored, with a parameter of it:
    isobar query -q aws-old-access-keys --param days=30
  For other programs:
    isobar query "FIND User" --format csv > users.csv

The language: docs/query-language.md`

async function query(context: Context, text: string | undefined, options: Options): Promise<Exit> {
  const given = [text, options.file, options.question, options.batch].filter((source) => source !== undefined)
  const prompted = given.length === 0 && (process.stdin.isTTY === true || options.interactive === true)
  if (given.length !== 1 && !prompted)
    throw new UsageError(`expected one of: a query in quotes, --file, --question, --batch; 'isobar query --help' has examples`)
  const asked: QueryOptions = {
    ...limited(await settingsOf(context, options.settings), options),
    params: parseParameters(options.param ?? []),
    signal: context.signal,
    ...(options.asOf === undefined ? {} : { asOf: parseInstant(options.asOf) }),
  }
  if (prompted) return await converse(context, asked)
  if (options.question !== undefined) return await ask(context, options.question, asked)
  const words = options.batch === undefined ? (text ?? (await readQuery(options.file ?? '-'))) : ''
  await withWorkspace(context, { readOnly: true }, async (store) => {
    if (options.batch !== undefined) {
      const { batch } = await import('../query/batch.ts')
      await batch(context, store, options.batch, asked)
    } else if (options.explain === true) await explain(context, store, words, asked)
    else await answer(context, store, words, asked)
  })
  return exit.done
}

/** The limits of the configuration, unless the command says others or that there are none. */
function limited({ settings, timeoutMs, limit }: Configured, options: Options): QueryOptions {
  const seconds = options.timeout ?? (timeoutMs === undefined ? none : timeoutMs / 1000)
  const rows = options.limit ?? limit ?? none
  return { settings, ...(seconds === none ? {} : { timeoutMs: seconds * 1000 }), ...(rows === none ? {} : { limit: rows }) }
}

/** Query after query, until the caller has had enough. */
async function converse(context: Context, options: QueryOptions): Promise<Exit> {
  const { prompt } = await import('../query/prompt.ts')
  await withWorkspace(context, { readOnly: true }, (reader) =>
    prompt({ context, reader, options, input: process.stdin, answer: (text, how) => answer(context, reader, text, how) }),
  )
  return exit.done
}

/** Each query under what its rows mean; as JSON one document whatever their number. */
async function ask(context: Context, reference: string, options: QueryOptions): Promise<Exit> {
  const { storedQuestion } = await import('../query/question.ts')
  const stored = await storedQuestion(reference, options)
  const [only, ...more] = stored.queries
  await withWorkspace(context, { readOnly: true }, async (store) => {
    if (context.format === 'table') {
      note(context, `${stored.question.title}\n${stored.question.description}`)
      for (const { name, meaning, query } of stored.queries) {
        note(context, context.err.style('dim', `\n${name} (${meaning}): ${query}`))
        await answer(context, store, query, stored.options)
      }
    } else if (only !== undefined && more.length === 0) await answer(context, store, only.query, stored.options)
    else {
      const { runQuery } = await import('../../query/index.ts')
      const answers: unknown[] = []
      for (const { name, meaning, query } of stored.queries) {
        const { type, data, warnings, truncated } = await runQuery(store, query, stored.options)
        warnAll(context, warnings)
        if (truncated) warn(context, `${name}: ${cutShort(stored.options.limit)}`)
        answers.push({ name, meaning, type, data, ...(truncated ? { truncated } : {}) })
      }
      await give(context, {
        json: { id: stored.question.id, queries: answers },
        rows: answers.map((one) => ({ ...Object(one) })),
        text: () => '',
      })
    }
  })
  return exit.done
}

async function answer(context: Context, reader: Reader, text: string, options: QueryOptions): Promise<void> {
  const [{ streamQuery }, { show }] = await Promise.all([import('../../query/index.ts'), import('../query/show.ts')])
  const start = performance.now()
  const stream = await streamQuery(reader, text, options)
  warnAll(context, stream.warnings)
  const count = await show(context, stream)
  if (stream.isCut()) warn(context, cutShort(options.limit))
  if (context.format === 'table') {
    const rows = stream.type === 'tree' ? `${count} vertices` : count === 1 ? '1 row' : `${count} rows`
    note(context, context.err.style('dim', `${rows} in ${Math.round(performance.now() - start)} ms`))
  }
}

function cutShort(limit: number | undefined): string {
  return `there is more: the answer was cut short at ${limit} rows`
}

async function explain(context: Context, reader: Reader, text: string, options: QueryOptions): Promise<void> {
  const { explainQuery } = await import('../../query/index.ts')
  const plan = await explainQuery(reader, text, { ...options, run: true })
  warnAll(context, plan.warnings)
  await give(context, {
    json: plan,
    rows: plan.steps.map((step) => ({ ...step })),
    text: () =>
      `${plan.text}\n\n${plan.sql}\n${plan.parameters.map((value, index) => `$${index + 1} = ${JSON.stringify(value)}\n`).join('')}`,
  })
}

function warnAll(context: Context, warnings: readonly QueryWarning[]): void {
  for (const { message, line, column, suggestion } of warnings) {
    const place = line === undefined || column === undefined ? '' : ` (line ${line}, column ${column})`
    const meant = suggestion === undefined || message.includes(suggestion) ? '' : `; did you mean ${suggestion}?`
    warn(context, `${message}${place}${meant}`)
  }
}

async function readQuery(file: string): Promise<string> {
  return file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8')
}
