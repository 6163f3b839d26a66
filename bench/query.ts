/**
 * How fast questions are answered: `node bench/query.ts --workspace DIR [--rounds N] [--shape NAME]`, on a workspace that
 * bench/sizes.ts made, or this one makes (--entities N) where there is none. Each shape of queries (bench/shapes.ts)
 * against SQL written by hand for the same answer on the same store. What is timed is the engine: statements prepared, run
 * and read to the end; what comes before that is told apart, for the published queries.
 */
import { parseArgs } from 'node:util'
import { openWorkspace } from '../src/store/duckdb/open.ts'
import { handOf } from './hand.ts'
import { type Measured, measured } from './measure.ts'
import { inWords, planningTimes } from './planning.ts'
import { median } from './process.ts'
import { shapesOf } from './shapes.ts'
import { makeWorkspace } from './workspace.ts'

const { values } = parseArgs({
  options: {
    workspace: { type: 'string', default: 'bench/results/sizes/1000000' },
    entities: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    shape: { type: 'string' },
  },
})

await makeWorkspace(values.workspace, Number(values.entities))
const store = await openWorkspace(values.workspace, { readOnly: true })
const all: Measured[] = []
console.log('| question | rows | ms | by hand | ratio |\n| --- | ---: | ---: | ---: | ---: |')
for (const shape of shapesOf(await handOf(store))) {
  if (values.shape !== undefined && values.shape !== shape.name) continue
  const one = await measured(store, shape, Number(values.rounds))
  all.push(one)
  console.log(`| ${shape.name} | ${one.rows} | ${one.ms.toFixed(0)} | ${one.byHand.toFixed(0)} | ${(one.ms / one.byHand).toFixed(2)} |`)
}
console.log(
  `\nOf ${all.length} shapes: median ${median(all.map(({ ms }) => ms)).toFixed(0)} ms, worst ${Math.max(...all.map(({ ms }) => ms)).toFixed(0)} ms.`,
)
const times = values.shape === undefined ? await planningTimes(store) : undefined
if (times !== undefined) console.log(inWords(times))
await store.close()

const wrong = all.filter(({ isSame }) => !isSame).map(({ shape }) => shape.name)
if (wrong.length > 0) {
  console.error(`Not the answer of the statement written by hand: ${wrong.join(', ')}`)
  process.exitCode = 1
}
