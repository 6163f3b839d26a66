/** Opens a workspace: the folder that holds one graph, its history and its settings. */
import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Analysis, type Store, StoreError } from '../store.ts'
import { asStoreError } from './errors.ts'
import { givenBack, memoryLimit } from './memory.ts'
import { migrate, refuseNewer, workspaceVersion } from './migrate.ts'
import { announce, ownedError, ownedMessage, removeStale } from './owner.ts'
import { migrations } from './schema.ts'
import { DuckdbStore } from './store.ts'
import { removeStrays, temporary } from './strays.ts'

export interface OpenOptions {
  /** For readers: several processes may read at once, none may write. */
  readonly readOnly?: boolean
  /** Make the workspace when it is not there; by default only for writers. */
  readonly create?: boolean
  /** What every merge is to conclude; conclusions of others are closed by it. */
  readonly analyses?: readonly Analysis[]
}

/** Workspaces open in this process: the engine's lock only keeps other processes out. */
const open = new Set<string>()

/**
 * @param dir the workspace's folder, made with mode 0700
 * @throws StoreError `missing`, `owned`, `newer`, `damaged` or `disk`
 */
export async function openWorkspace(dir: string, options: OpenOptions = {}): Promise<Store> {
  const readOnly = options.readOnly ?? false
  const file = join(dir, 'graph.duckdb')
  if (!existsSync(file)) {
    if (!(options.create ?? !readOnly)) {
      throw new StoreError('missing', `There is no workspace in ${dir}. Run "isobar collect" to fill one, or "isobar demo" to see one.`)
    }
    makeFolder(dir)
  }
  const place = realpathSync(dir)
  if (open.has(place)) throw new StoreError('owned', ownedMessage(dir, process.pid))
  open.add(place)
  try {
    return await openFile(dir, file, options, () => open.delete(place))
  } catch (error) {
    open.delete(place)
    throw asStoreError(error, dir)
  }
}

async function openFile(dir: string, file: string, options: OpenOptions, closed: () => void): Promise<Store> {
  const { readOnly = false, analyses = [] } = options
  const instance = await lock(dir, file, readOnly)
  try {
    const connection = await instance.connect()
    const version = await workspaceVersion(connection)
    refuseNewer(dir, version)
    if (readOnly && version < migrations.length) {
      connection.closeSync()
      instance.closeSync()
      await (await openFile(dir, file, { readOnly: false }, () => {})).close()
      return openFile(dir, file, options, closed)
    }
    if (!readOnly) {
      chmodSync(file, 0o600)
      removeStale(dir)
      removeStrays(dir)
      await migrate(connection, version)
    }
    connection.closeSync()
  } catch (error) {
    instance.closeSync()
    throw error
  }
  const owner = announce(dir)
  return new DuckdbStore(instance, dir, analyses, () => {
    owner.withdraw()
    closed()
  })
}

async function lock(dir: string, file: string, readOnly: boolean): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(file, {
      ...(readOnly ? { access_mode: 'READ_ONLY' } : {}),
      temp_directory: join(dir, temporary),
      memory_limit: memoryLimit,
      allocator_bulk_deallocation_flush_threshold: givenBack,
      storage_compatibility_version: 'v1.5.0',
      // Only merges say when (see there): what is put down for one must not set the whole stage in order every time.
      wal_autocheckpoint: '1TiB',
      // Everything the store needs is linked in; nothing is ever fetched.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
  } catch (error) {
    throw ownedError(dir, error) ?? error
  }
}

function makeFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw asStoreError(error, dir)
  }
}
