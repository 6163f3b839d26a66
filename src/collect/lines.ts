/** The lines of a file of any size, gzip-compressed or plain, one at a time. */
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'

/** Longer than any line of ours; a file of another kind may have no line breaks at all. */
const longest = 256 * 1024 * 1024

export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError'
}

/**
 * Splits at `\n` only: JSON text may hold every other line separator.
 * @throws the file system's and zlib's errors as they are; LineTooLongError; a TypeError for what is not UTF-8
 */
export async function* linesOf(file: string, compressed: boolean): AsyncIterable<string> {
  const input = createReadStream(file)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const bytes = compressed ? forwardErrors(input) : input
  let pieces: string[] = []
  let length = 0
  try {
    for await (const chunk of bytes) {
      const [first = '', ...rest] = decoder.decode(chunk, { stream: true }).split('\n')
      pieces.push(first)
      length += first.length
      for (const next of rest) {
        yield pieces.join('')
        pieces = [next]
        length = next.length
      }
      if (length > longest) throw new LineTooLongError('There is no line break for 256 MiB.')
    }
  } finally {
    input.destroy()
  }
  const last = pieces.join('') + decoder.decode()
  if (last !== '') yield last
}

/** `pipe` does not tell the reading end of the writing end's errors. */
function forwardErrors(input: ReturnType<typeof createReadStream>) {
  const gunzip = createGunzip()
  input.on('error', (error) => gunzip.destroy(error))
  return input.pipe(gunzip)
}
