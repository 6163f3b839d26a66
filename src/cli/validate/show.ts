/** What `isobar validate` found, for people: what is granted at a glance, and what to do about the rest. */
import type { PermissionCheck } from '../../collect/resource.ts'
import type { Context } from '../context.ts'
import { visible } from '../output/cell.ts'
import type { Output } from '../output/output.ts'
import { table } from '../output/table.ts'

export interface Validated {
  readonly name: string
  readonly signIn: { readonly ok: boolean; readonly message?: string; readonly code?: string; readonly requestId?: string }
  readonly permissions: readonly PermissionCheck[]
}

/** More permissions of one fate in one place than these are one line: two hundred of them are one role. */
const mostAlike = 20

export function textOf({ out, verbose }: Pick<Context, 'out' | 'verbose'>, { name, signIn, permissions }: Validated): string {
  const who = out.style('bold', visible(name))
  if (!signIn.ok) return `${who}: ${out.style('red', 'sign-in refused:')} ${visible(signIn.message ?? '')}\n`
  const heading = `${who}: ${out.style('green', 'signed in')}; ${counts(permissions)}\n`
  const rows = linesOf(permissions, verbose).map(({ granted, names, scopes, types }) => [
    verdicts.get(granted),
    names.length === 1 ? names[0] : `${names.length} permissions (--verbose names them)`,
    scopes.length === 1 ? scopes[0] : `${scopes.length} scopes`,
    names.length === 1 ? types.join(', ') : `${types.length} types`,
  ])
  return (
    heading +
    table(out, [{ title: 'granted' }, { title: 'permission' }, { title: 'scope' }, { title: 'needed by' }], rows) +
    remediesText(out, 'missing', permissions, verbose) +
    remediesText(out, 'unknown', permissions, verbose)
  )
}

function counts(permissions: readonly PermissionCheck[]): string {
  const number = (verdict: PermissionCheck['granted']): number => permissions.filter(({ granted }) => granted === verdict).length
  return `${number(true)} permissions granted, ${number(false)} missing, ${number('unknown')} unknown`
}

interface Line {
  readonly granted: PermissionCheck['granted']
  readonly names: readonly string[]
  readonly scopes: readonly string[]
  readonly types: readonly string[]
}

/** The same permission in a hundred subscriptions is one line, unless they differ. */
function linesOf(permissions: readonly PermissionCheck[], all: boolean): Line[] {
  const alike = Map.groupBy(permissions, ({ permission, granted }) => `${granted} ${permission}`)
  const single = [...alike.values()].flatMap((checks): Line[] => {
    const [first] = checks
    if (first === undefined) return []
    const { granted, permission, neededBy } = first
    return [{ granted, names: [permission], scopes: checks.map(({ scope }) => scope), types: neededBy }]
  })
  if (all) return single
  const sameFate = Map.groupBy(single, ({ granted, scopes }) => `${granted} ${scopes.join(' ')}`)
  return [...sameFate.values()].flatMap((lines): Line[] => {
    const [first] = lines
    if (first === undefined || lines.length <= mostAlike) return lines
    const types = new Set(lines.flatMap((line) => line.types))
    return [{ ...first, names: lines.flatMap(({ names }) => names), types: [...types] }]
  })
}

/** How what is not granted is told. */
const shortcomings = { missing: { granted: false, colour: 'red' }, unknown: { granted: 'unknown', colour: 'yellow' } } as const

/** A thousand vaults may want a command each: the first show the way. */
const remediesShown = 20

/** One remedy often mends a hundred permissions: it is said once. */
function remediesText(out: Output, what: keyof typeof shortcomings, permissions: readonly PermissionCheck[], all: boolean): string {
  const { granted: verdict, colour } = shortcomings[what]
  const short = permissions.filter(({ granted }) => granted === verdict)
  const remedies = Map.groupBy(short, ({ remedy }) => remedy ?? 'Grant it.')
  const lines = [...remedies].map(([remedy, checks]) => {
    const names = some([...new Set(checks.map(({ permission }) => permission))], 4)
    const scopes = some([...new Set(checks.map(({ scope }) => scope))], 4)
    return `${out.style(colour, what)} ${visible(names)} on ${visible(scopes)}\n  ${visible(remedy)}\n`
  })
  const left = all ? 0 : lines.length - remediesShown
  return left > 0 ? `${lines.slice(0, remediesShown).join('')}… and ${left} more: --verbose or --format json shows all.\n` : lines.join('')
}

function some(names: readonly string[], most: number): string {
  const left = names.length - most
  return left > 0 ? `${names.slice(0, most).join(', ')} and ${left} more` : names.join(', ')
}

const verdicts: ReadonlyMap<PermissionCheck['granted'], string> = new Map<PermissionCheck['granted'], string>([
  [true, 'yes'],
  [false, 'NO'],
  ['unknown', 'unknown'],
])
