/** Where the reference material beside the checkout is; tests that need it skip with this message where it is absent. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const shared = fileURLToPath(new URL('../../shared/', import.meta.url))

/** For `describe.skipIf(!hasShared(...))`: whether the files are there; says so once when they are not. */
export function hasShared(path: string): boolean {
  const found = existsSync(shared + path)
  if (!found) console.warn(`skipped: ../shared/${path} is not beside this checkout`)
  return found
}
