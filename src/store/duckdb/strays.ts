/** What a process that was killed leaves in a workspace beside the graph. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Begins the names of staging files. */
export const stagePrefix = 'stage-'

/** The folder of what the engine spills. */
export const temporary = 'tmp'

/** Removes staging files and spilled intermediate results. Only for the one that holds the write lock. */
export function removeStrays(dir: string): void {
  for (const name of readdirSync(dir)) {
    if (name.startsWith(stagePrefix) || name === temporary) rmSync(join(dir, name), { recursive: true, force: true })
  }
}
