/** What DuckDB complains of, as errors that people can act on. */
import { StoreError } from '../store.ts'

/** The StoreError that an error of the engine amounts to; undefined when it is a fault of the statement, ours to mend. */
export function storeError(cause: unknown, dir: string): StoreError | undefined {
  if (cause instanceof StoreError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  if (/No space left|Could not write|write all bytes|max_temp_directory_size|disk quota|ENOSPC/i.test(message)) {
    return new StoreError(
      'disk',
      `The disk that holds ${dir} is full. Free some space and run the command again; the graph is as it was before.`,
      {
        cause,
      },
    )
  }
  if (/read a database file with version number|storage version|newer version of DuckDB/i.test(message)) {
    return new StoreError('newer', `The workspace ${dir} was written by a newer version of Isobar. Update Isobar to read it.`, { cause })
  }
  if (
    /not a valid DuckDB database|Corrupt|checksum|Serialization Error|Failure while replaying WAL|FATAL Error|database has been invalidated/i.test(
      message,
    )
  ) {
    return new StoreError(
      'damaged',
      `The workspace ${dir} is damaged: ${firstLine(message)}. Restore it from a copy, or move it away and collect again.`,
      { cause },
    )
  }
  if (/Permission denied|EACCES|Read-only file system|EROFS/i.test(message)) {
    return new StoreError('disk', `The workspace ${dir} cannot be written: ${firstLine(message)}.`, { cause })
  }
  return undefined
}

/** The error to throw in place of the engine's: a StoreError where there is one, else the error as it came. */
export function asStoreError(cause: unknown, dir: string): unknown {
  return storeError(cause, dir) ?? cause
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/\.$/, '')
}
