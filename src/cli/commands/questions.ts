/** `isobar questions`: lists and searches the stored questions. */
import type { Command } from 'commander'
import type { Question } from '../../questions/question.ts'
import type { Context } from '../context.ts'
import { type Exit, exit } from '../exit.ts'
import { give } from '../output/answer.ts'
import { table } from '../output/table.ts'
import type { Cli } from '../program.ts'

export function define(command: Command, cli: Cli): void {
  command
    .argument('[search...]', 'words that must all occur in id, title, description or tags')
    .addHelpText('after', examples)
    .action((words: string[]) => cli.run((context) => run(context, words)))
}

const examples = `
Examples:
  What may be asked about second factors:
    isobar questions mfa
  Ask one of them:
    isobar query -q admins-without-mfa
  All ids with their tags:
    isobar questions --format json | jq -r '.[] | "\\(.id)  \\(.tags | join(" "))"'`

async function run(context: Context, words: readonly string[]): Promise<Exit> {
  const { loadQuestions, searchQuestions } = await import('../../questions/library.ts')
  const all = await loadQuestions()
  const found = searchQuestions(all, words)
  await give(context, {
    json: found,
    rows: found.map(({ id, title, tags, queries }) => ({ id, title, tags, queries: queries.map(({ name }) => name) })),
    text: () => list(context, found, all.length),
  })
  return exit.done
}

function list(context: Context, found: readonly Question[], of: number): string {
  if (found.length === 0) return `None of ${of} questions has all of these words.\n`
  const rows = found.map(({ id, title, tags }) => [id, title, tags.join(' ')])
  return `${table(context.out, [{ title: 'id' }, { title: 'question' }, { title: 'tags' }], rows)}\n${found.length} of ${of}. Ask one: isobar query -q <id>\n`
}
