/** The entry: refuses a Node that is too old, turns on the compile cache before anything else is loaded, and runs the command line. */
import * as module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 21)) {
  process.stderr.write(`isobar: needs Node 22.21 or newer; this is ${process.versions.node}. See https://nodejs.org/en/download\n`)
  process.exit(2)
}

module.enableCompileCache()

const { main } = await import('./program.ts')
await main(process.argv.slice(2))
