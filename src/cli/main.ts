/** The entry: turns on the compile cache before anything else is loaded, then runs the command line. */
import { enableCompileCache } from 'node:module'

enableCompileCache()

const { main } = await import('./program.ts')
await main(process.argv.slice(2))
