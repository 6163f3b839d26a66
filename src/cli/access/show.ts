/** Answers about access in every format. */
import type { Found } from '../../analysis/access/find.ts'
import { type Gap, gaps } from '../../analysis/access/gaps.ts'
import { type MatrixRow, matrix } from '../../analysis/access/matrix.ts'
import { grantsOf, paths } from '../../analysis/access/paths.ts'
import { type Possible, possible } from '../../analysis/access/possible.ts'
import type { Action } from '../../analysis/access/question.ts'
import type { Reader } from '../../store/store.ts'
import { type Context, isDrawing, note } from '../context.ts'
import { UsageError } from '../errors.ts'
import { give } from '../output/answer.ts'
import { csvLine } from '../output/csv.ts'
import { layOut, table } from '../output/table.ts'
import { type Access, byPrincipal, completeness, type Denied, inWords, possibleAt, rowOf } from './answer.ts'

type Tell = (gaps: readonly Gap[]) => void

/** Who may do the action on one thing. */
export async function showPaths(
  context: Context,
  reader: Reader,
  { action, on, who }: { readonly action: Action; readonly on: Found; readonly who: Found | undefined },
  tell: Tell,
): Promise<void> {
  const { signal } = context
  const question = { action, on: on.nid, ...(who === undefined ? {} : { who: who.nid }) }
  const [all, unknown, may] = await Promise.all([
    paths(reader, question, { signal }),
    gaps(reader, question, { signal }),
    possible(reader, on.nid, { signal }),
  ])
  const { access, denied } = byPrincipal(all)
  const could = possibleAt(may, on.key).filter(({ principal }) => who === undefined || principal.key === who.key)
  tell(unknown)
  await give(context, {
    json: {
      action: action.name,
      plane: action.plane,
      on: named(on),
      ...asked(who),
      ...completeness(unknown),
      access,
      denied,
      possible: could,
    },
    rows: access.flatMap(({ principal, paths }) => paths.map((way) => rowOf(principal, way))),
    text: () => textOf(context, access, denied, could, unknown),
  })
}

/** What was given to one principal. */
export async function showGrants(context: Context, reader: Reader, who: Found, tell: Tell): Promise<void> {
  const { signal } = context
  const [all, unknown] = await Promise.all([grantsOf(reader, who.nid, { signal }), gaps(reader, undefined, { signal })])
  const { access } = byPrincipal(all)
  const grants = access.flatMap((one) => one.paths)
  tell(unknown)
  await give(context, {
    json: { who: named(who), ...completeness(unknown), grants },
    rows: grants.map((way) => rowOf(named(who), way)),
    text: () =>
      grants.length === 0
        ? nothing(unknown, 'Nothing was given to it')
        : table(
            context.out,
            ['state', 'scope', 'type', 'way'].map((title) => ({ title })),
            grants.map((way) => [stateText(way), way.scope.displayName, way.scope.type, inWords(way)]),
          ),
  })
}

/** Who may do the action on each resource, a row at a time. */
export async function showMatrix(
  context: Context,
  reader: Reader,
  { action, within, who }: { readonly action: Action; readonly within: Found | undefined; readonly who: Found | undefined },
  tell: Tell,
): Promise<void> {
  const { format, out, signal } = context
  if (isDrawing(format)) throw new UsageError(`--format ${format} draws trees: isobar query "… RETURN TREE" --format ${format}`)
  const question = {
    action,
    ...(within === undefined ? {} : { within: within.type === 'azure_account' ? '/' : within.key }),
    ...(who === undefined ? {} : { who: who.nid }),
  }
  const unknown = await gaps(reader, question, { signal })
  tell(unknown)
  const writer = writerOf(context, { action: action.name, plane: action.plane, ...asked(who), ...completeness(unknown) })
  let count = 0
  for await (const row of matrix(reader, question, { signal })) {
    count++
    writer.row(row)
    await out.flushed()
  }
  writer.end()
  await out.flushed()
  if (count === 0 && format === 'table') note(context, nothing(unknown, 'Nobody may do it').trimEnd())
}

/** Rows that decide how wide the columns of a table are. */
const sampled = 500
const columns = ['principal', 'principalType', 'state', 'conditional', 'resource', 'resourceType', 'principalKey', 'resourceKey'] as const

