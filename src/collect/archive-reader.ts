/** Reads an archive line by line; a file that is cut off, foreign or newer than this program is refused in words. */
import { ArchiveError, type End, format, formatVersion, type Header, header, type Line, line } from './archive-format.ts'
import { tellable } from './failure.ts'
import { LineTooLongError, linesOf } from './lines.ts'

export interface Archive {
  readonly header: Header
  /** Everything between the first and the last line. */
  readonly lines: AsyncGenerator<Exclude<Line, { end: unknown }>>
  /** The last line; known when the lines have been read to their end. */
  end(): End
}

/** @throws ArchiveError, also from the iteration of the lines, which must be read to the end or given up with `return` */
export async function readArchive(file: string): Promise<Archive> {
  const texts = told(file)[Symbol.asyncIterator]()
  try {
    const first = await texts.next()
    if (first.done === true) throw new ArchiveError(file, 'the file is empty. Copy the archive again, or collect again with --archive.')
    let end: End | undefined
    return {
      header: parseHeader(file, first.value),
      lines: numbered(file, texts, (found) => {
        end = found
      }),
      end: () => {
        if (end === undefined) throw cutOff(file)
        return end
      },
    }
  } catch (error) {
    await texts.return?.()
    throw error
  }
}

async function* numbered(file: string, texts: AsyncIterator<string>, onEnd: (end: End) => void): Archive['lines'] {
  try {
    for (let number = 2; ; number++) {
      const text = await texts.next()
      if (text.done === true) throw cutOff(file)
      const parsed = parseLine(file, number, text.value)
      if ('end' in parsed) {
        onEnd(parsed.end)
        return
      }
      yield parsed
    }
  } finally {
    await texts.return?.()
  }
}

/** The file's lines; whatever fails below is told as a fault of this file. */
async function* told(file: string): AsyncIterable<string> {
  try {
    yield* linesOf(file, true)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'Z_BUF_ERROR') throw cutOff(file, error)
    if (error instanceof LineTooLongError || (typeof code === 'string' && code.startsWith('Z_'))) throw foreign(file, error)
    if (code === 'ENOENT') throw new ArchiveError(file, 'there is no such file. Check the path.', { cause: error })
    throw new ArchiveError(file, `the archive cannot be read (${tellable(error)}).`, { cause: error })
  }
}

function parseHeader(file: string, text: string): Header {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== format) throw foreign(file)
  if ('version' in value && typeof value.version === 'number' && value.version > formatVersion) {
    const writer = 'isobar' in value ? ` by isobar ${String(value.isobar)}` : ''
    throw new ArchiveError(
      file,
      `it was written${writer} in archive format ${value.version}; this program reads up to ${formatVersion}. Update isobar to import it.`,
    )
  }
  const parsed = header.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ArchiveError(
    file,
    `line 1 is not the header of an archive (${parsed.error.issues[0]?.path.join('.')}). Collect again with --archive.`,
  )
}

function parseLine(file: string, number: number, text: string): Line {
  const parsed = line.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new ArchiveError(file, `line ${number} is damaged. Copy the archive again, or collect again with --archive.`)
}

/** Undefined where it is no JSON; that is no line of an archive either. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function cutOff(file: string, cause?: unknown): ArchiveError {
  return new ArchiveError(file, 'the archive is cut off before its end. Copy it again, or collect again with --archive.', { cause })
}

function foreign(file: string, cause?: unknown): ArchiveError {
  return new ArchiveError(file, 'this is not an archive of isobar. `isobar import` takes files that `isobar collect --archive` wrote.', {
    cause,
  })
}
