/** Brings a workspace to the version of this program, one migration after the other. */
import { randomUUID } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { StoreError } from '../store.ts'
import { migrations } from './schema.ts'
import { inTransaction } from './transaction.ts'

/** The version a workspace has: 0 for an empty one. */
export async function workspaceVersion(connection: DuckDBConnection): Promise<number> {
  const tables = await connection.runAndReadAll(
    `SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'workspace'`,
  )
  if (tables.currentRowCount === 0) return 0
  const rows = await connection.runAndReadAll('SELECT version FROM workspace')
  return Number(rows.getRows()[0]?.[0] ?? 0)
}

/** @throws StoreError `newer`, naming both versions. */
export function refuseNewer(dir: string, version: number): void {
  if (version <= migrations.length) return
  throw new StoreError(
    'newer',
    `The workspace ${dir} has version ${version}; this program knows versions up to ${migrations.length}. Update Isobar to use it.`,
  )
}

/** Runs the migrations that are missing, each in a transaction of its own. */
export async function migrate(connection: DuckDBConnection, from: number): Promise<void> {
  for (let version = from; version < migrations.length; version++) {
    await inTransaction(connection, async () => {
      if (version === 0) {
        await connection.run('CREATE TABLE workspace (version INTEGER NOT NULL, salt VARCHAR NOT NULL)')
        await connection.run('INSERT INTO workspace VALUES (0, $1)', [randomUUID()])
      }
      await connection.run(migrations[version] ?? '')
      await connection.run('UPDATE workspace SET version = $1', [version + 1])
    })
  }
}
