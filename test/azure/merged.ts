/** The recorded tenant with the official examples in it, as a file that the replay server serves. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shared } from '../shared.ts'

const script = `${shared}captures/azure-examples/merge.mjs`

/** Writes the file into the folder. @returns its path */
export function mergedCapture(folder: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`${script} ended with ${status}\n${stderr}`)
  const path = join(folder, 'merged.ndjson')
  writeFileSync(path, stdout)
  return path
}
