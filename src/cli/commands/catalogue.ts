/** `isobar catalogue`: what can be collected, and how much of it is in this workspace. */
import type { Command } from 'commander'
import { catalogueOf, type Evidence } from '../catalogue/catalogue.ts'
import { cloudTypes, definitionsOf, isCloud } from '../clouds.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { type Exit, exit } from '../exit.ts'
import { give } from '../output/answer.ts'
import { thousands } from '../output/numbers.ts'
import { table } from '../output/table.ts'
import type { Cli } from '../program.ts'
import { withWorkspace } from '../workspace.ts'

interface Options {
  readonly evidence?: boolean
}

export function define(command: Command, cli: Cli): void {
  command
    .argument('[cloud]', 'azure or aws; both by default')
    .option('--evidence', 'also count how many of each this workspace holds')
    .addHelpText('after', examples)
    .action((cloud: string | undefined, options: Options) => cli.run((context) => run(context, cloud, options)))
}

const examples = `
Examples:
  Every type and relationship of Azure, with the permission that each needs:
    isobar catalogue azure
  What can be collected but is not in this graph:
    isobar catalogue --evidence --format json | jq -r '.entities[] | select(.count == 0) | .type'`

async function run(context: Context, cloud: string | undefined, options: Options): Promise<Exit> {
  if (cloud !== undefined && !isCloud(cloud)) throw new UsageError(`"${cloud}" is no cloud: ${cloudTypes.join(' or ')}`)
  const definitions = (await Promise.all((cloud === undefined ? cloudTypes : [cloud]).map(definitionsOf))).flat()
  const counted = options.evidence === true
  const { concluded } = await import('../../analysis/index.ts')
  const { entities, relationships } = catalogueOf(definitions, concluded, counted ? await evidence(context) : undefined)
  const count = counted ? [{ title: 'count', align: 'right' as const }] : []
  await give(context, {
    json: { entities, relationships },
    rows: [
      ...entities.map((row) => ({ kind: 'entity', ...row })),
      ...relationships.map(({ kind, ...row }) => ({ kind: 'relationship', target: kind, ...row })),
    ],
    text: () =>
      [
        `${entities.length} entity types\n`,
        table(
          context.out,
          [{ title: 'type' }, { title: 'class' }, ...count, { title: 'title' }, { title: 'permission' }, { title: 'api' }],
          entities.map((row) => [row.type, row.class.join(', '), ...countOf(row), row.title, row.permission, row.api]),
        ),
        `\n${relationships.length} relationships\n`,
        table(
          context.out,
          [{ title: 'from' }, { title: 'class' }, { title: 'to' }, ...count, { title: 'kind' }],
          relationships.map((row) => [row.from, row.class, row.to, ...countOf(row), row.kind]),
        ),
      ].join(''),
  })
  return exit.done
}

function countOf({ count }: { readonly count?: number }): string[] {
  return count === undefined ? [] : [thousands(count)]
}

async function evidence(context: Context): Promise<Evidence> {
  const { status } = await import('../../store/status.ts')
  const { entities, relationships } = await withWorkspace(context, { readOnly: true }, (store) => status(store, 0))
  return { byType: entities.byType, byTriple: relationships.byTriple }
}
