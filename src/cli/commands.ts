/** The commands in the order of use, with the line that help shows; the file of each is loaded when it is called. */
import type { Command } from 'commander'
import type { Cli } from './program.ts'

export interface CommandFile {
  /** Adds arguments, options, examples and the action to the command. */
  define(command: Command, cli: Cli): void
}

interface CommandEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<CommandFile>
}

export const commands: readonly CommandEntry[] = [{ name: 'query', summary: 'Ask the graph', load: () => import('./commands/query.ts') }]