function writerOf({ format, out }: Context, head: Readonly<Record<string, unknown>>): { row(row: MatrixRow): void; end(): void } {
  let first = true
  switch (format) {
    case 'json':
      out.write(`${JSON.stringify(head).slice(0, -1)},"access":[`)
      return {
        row: (row) => {
          out.write(`${first ? '' : ','}\n${JSON.stringify(row)}`)
          first = false
        },
        end: () => out.write(`${first ? '' : '\n'}]}\n`),
      }
    case 'ndjson':
      return { row: (row) => out.write(`${JSON.stringify(flat(row))}\n`), end: () => {} }
    case 'csv':
      out.write(csvLine(columns))
      return { row: (row) => out.write(csvLine(columns.map((column) => flat(row)[column]))), end: () => {} }
    default:
      return tableWriter(out)
  }
}

function tableWriter(out: Context['out']): { row(row: MatrixRow): void; end(): void } {
  const titles = ['principal', 'type', 'state', 'resource', 'type'].map((title) => ({ title }))
  const held: unknown[][] = []
  let layout: ReturnType<typeof layOut> | undefined
  const begin = (): void => {
    layout = layOut(out, titles, held)
    out.write(layout.heading + held.map((cells) => layout?.line(cells)).join(''))
  }
  return {
    row: (row) => {
      const cells = [row.principal.displayName, row.principal.type, stateText(row), row.resource.displayName, row.resource.type]
      if (layout !== undefined) out.write(layout.line(cells))
      else if (held.push(cells) === sampled) begin()
    },
    end: () => {
      if (layout === undefined && held.length > 0) begin()
    },
  }
}

function flat({ principal, resource, state, conditional }: MatrixRow): Record<(typeof columns)[number], unknown> {
  return {
    principal: principal.displayName,
    principalType: principal.type,
    state,
    conditional,
    resource: resource.displayName,
    resourceType: resource.type,
    principalKey: principal.key,
    resourceKey: resource.key,
  }
}

function textOf(
  context: Context,
  access: readonly Access[],
  denied: readonly Denied[],
  could: readonly Possible[],
  unknown: readonly Gap[],
): string {
  const { out } = context
  const rows = access.flatMap(({ principal, paths }) =>
    paths.map((way, index) => [index === 0 ? principal.displayName : '', index === 0 ? principal.type : '', stateText(way), inWords(way)]),
  )
  const titles = (...names: string[]) => names.map((title) => ({ title }))
  const parts = [
    rows.length === 0 ? nothing(unknown, 'Nobody may do it') : table(out, titles('principal', 'type', 'state', 'way'), rows),
    ...(denied.length === 0
      ? []
      : [
          `${out.style('bold', 'kept out by deny assignments')}\n${table(
            out,
            titles('principal', 'type', 'by'),
            denied.map(({ principal, by }) => [principal.displayName, principal.type, by.map(({ displayName }) => displayName).join(', ')]),
          )}`,
        ]),
    ...(could.length === 0
      ? []
      : [
          `${out.style('bold', 'do not have it, but')}\n${table(
            out,
            titles('principal', 'type', 'why'),
            could.map((one) => [one.principal.displayName, one.principal.type, whyText(one)]),
          )}`,
        ]),
  ]
  return parts.join('\n')
}

function whyText({ how, role, eligible, scope }: Possible): string {
  return how === 'elevate'
    ? `${eligible ? 'may activate' : 'is'} ${role}, and so can become User Access Administrator of the whole tenant`
    : `is ${role} of ${scope.displayName}: Azure no longer honours classic administrators`
}

function stateText({ state, conditional }: { readonly state: string; readonly conditional: boolean }): string {
  return conditional ? `${state}, conditional` : state
}

/** Never a plain nobody where something was not read. */
function nothing(unknown: readonly Gap[], words: string): string {
  return unknown.length === 0 ? `${words}.\n` : `${words}, as far as is known: some of what decides it was not read.\n`
}

function asked(who: Found | undefined): { readonly who?: ReturnType<typeof named> } {
  return who === undefined ? {} : { who: named(who) }
}

function named({ key, type, displayName }: Found): { readonly key: string; readonly type: string; readonly displayName: string } {
  return { key, type, displayName }
}
