/** `isobar simulate`: an Azure tenant on this machine, to try Isobar on, to measure it and to practise. */
import { once } from 'node:events'
import { type Command, Option } from 'commander'
import type { RunningTenant } from '../../simulator/azure/index.ts'
import { faultKinds } from '../../simulator/azure/server/faults.ts'
import { type FlagValues, flags, optionsOf } from '../../simulator/options.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { type Exit, exit } from '../exit.ts'
import { give } from '../output/answer.ts'
import type { Cli } from '../program.ts'

export function define(command: Command, cli: Cli): void {
  const names = new Map<string, string>()
  for (const { name, value, many, what } of flags) {
    const option = new Option(value === undefined ? `--${name}` : `--${name} <${value.toLowerCase()}>`, what)
    if (many) option.argParser((given: string, before: readonly string[] = []) => [...before, given])
    command.addOption(option)
    names.set(option.attributeName(), name)
  }
  command
    .addHelpText('after', examples)
    .action((given: FlagValues) =>
      cli.run((context) =>
        run(context, Object.fromEntries(Object.entries(given).map(([attribute, value]) => [names.get(attribute), value]))),
      ),
    )
}

const faults = [['429, 500, 503, …', 'the answer has this status'], ...Object.entries(faultKinds)]
  .map(([kind = '', what]) => `  ${kind.padEnd(18)} ${what}`)
  .join('\n')

const examples = `
Faults, each of all requests, of a share of them (rate=0.02), of the first few (times=3), or of some paths (path=/disks):
${faults}

Examples:
  A tenant of three subscriptions, and what to write into isobar.yaml for it:
    isobar simulate --tls
  A large one that throttles as Azure does:
    isobar simulate --tls --subscriptions 200 --resources 100000 --throttle 1
  The same tenant a week later:
    isobar simulate --tls --seed 1 --week 1
  One that fails now and then, and once in the middle of a list:
    isobar simulate --tls --fault 503,rate=0.02 --fault cut,times=1,path=/disks

It runs until it is stopped, holds nothing real and is reachable from this machine alone.`

async function run(context: Context, values: FlagValues): Promise<Exit> {
  const tenant = await start(values)
  try {
    const { close: _, ...ready } = tenant
    await give(context, { json: ready, rows: [ready], text: () => instructions(tenant) })
    if (!context.signal.aborted) await once(context.signal, 'abort')
  } finally {
    await tenant.close()
  }
  return exit.done
}

async function start(values: FlagValues): Promise<RunningTenant> {
  const { startTenant } = await import('../../simulator/azure/index.ts')
  try {
    return await startTenant(optionsOf(values))
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

function instructions({ base, endpoints, tenantId, clientId, clientSecret, ca, stats }: RunningTenant): string {
  const yaml = `integrations:
  - name: simulated
    type: azure
    tenantId: ${tenantId}
    clientId: ${clientId}
    clientSecret: { env: AZURE_CLIENT_SECRET }
    subscriptions: all
    ingestDirectory: true
    endpoints:
${Object.entries(endpoints)
  .map(([name, url]) => `      ${name}: ${url}`)
  .join('\n')}
`
  const trust = ca === undefined ? '' : ` NODE_EXTRA_CA_CERTS=${ca}`
  const plain = ca === undefined ? '\nSigning in needs https: without --tls other tools may read it, Isobar does not.\n' : ''
  return `The simulated tenant is served at ${base} until this is stopped (Ctrl-C). Put this into isobar.yaml:

${yaml}
and collect it in another terminal:

  AZURE_CLIENT_SECRET='${clientSecret}'${trust} isobar collect
${plain}
What it was asked so far: ${stats}
`
}
