/** The simulated tenant as a process: reads its options, prints one line when it is ready, runs until it is stopped. */
import { parseArgs } from 'node:util'
import { startTenant } from './azure/index.ts'
import { optionsOf, usage } from './options.ts'

async function main(): Promise<void> {
  const { values } = parseArgs({ options: usage.options })
  if (values.help === true) {
    console.log(usage.text)
    return
  }
  const tenant = await startTenant(optionsOf(values))
  const { close, ...ready } = tenant
  console.log(JSON.stringify({ ready: true, ...ready }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close())
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
})
