/** The simulated tenant as a process: reads its options, prints one line when it is ready, runs until it is stopped. */
import { parseArgs } from 'node:util'
import { startTenant } from './azure/index.ts'
import { flags, optionsOf } from './options.ts'

const help = [
  'Simulates an Azure tenant on 127.0.0.1: sign-in, Resource Manager, Resource Graph and Microsoft Graph.',
  '',
  ...flags.map(({ name, value = '', what }) => `  ${`--${name} ${value}`.padEnd(28)} ${what}`),
].join('\n')

const options = Object.fromEntries(
  [{ name: 'help', what: 'show this' }, ...flags].map(({ name, ...flag }) => [
    name,
    { type: 'value' in flag ? ('string' as const) : ('boolean' as const), multiple: 'many' in flag },
  ]),
)

async function main(): Promise<void> {
  const { values } = parseArgs({ options })
  if (values.help === true) {
    console.log(help)
    return
  }
  const { close, ...ready } = await startTenant(optionsOf(values))
  console.log(JSON.stringify({ ready: true, ...ready }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close())
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
})
