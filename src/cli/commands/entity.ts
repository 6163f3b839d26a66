/** `isobar entity`: one entity with its properties, neighbours and versions. */
import type { Command } from 'commander'
import type { EntityReport } from '../../store/entity.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { type Exit, exit } from '../exit.ts'
import { wholeNumber } from '../options.ts'
import { give } from '../output/answer.ts'
import { cell, visible } from '../output/cell.ts'
import { instant, thousands } from '../output/numbers.ts'
import type { Output } from '../output/output.ts'
import { table } from '../output/table.ts'
import type { Cli } from '../program.ts'
import { withWorkspace } from '../workspace.ts'

interface Options {
  readonly neighbours?: number
}

export function define(command: Command, cli: Cli): void {
  command
    .argument('<key>', 'the _key or _id of the entity')
    .option('--neighbours <n>', 'at most so many neighbours', wholeNumber)
    .addHelpText('after', examples)
    .action((key: string, options: Options) => cli.run((context) => run(context, key, options)))
}

const examples = `
Examples:
  A virtual machine, by its ARM id in lower case:
    isobar entity /subscriptions/1a0c…/resourcegroups/web/providers/microsoft.compute/virtualmachines/web-1
  When its properties changed:
    isobar entity arn:aws:s3:::billing --format json | jq .versions

An entity that is gone is shown as it was last.`

async function run(context: Context, key: string, options: Options): Promise<Exit> {
  const { entityReports } = await import('../../store/entity.ts')
  const reports = await withWorkspace(context, { readOnly: true }, (store) => entityReports(store, key, options.neighbours))
  const [report] = reports
  if (report === undefined)
    throw new UsageError(`there is no entity with the _key or _id "${visible(key)}"; isobar query "FIND 'part of its name'" may find it`)
  if (reports.length > 1) {
    const ids = reports.map(({ entity }) => `  ${String(entity._id)} of ${String(entity._integrationName)}`)
    throw new UsageError(`${reports.length} integrations have this key; name the entity by its _id:\n${ids.join('\n')}`)
  }
  await give(context, { json: report, rows: [{ ...report.entity, ...report.properties }], text: () => textOf(context.out, report) })
  return exit.done
}

function textOf(out: Output, { entity, properties, neighbours, neighbourCount, versions }: EntityReport): string {
  const name = properties.displayName ?? entity._key
  const facts = Object.entries({ ...entity, ...properties }).filter(([property]) => property !== 'displayName')
  const gone = entity._deleted === true ? out.style('red', ' (gone)') : ''
  return [
    `${out.style('bold', cell(name))} ${out.style('dim', cell(entity._type))}${gone}\n`,
    table(
      out,
      [{ title: 'property' }, { title: 'value' }],
      facts.map(([property, value]) => [property, shown(property, value)]),
    ),
    `${thousands(neighbourCount)} neighbours${neighbourCount > neighbours.length ? `, the first ${neighbours.length}` : ''}\n`,
    neighbours.length === 0
      ? ''
      : table(
          out,
          [{ title: '' }, { title: 'relationship' }, { title: 'type' }, { title: 'name' }, { title: 'key' }],
          neighbours.map(({ direction, relationship, entity: other }) => [
            direction === 'out' ? '→' : '←',
            relationship.metadata._class,
            other._type,
            other.displayName,
            other._key,
          ]),
        ),
    table(
      out,
      [{ title: 'version', align: 'right' }, { title: 'from' }, { title: 'to' }, { title: 'changed' }],
      versions.map(({ version, beginOn, endOn, deleted, changes }) => [
        version,
        instant(beginOn),
        endOn === undefined ? 'now' : `${instant(endOn)}${deleted ? ', then gone' : ''}`,
        changes === undefined ? '' : Object.keys(changes).join(', '),
      ]),
    ),
  ].join('\n')
}

/** Times of metadata as people read them; everything else as it is. */
function shown(property: string, value: unknown): unknown {
  return property.startsWith('_') && property.endsWith('On') && typeof value === 'number' ? instant(value) : value
}
