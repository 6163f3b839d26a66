/** Collects the toy cloud at an address in a process of its own, and tells how much memory the reading took. Run with --expose-gc. */
import { collect } from '../../src/collect/run.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import { toyIntegration } from './toy-integration.ts'

const [url = '', dir = '', ...only] = process.argv.slice(2)

let resources = 0
/** What is held, garbage left out, at its highest. */
let held = 0
let resident = 0
const store = await openWorkspace(dir)
const summary = await collect({
  integration: toyIntegration(url),
  store,
  only,
  archive: `${dir}/toys.gz`,
  observer: {
    event: ({ kind }) => {
      if (kind === 'merging') resident = process.resourceUsage().maxRSS * 1024
      if (kind !== 'resource' || ++resources % 10_000 !== 0) return
      globalThis.gc?.()
      held = Math.max(held, process.memoryUsage().heapUsed)
    },
  },
})
await store.close()
console.log(JSON.stringify({ total: summary.entities.total, held: held / 2 ** 20, resident: resident / 2 ** 20 }))
