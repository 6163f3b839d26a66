/** `isobar access`: who may do what on Azure, and through what. */
import { type Command, Option } from 'commander'
import type { Gap } from '../../analysis/access/gaps.ts'
import type { Action } from '../../analysis/access/question.ts'
import type { Reader } from '../../store/store.ts'
import { type Context, note, warn } from '../context.ts'
import { UsageError } from '../errors.ts'
import { type Exit, exit } from '../exit.ts'
import type { Cli } from '../program.ts'
import { withWorkspace } from '../workspace.ts'

export interface AccessOptions {
  readonly action?: string
  readonly on?: string
  readonly within?: string
  readonly who?: string
  readonly plane?: Action['plane']
}

export function define(command: Command, cli: Cli): void {
  command
    .option('--action <action>', 'the action, as Azure names it: Microsoft.KeyVault/vaults/secrets/getSecret/action')
    .option('--on <entity>', 'the resource or scope, by its key or its name; / is the root of the tenant')
    .option('--within <scope>', 'every resource at this scope or below that the action is on')
    .option('--who <principal>', 'only this user, group, application, identity, or resource that acts as one')
    .addOption(
      new Option('--plane <plane>', 'whether a role must have it among its actions or its data actions').choices(['control', 'data']),
    )
    .addHelpText('after', examples)
    .action((options: AccessOptions) => cli.run((context) => run(context, options)))
}

const examples = `
Examples:
  Who can read the secrets of a vault, and through what:
    isobar access --action Microsoft.KeyVault/vaults/secrets/getSecret/action --on payments-vault
  Whether one user can, for a script:
    isobar access --action Microsoft.KeyVault/vaults/secrets/getSecret/action --on payments-vault --who ada@contoso.com --format json | jq '.access | length'
  Everything that was given to a principal, by itself or through groups:
    isobar access --who ada@contoso.com
  Everybody on every storage account of a subscription:
    isobar access --action Microsoft.Storage/storageAccounts/listKeys/action --within production --format csv > keys.csv
  The same for the whole workspace, a row at a time:
    isobar access --action Microsoft.Storage/storageAccounts/listKeys/action --format ndjson

What was not read is told of with every answer: who is missing there may only be unknown. docs/access.md`

async function run(context: Context, options: AccessOptions): Promise<Exit> {
  const { action, on, within, who } = options
  if (action === undefined && who === undefined)
    throw new UsageError("expected --action, --who, or both; 'isobar access --help' has examples")
  if (on !== undefined && within !== undefined)
    throw new UsageError('--on asks about one thing and --within about all below it: give one of them')
  if (action === undefined && (on ?? within) !== undefined)
    throw new UsageError('--on and --within need an --action; --who alone tells all that was given to a principal')
  await withWorkspace(context, { readOnly: true }, (reader) => answer(context, reader, options))
  return exit.done
}

async function answer(context: Context, reader: Reader, options: AccessOptions): Promise<void> {
  const [asked, shown] = await Promise.all([import('../access/asked.ts'), import('../access/show.ts')])
  const who = options.who === undefined ? undefined : await asked.principalOf(reader, options.who)
  if (options.action === undefined) {
    if (who !== undefined) await shown.showGrants(context, reader, who, tell(context))
    return
  }
  const action = await asked.actionOf(context, reader, options.action, options.plane)
  const scope = options.on ?? options.within
  const place = scope === undefined ? undefined : await asked.scopeOf(reader, scope)
  note(context, context.err.style('dim', `${action.name} (${action.plane} plane)`))
  if (options.on !== undefined && place !== undefined) await shown.showPaths(context, reader, { action, on: place, who }, tell(context))
  else await shown.showMatrix(context, reader, { action, within: place, who }, tell(context))
}

/** Said even with --quiet: an answer must not look more than it is. */
function tell(context: Context): (gaps: readonly Gap[]) => void {
  return (gaps) => {
    for (const { unknown, type, status, scopes, count } of gaps) {
      const more = count > scopes.length ? ` and ${count - scopes.length} more` : ''
      warn(context, `not known: ${unknown} (${type} ${status} in ${scopes.join(', ')}${more})`)
    }
  }
}
