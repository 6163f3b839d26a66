/** The lint rule that keeps the rooms apart, tried on imports that must be refused and on some that must not. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

const forbidden = [
  ['src/graph/x.ts', '../store/store.ts'],
  ['src/store/x.ts', '../query/index.ts'],
  ['src/store/duckdb/x.ts', '../../collect/resource.ts'],
  ['src/query/x.ts', '../store/duckdb/open.ts'],
  ['src/query/x.ts', '../azure/index.ts'],
  ['src/query/plan/x.ts', '../../aws/index.ts'],
  ['src/collect/x.ts', '../store/duckdb/open.ts'],
  ['src/collect/x.ts', '../query/index.ts'],
  ['src/azure/services/x.ts', '../../store/store.ts'],
  ['src/azure/services/x.ts', '../../query/index.ts'],
  ['src/azure/x.ts', '../aws/index.ts'],
  ['src/aws/services/x.ts', '../../azure/index.ts'],
  ['src/aws/services/x.ts', '../../store/store.ts'],
  ['src/simulator/azure/x.ts', '../../collect/resource.ts'],
  ['src/azure/x.ts', '../cli/errors.ts'],
  ['src/analysis/x.ts', '../azure/index.ts'],
  ['src/analysis/reach/x.ts', '../../store/duckdb/open.ts'],
  ['src/store/x.ts', '../analysis/index.ts'],
] as const

const allowed = [
  ['src/store/x.ts', '../graph/model.ts'],
  ['src/query/x.ts', '../store/store.ts'],
  ['src/collect/x.ts', '../store/store.ts'],
  ['src/analysis/x.ts', '../store/store.ts'],
  ['src/azure/services/x.ts', '../../collect/links.ts'],
  ['src/aws/services/x.ts', './ec2.ts'],
  ['src/cli/commands/x.ts', '../../store/duckdb/open.ts'],
] as const

let refused: ReadonlySet<string>

beforeAll(() => {
  const checkout = mkdtempSync(join(tmpdir(), 'isobar-rooms-'))
  for (const config of ['biome.json', '.gitignore']) copyFileSync(`${root}/${config}`, join(checkout, config))
  for (const [index, [file, specifier]] of [...forbidden, ...allowed].entries()) {
    const path = join(checkout, named(file, index))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `import { thing } from '${specifier}'\nexport const other = thing\n`)
  }
  const biome = `${root}/node_modules/@biomejs/biome/bin/biome`
  const { stdout } = spawnSync(process.execPath, [biome, 'lint', '--reporter=github', '--max-diagnostics=none', '.'], {
    cwd: checkout,
    encoding: 'utf8',
  })
  const lines = stdout.split('\n').filter((line) => line.includes('noRestrictedImports'))
  refused = new Set(lines.map((line) => /file=[^,]*?(src\/[^,]+)/.exec(line)?.[1] ?? ''))
  rmSync(checkout, { recursive: true })
})

describe('a room may import only what the architecture page says', () => {
  it.each(forbidden.map(([file, specifier], index) => [file, specifier, index] as const))(
    '%s may not import %s',
    (file, _specifier, index) => {
      expect(refused).toContain(named(file, index))
    },
  )

  it.each(allowed.map(([file, specifier], index) => [file, specifier, index] as const))('%s may import %s', (file, _specifier, index) => {
    expect(refused).not.toContain(named(file, forbidden.length + index))
  })
})

/** A file of its own for each case. */
function named(file: string, index: number): string {
  return file.replace('/x.ts', `/x${index}.ts`)
}
