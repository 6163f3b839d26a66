/** The workspace for the length of one command. */
import type { OpenOptions } from '../store/duckdb/open.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'

/** Opens the workspace, gives it to the body, and closes it whatever happens; every merge into it runs the analyses. @throws StoreError */
export async function withWorkspace<T>(
  context: Context,
  options: Omit<OpenOptions, 'analyses'>,
  body: (store: Store) => Promise<T>,
): Promise<T> {
  const [{ openWorkspace }, { analyses }] = await Promise.all([import('../store/duckdb/open.ts'), import('../analysis/index.ts')])
  const store = await openWorkspace(context.workspace, { ...options, analyses })
  try {
    return await body(store)
  } finally {
    await store.close()
  }
}
