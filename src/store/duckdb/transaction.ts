/** Transactions: all of the work, or none of it. */
import type { DuckDBConnection } from '@duckdb/node-api'

export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN')
  try {
    const result = await work()
    await connection.run('COMMIT')
    return result
  } catch (error) {
    await rollback(connection)
    throw error
  }
}

/** Does the work, and then sets things right again, whatever became of it. What the work threw is told, not what comes of that. */
export async function restoring<T>(work: () => Promise<T>, restore: () => Promise<void>): Promise<T> {
  let result: T
  try {
    result = await work()
  } catch (error) {
    await restore().catch(() => undefined)
    throw error
  }
  await restore()
  return result
}

/** After a failed statement the engine may have ended the transaction itself; then there is nothing to roll back. */
export async function rollback(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('ROLLBACK')
  } catch (error) {
    if (!(error instanceof Error && /no transaction is active|invalidated/i.test(error.message))) throw error
  }
}
