/** The workspace for the length of one command. */
import { setFlagsFromString } from 'node:v8'
import type { OpenOptions } from '../store/duckdb/open.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'

/** Opens the workspace, gives it to the body, and closes it whatever happens; every merge into it runs the analyses. @throws StoreError */
export async function withWorkspace<T>(
  context: Context,
  options: Omit<OpenOptions, 'analyses'>,
  body: (store: Store) => Promise<T>,
): Promise<T> {
  return withLazyWorkspace(context, options, async (open) => body(await open()))
}

/** The same for a body that has something to do before it needs the workspace: it is opened when it is first asked for. */
export async function withLazyWorkspace<T>(
  context: Context,
  options: Omit<OpenOptions, 'analyses'>,
  body: (open: () => Promise<Store>) => Promise<T>,
): Promise<T> {
  let opening: Promise<Store> | undefined
  const open = () => (opening ??= openStore(context, options))
  try {
    return await body(open)
  } finally {
    const [opened] = await Promise.allSettled([opening])
    if (opened.status === 'fulfilled') await opened.value?.close()
  }
}

async function openStore(context: Context, options: Omit<OpenOptions, 'analyses'>): Promise<Store> {
  // Not from the start: reading the program's own files would take twice as long.
  if (options.readOnly !== true) setFlagsFromString('--optimize-for-size')
  const [{ openWorkspace }, { analyses }] = await Promise.all([import('../store/duckdb/open.ts'), import('../analysis/index.ts')])
  return openWorkspace(context.workspace, { ...options, analyses })
}
