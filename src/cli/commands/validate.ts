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
import type { Cli } from '../program.ts'
import { textOf, type Validated } from '../validate/show.ts'

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
