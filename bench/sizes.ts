/**
 * Time against size: `node bench/sizes.ts [--folder DIR] [--sizes 10000,100000,…] [--rounds N]`. Makes a workspace of each
 * size where there is none yet, measures every shape of bench/shapes.ts on it, prints a table and draws docs/images/sizes.svg:
 * for each group of shapes the median of its shapes.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openWorkspace } from '../src/store/duckdb/open.ts'
import { chart } from './chart.ts'
import { handOf } from './hand.ts'
import { type Measured, measured } from './measure.ts'
import { median } from './process.ts'
import { shapesOf } from './shapes.ts'
import { makeWorkspace } from './workspace.ts'

const picture = fileURLToPath(new URL('../docs/images/sizes.svg', import.meta.url))

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: 'bench/results/sizes' },
    sizes: { type: 'string', default: '10000,100000,1000000,3000000' },
    rounds: { type: 'string', default: '3' },
  },
})
const sizes = values.sizes.split(',').map(Number)

const bySize = new Map<number, readonly Measured[]>()
for (const size of sizes) bySize.set(size, await measuredAt(size))

const names = [...bySize.values()].flatMap((all) => all.map(({ shape }) => shape.name))
const header = ['question', ...sizes.map(inWords)]
console.log(`| ${header.join(' | ')} |\n| --- |${sizes.map(() => ' ---: |').join('')}`)
for (const name of new Set(names)) console.log(row(name, (all) => all.filter(({ shape }) => shape.name === name)))
console.log(row('**median**', (all) => all))
writeFileSync(picture, drawn())

const wrong = [...bySize].flatMap(([size, all]) => all.flatMap(({ shape, isSame }) => (isSame ? [] : [`${shape.name} (${inWords(size)})`])))
if (wrong.length > 0) {
  console.error(`Not the answer of the statement written by hand: ${wrong.join(', ')}`)
  process.exitCode = 1
}

async function measuredAt(size: number): Promise<readonly Measured[]> {
  const folder = `${values.folder}/${size}`
  await makeWorkspace(folder, size)
  const store = await openWorkspace(folder, { readOnly: true })
  try {
    const all: Measured[] = []
    for (const shape of shapesOf(await handOf(store))) all.push(await measured(store, shape, Number(values.rounds)))
    return all
  } finally {
    await store.close()
  }
}

function row(name: string, of: (all: readonly Measured[]) => readonly Measured[]): string {
  const times = sizes.map((size) => medianOf(of(bySize.get(size) ?? [])).toFixed(0))
  return `| ${name} | ${times.join(' | ')} |`
}

function drawn(): string {
  const groups = new Set([...bySize.values()].flatMap((all) => all.map(({ shape }) => shape.group)))
  const lines = [...groups].map((group) => ({
    name: group,
    points: sizes.map((size) => [size, medianOf((bySize.get(size) ?? []).filter(({ shape }) => shape.group === group))] as const),
  }))
  return chart({ title: 'Time to answer against the size of the graph', x: 'entities, with three relationships each', y: 'ms', lines })
}

function medianOf(all: readonly Measured[]): number {
  return median(all.map(({ ms }) => ms))
}

function inWords(size: number): string {
  return size >= 1e6 ? `${size / 1e6} M` : `${size / 1e3} k`
}
