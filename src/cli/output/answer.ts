/** One answer of a command, written in whatever format was asked for. */
import { type Context, isDrawing } from '../context.ts'
import { UsageError } from '../errors.ts'
import { csvLine, csvPieces } from './csv.ts'
import { gathered, jsonLine, jsonText } from './json-text.ts'
import type { Output } from './output.ts'

export interface Answer {
  /** The one JSON document; long lists in it may be iterables of another kind than arrays, read while they are written. */
  readonly json: unknown
  /** The same as lines of ndjson and csv. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** For people: tables and sentences, with a line end. */
  text(): string
}

/** Writes the answer to stdout. */
export async function give(context: Context, answer: Answer): Promise<void> {
  const { out } = context
  const { format } = context
  if (isDrawing(format)) throw new UsageError(`--format ${format} draws trees: isobar query "… RETURN TREE" --format ${format}`)
  switch (format) {
    case 'table':
      out.write(answer.text())
      break
    case 'json':
      await writeAll(out, jsonText(answer.json))
      out.write('\n')
      break
    case 'ndjson':
      for (const row of answer.rows) {
        await writeAll(out, jsonLine(row))
        out.write('\n')
      }
      break
    case 'csv': {
      const columns = [...new Set(answer.rows.flatMap((row) => Object.keys(row)))]
      if (columns.length > 0) out.write(csvLine(columns))
      for (const row of answer.rows) await writeAll(out, csvPieces(columns.map((column) => row[column])))
      break
    }
  }
  await out.flushed()
}

async function writeAll(out: Output, pieces: Iterable<string>): Promise<void> {
  for (const piece of gathered(pieces)) {
    out.write(piece)
    await out.flushed()
  }
}
