/** `isobar status`: what is in the graph, the last runs, and what is stale. */
import type { Command } from 'commander'
import type { Status } from '../../store/status.ts'
import { Gaps, gapText } from '../collect/gaps.ts'
import { unconcludedLine } from '../collect/show.ts'
import type { Context } from '../context.ts'
import { type Exit, exit } from '../exit.ts'
import { give } from '../output/answer.ts'
import { visible } from '../output/cell.ts'
import { instant, seconds, thousands } from '../output/numbers.ts'
import type { Output } from '../output/output.ts'
import { table } from '../output/table.ts'
import type { Cli } from '../program.ts'
import { withWorkspace } from '../workspace.ts'

export function define(command: Command, cli: Cli): void {
  command.addHelpText('after', examples).action(() => cli.run(run))
}

const examples = `
Examples:
  Whether everything was read, and when:
    isobar status
  How many entities of each type, for a script:
    isobar status --format json | jq .entities.byType
  What is stale, and why:
    isobar status --format json | jq '.stale[] | {type, scope, status, error}'`

async function run(context: Context): Promise<Exit> {
  const { status } = await import('../../store/status.ts')
  const found = await withWorkspace(context, { readOnly: true }, (store) => status(store))
  await give(context, { json: found, rows: rowsOf(found), text: () => textOf(context.out, found) })
  return exit.done
}

function rowsOf({ entities, relationships }: Status): { kind: string; name: string; count: number }[] {
  return [
    ...Object.entries(entities.byType).map(([name, count]) => ({ kind: 'entity', name, count })),
    ...Object.entries(relationships.byTriple).map(([name, count]) => ({ kind: 'relationship', name, count })),
  ]
}

const right = 'right' as const

function textOf(out: Output, found: Status): string {
  const { entities, relationships, integrations, stale } = found
  const types = Object.entries(entities.byType).sort(([, a], [, b]) => b - a)
  const parts = [
    `${thousands(entities.total)} entities of ${types.length} types, ${thousands(relationships.total)} relationships\n`,
    table(
      out,
      [
        { title: 'integration' },
        { title: 'type' },
        { title: 'entities', align: right },
        { title: 'relationships', align: right },
        { title: 'last run' },
        { title: 'took', align: right },
        { title: 'ended' },
      ],
      integrations.map(({ name, type, entities, relationships, lastRun }) => [
        name,
        type,
        thousands(entities),
        thousands(relationships),
        lastRun === undefined ? '' : instant(lastRun.startedOn),
        lastRun === undefined ? '' : seconds(lastRun.ms / 1000),
        lastRun?.status,
      ]),
    ),
    table(
      out,
      [{ title: 'type' }, { title: 'entities', align: right }],
      types.map(([type, count]) => [type, thousands(count)]),
    ),
    resourcesText(out, found.resources),
    staleText(out, stale),
    unconcludedText(out, found),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** Every merge concludes anew from all integrations: the last one tells whether what analyses concluded is of today. */
function unconcludedText(out: Output, { runs }: Status): string {
  const [last] = runs
  return last?.summary.unconcluded === undefined
    ? ''
    : `${unconcludedLine(out, last.summary.unconcluded)} of ${visible(last.integration)}\n`
}

/** Nothing is invisible, or this is. */
function resourcesText(out: Output, resources: Status['resources']): string {
  if (resources === undefined) return ''
  const { total, modelled, generic, unknown, gaps } = resources
  const heading = `${out.style('bold', 'resources')}: of ${thousands(total)}, ${thousands(modelled)} are modelled, ${thousands(generic)} are generic, ${thousands(unknown)} unknown\n`
  if (gaps.length === 0) return heading
  const rows = gaps.map(({ type, resources, tasks }) => [type, thousands(resources), whyUnknown(tasks)])
  return heading + table(out, [{ title: 'unknown' }, { title: 'resources', align: right }, { title: 'because' }], rows)
}

function whyUnknown(tasks: NonNullable<Status['resources']>['gaps'][number]['tasks']): string {
  const [first] = tasks
  if (first === undefined) return 'counted, but not listed; collect again'
  const others = tasks.length === 1 ? '' : ` and ${thousands(tasks.length - 1)} more`
  return `${first.type} ${first.status} in ${first.scope}${others}`
}

function staleText(out: Output, stale: Status['stale']): string {
  if (stale.length === 0) return 'Nothing is stale: every task read its cloud to the end.\n'
  const rows = stale.reduce((sum, { entities }) => sum + entities, 0)
  const never = stale.filter(({ completeOn }) => completeOn === undefined).length
  const gaps = new Gaps()
  for (const task of stale) gaps.add(task)
  const heading = `${out.style('bold', 'stale')}: ${thousands(stale.length)} tasks could not read their cloud to the end`
  return `${heading}; ${thousands(rows)} entities are as they were before, ${thousands(never)} tasks never succeeded\n${gapText(out, gaps)}`
}
