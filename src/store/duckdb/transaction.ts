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

/** After a failed statement the engine may have ended the transaction itself; then there is nothing to roll back. */
export async function rollback(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('ROLLBACK')
  } catch (error) {
    if (!(error instanceof Error && /no transaction is active|invalidated/i.test(error.message))) throw error
  }
}
