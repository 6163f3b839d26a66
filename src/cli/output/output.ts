/** A stream to a person or a program: colours only where they are wanted, back-pressure, and no noise when the reader leaves. */
import { once } from 'node:events'
import type { WriteStream } from 'node:tty'
import { styleText } from 'node:util'
import { redact } from '../redact.ts'

export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

export interface Output {
  /** Whether a person looks at it. */
  readonly terminal: boolean
  /** Columns of the terminal; undefined when piped, where nothing is cut. */
  readonly width: number | undefined
  /** Queues text. For much of it, await {@link Output.flushed} now and then. */
  write(text: string): void
  /** Resolves when the reader has caught up. */
  flushed(): Promise<void>
  /** The text in a colour, or as it is where colours are off. */
  style(colour: Colour, text: string): string
}

/** An output on a standard stream. `colour` is what the caller allows; NO_COLOR and a pipe still forbid it. */
export function outputOn(stream: NodeJS.WriteStream | WriteStream, colour: boolean): Output {
  const terminal = stream.isTTY === true
  const colours = colour && terminal && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb'
  return {
    terminal,
    get width() {
      return terminal ? (stream.columns ?? 80) : undefined
    },
    write(text) {
      stream.write(redact(text))
    },
    async flushed() {
      if (stream.writableNeedDrain) await once(stream, 'drain')
    },
    style: (name, text) => (colours ? styleText(name, text, { validateStream: false }) : text),
  }
}
