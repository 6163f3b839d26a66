/** One answer of a command, written in whatever format was asked for. */
import { type Context, isDrawing } from '../context.ts'
import { UsageError } from '../errors.ts'
import { csvLine } from './csv.ts'
import { jsonText } from './json-text.ts'

export interface Answer {
  /** The one JSON document. */
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
      for (const piece of gathered(jsonText(answer.json))) {
        out.write(piece)
        await out.flushed()
      }
      out.write('\n')
      break
    case 'ndjson':
      for (const row of answer.rows) {
        out.write(`${JSON.stringify(row)}\n`)
        await out.flushed()
      }
      break
    case 'csv': {
      const columns = [...new Set(answer.rows.flatMap((row) => Object.keys(row)))]
      if (columns.length > 0) out.write(csvLine(columns))
      for (const row of answer.rows) {
        out.write(csvLine(columns.map((column) => row[column])))
        await out.flushed()
      }
      break
    }
  }
  await out.flushed()
}

/** A write for every few pages of text, not for every name in it. */
function* gathered(pieces: Iterable<string>): Iterable<string> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < 65_536) continue
    yield text
    text = ''
  }
  yield text
}
