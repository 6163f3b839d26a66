/** `isobar validate`: signs in and checks every permission that the definitions need. Changes nothing. */
import type { Command } from 'commander'
import { CloudError } from '../../collect/errors.ts'
import type { PermissionCheck } from '../../collect/resource.ts'
import { connect } from '../clouds.ts'
import { choose, loadConfig } from '../config/config.ts'
import { type Unlocked, unlock } from '../config/secrets.ts'
import { type Context, warn } from '../context.ts'
import { type Exit, exit } from '../exit.ts'
import { give } from '../output/answer.ts'
import { visible } from '../output/cell.ts'
import type { Output } from '../output/output.ts'
import { table } from '../output/table.ts'
import type { Cli } from '../program.ts'

export function define(command: Command, cli: Cli): void {
  command
    .argument('[name...]', 'integrations of isobar.yaml; all of them by default')
    .addHelpText('after', examples)
    .action((names: string[]) => cli.run((context) => validate(context, names)))
}

const examples = `
Examples:
  Before the first collection:
    isobar validate
  What is missing, for a script:
    isobar validate --format json | jq '.integrations[].permissions[] | select(.granted == false)'

Exit status: 3 when a sign-in is refused, 4 when a permission is missing.`

interface Validated {
  readonly name: string
  readonly signIn: { readonly ok: boolean; readonly message?: string; readonly code?: string; readonly requestId?: string }
  readonly permissions: readonly PermissionCheck[]
}

async function validate(context: Context, names: readonly string[]): Promise<Exit> {
  const config = await loadConfig(context.config)
  const { integrations, hints } = await unlock(config, choose(config, names))
  for (const hint of hints) warn(context, hint)
  const validated: Validated[] = []
  for (const integration of integrations) validated.push(await check(integration, context.signal))
  await give(context, {
    json: { integrations: validated },
    rows: validated.flatMap(({ name, permissions }) => permissions.map((permission) => ({ integration: name, ...permission }))),
    text: () => validated.map((integration) => textOf(context, integration)).join('\n'),
  })
  if (validated.some(({ signIn }) => !signIn.ok)) return exit.refused
  return validated.every(({ permissions }) => permissions.every(({ granted }) => granted !== false)) ? exit.done : exit.partial
}

async function check(config: Unlocked, signal: AbortSignal): Promise<Validated> {
  const integration = await connect(config)
  const { name } = integration
  let session: unknown
  try {
    session = await integration.open(signal)
  } catch (error) {
    if (!(error instanceof CloudError)) throw error
    const { code, requestId } = error.facts
    return {
      name,
      signIn: {
        ok: false,
        message: error.message,
        ...(code === undefined ? {} : { code }),
        ...(requestId === undefined ? {} : { requestId }),
      },
      permissions: [],
    }
  }
  try {
    const permissions: PermissionCheck[] = []
    for await (const permission of integration.permissions(session, signal)) permissions.push(permission)
    return { name, signIn: { ok: true }, permissions }
  } finally {
    await integration.close(session)
  }
}

function textOf({ out, verbose }: Context, { name, signIn, permissions }: Validated): string {
  const who = out.style('bold', visible(name))
  if (!signIn.ok) return `${who}: ${out.style('red', 'sign-in refused:')} ${visible(signIn.message ?? '')}\n`
  const heading = `${who}: ${out.style('green', 'signed in')}; ${counts(permissions)}\n`
  // The same permission in a hundred subscriptions is one line, unless they differ.
  const alike = Map.groupBy(permissions, ({ permission, granted }) => `${granted} ${permission}`)
  const rows = [...alike.values()].map((checks) => {
    const [first] = checks
    const scope = checks.length === 1 ? first?.scope : `${checks.length} scopes`
    return [verdicts.get(first?.granted ?? 'unknown'), first?.permission, scope, first?.neededBy.join(', ')]
  })
  return (
    heading +
    table(out, [{ title: 'granted' }, { title: 'permission' }, { title: 'scope' }, { title: 'needed by' }], rows) +
    remediesText(out, 'missing', permissions, verbose) +
    remediesText(out, 'unknown', permissions, verbose)
  )
}

/** How what is not granted is told. */
const shortcomings = { missing: { granted: false, colour: 'red' }, unknown: { granted: 'unknown', colour: 'yellow' } } as const

function counts(permissions: readonly PermissionCheck[]): string {
  const number = (verdict: PermissionCheck['granted']): number => permissions.filter(({ granted }) => granted === verdict).length
  return `${number(true)} permissions granted, ${number(false)} missing, ${number('unknown')} unknown`
}

const permissionsNamed = 4
/** A thousand vaults may want a command each: the first show the way. */
const remediesShown = 20

/** One remedy often mends a hundred permissions: it is said once. */
function remediesText(out: Output, what: keyof typeof shortcomings, permissions: readonly PermissionCheck[], all: boolean): string {
  const { granted: verdict, colour } = shortcomings[what]
  const short = permissions.filter(({ granted }) => granted === verdict)
  const remedies = Map.groupBy(short, ({ remedy }) => remedy ?? 'Grant it.')
  const lines = [...remedies].map(([remedy, checks]) => {
    const names = [...new Set(checks.map(({ permission }) => permission))]
    const more = names.length > permissionsNamed ? ` and ${names.length - permissionsNamed} more` : ''
    const scopes = [...new Set(checks.map(({ scope }) => scope))].join(', ')
    return `${out.style(colour, what)} ${visible(names.slice(0, permissionsNamed).join(', '))}${more} on ${visible(scopes)}\n  ${visible(remedy)}\n`
  })
  const left = all ? 0 : lines.length - remediesShown
  return left > 0 ? `${lines.slice(0, remediesShown).join('')}… and ${left} more: --verbose or --format json shows all.\n` : lines.join('')
}

const verdicts: ReadonlyMap<PermissionCheck['granted'], string> = new Map<PermissionCheck['granted'], string>([
  [true, 'yes'],
  [false, 'NO'],
  ['unknown', 'unknown'],
])
