/** `isobar demo`: two bundled clouds in a fresh workspace, and what an attacker would notice first. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Command } from 'commander'
import type { Definition } from '../../collect/plan.ts'
import type { Status } from '../../store/status.ts'
import type { Store } from '../../store/store.ts'
import { cloudTypes, definitionsOf } from '../clouds.ts'
import type { Context } from '../context.ts'
import { type Asked, demoAnswers, demoFile } from '../demo/answers.ts'
import { UsageError } from '../errors.ts'
import { type Exit, exit } from '../exit.ts'
import { thousands } from '../output/numbers.ts'
import type { Output } from '../output/output.ts'
import { paragraph } from '../output/paragraph.ts'
import { table } from '../output/table.ts'
import type { Cli } from '../program.ts'
import { show } from '../query/show.ts'
import { withWorkspace } from '../workspace.ts'

export function define(command: Command, cli: Cli): void {
  command.addHelpText('after', examples).action(() => cli.run(run))
}

const examples = `
Examples:
  Into ./.isobar-demo, anew each time:
    isobar demo
  Somewhere else:
    isobar demo --workspace /tmp/demo

The clouds are made up: an Azure tenant and an AWS organisation of two companies that became one, with some 1,200
resources and the mistakes that such companies make. Nothing is asked of any network.`

const archives = ['azure.ndjson.gz', 'aws.ndjson.gz']

async function run(given: Context): Promise<Exit> {
  const context = await fresh(given)
  const { out } = context
  await withWorkspace(context, { create: true }, async (store) => {
    await fill(store, context.signal)
    const { status } = await import('../../store/status.ts')
    out.write(found(out, await status(store)))
    for (const [index, asked] of (await demoAnswers()).entries()) await answer(context, store, index + 1, asked)
  })
  const folder = relative(process.cwd(), context.workspace) || '.'
  out.write(`\n${out.style('bold', 'Go on')} with questions of your own, and then with clouds of your own:\n`)
  out.write(
    `  isobar query "FIND User THAT ASSIGNED AccessPolicy" --workspace ${folder}\n  isobar status --workspace ${folder}\n  isobar init\n`,
  )
  await out.flushed()
  return exit.done
}

/** A workspace with nothing in it: the demo's own is made anew, any other must not be one yet. */
async function fresh(context: Context): Promise<Context> {
  const own = context.workspaceChosen ? context.workspace : join(process.cwd(), '.isobar-demo')
  if (existsSync(join(own, 'graph.duckdb'))) {
    if (context.workspaceChosen) throw new UsageError(`${own} holds a graph already; choose a folder that does not exist`)
    // Opened once, so that a process that still uses it is named instead of losing it.
    await withWorkspace({ ...context, workspace: own }, { readOnly: true }, async () => {})
    await rm(own, { recursive: true })
  }
  return { ...context, workspace: own, format: 'table' }
}

async function fill(store: Store, signal: AbortSignal): Promise<void> {
  const { replay } = await import('../../collect/replay.ts')
  const known = new Map<string, readonly Definition[]>()
  for (const type of cloudTypes) known.set(type, await definitionsOf(type))
  for (const archive of archives) await replay({ archive: demoFile(archive), store, signal, definitions: (type) => known.get(type) })
}

function found(out: Output, { entities, relationships, integrations, stale }: Status): string {
  const types = Object.keys(entities.byType).length
  const right = 'right' as const
  return [
    `${out.style('bold', `${thousands(entities.total)} entities`)} of ${types} types, ${thousands(relationships.total)} relationships between them\n\n`,
    table(
      out,
      [
        { title: 'integration' },
        { title: 'cloud' },
        { title: 'entities', align: right },
        { title: 'relationships', align: right },
        { title: 'read' },
      ],
      integrations.map(({ name, type, entities, relationships }) => [
        name,
        type,
        thousands(entities),
        thousands(relationships),
        gaps(stale, name),
      ]),
    ),
  ].join('')
}

/** An honest picture says what is not in it. */
function gaps(stale: Status['stale'], name: string): string {
  const missing = stale.filter(({ integration }) => integration === name)
  const scopes = new Set(missing.map(({ scope }) => scope)).size
  return missing.length === 0
    ? 'completely'
    : `but for ${missing.length} tasks in ${scopes === 1 ? 'one scope' : `${scopes} scopes`}, which were refused`
}

async function answer(context: Context, store: Store, number: number, { title, why, query }: Asked): Promise<void> {
  const { out } = context
  const columns = Math.min(out.width ?? 110, 110)
  out.write(`\n${out.style('bold', `${number}. ${title}`)}\n${paragraph(why, columns, '   ')}\n`)
  out.write(
    `${query
      .split('\n')
      .map((line) => `   ${out.style('cyan', line)}\n`)
      .join('')}\n`,
  )
  const { streamQuery } = await import('../../query/index.ts')
  await show(context, await streamQuery(store, query, { signal: context.signal }))
}
