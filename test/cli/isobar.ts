/** The command line as people run it: bin/isobar in a process of its own, in a folder of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../../bin/isobar', import.meta.url))

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  /** What is written to its standard input, which then ends. */
  readonly input?: string
}

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'isobar-cli-'))

  /** Writes a file and returns its path. */
  file(name: string, text: string | Uint8Array): string {
    const path = join(this.path, name)
    writeFileSync(path, text)
    return path
  }

  async isobar(args: readonly string[], { env = {}, input = '' }: Surroundings = {}): Promise<Ended> {
    const { ISOBAR_WORKSPACE: _w, ISOBAR_CONFIG: _c, NO_COLOR: _n, ...inherited } = process.env
    const child = spawn(bin, args, { cwd: this.path, env: { ...inherited, ...env }, stdio: 'pipe' })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { status: typeof status === 'number' ? status : null, stdout, stderr }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
