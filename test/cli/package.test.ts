/** The compiled package: what `npm pack` would ship, laid out as it is installed. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Below the checkout, so that dependencies are found where they are. */
const installed = join(root, '.cache', 'package')
const folder = mkdtempSync(join(tmpdir(), 'isobar-package-'))

beforeAll(() => {
  rmSync(installed, { recursive: true, force: true })
  mkdirSync(installed, { recursive: true })
  const shipped: { readonly files: readonly { readonly path: string }[] }[] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--silent'], { cwd: root, encoding: 'utf8' }),
  )
  for (const { path } of shipped[0]?.files ?? []) {
    if (path.startsWith('dist/')) continue
    mkdirSync(dirname(join(installed, path)), { recursive: true })
    cpSync(join(root, path), join(installed, path))
  }
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  // Whether the types are right is another check's.
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(installed, 'dist')], { cwd: root })
})

afterAll(() => {
  for (const path of [installed, folder]) rmSync(path, { recursive: true, force: true })
})

function isobar(...args: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }
  return spawnSync(join(installed, 'bin', 'isobar'), args, { cwd: folder, encoding: 'utf8', env })
}

describe('the compiled package', () => {
  it('holds the sources compiled, and no tests', () => {
    expect(existsSync(join(installed, 'dist', 'cli', 'main.js'))).toBe(true)
    expect(existsSync(join(installed, 'dist', 'cli', 'redact.d.ts'))).toBe(true)
    expect(existsSync(join(installed, 'src'))).toBe(false)
    expect(existsSync(join(installed, 'dist', 'cli', 'output', 'output.test.js'))).toBe(false)
  })

  it('runs the demo from its own content', () => {
    const { status, stdout, stderr } = isobar('demo')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^1,\d{3} entities/)
  })

  it('knows its version and its commands', () => {
    expect(isobar('--version').stdout).toBe('0.1.0\n')
    expect(isobar('catalogue', 'aws', '--format', 'json').stdout).toContain('"aws_instance"')
  })
})
