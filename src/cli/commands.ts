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

export const commands: readonly CommandEntry[] = [
  { name: 'init', summary: 'Write isobar.yaml and show how to grant read-only access', load: () => import('./commands/init.ts') },
  { name: 'validate', summary: 'Sign in and check every permission, changing nothing', load: () => import('./commands/validate.ts') },
  { name: 'collect', summary: 'Read the configured clouds into the graph', load: () => import('./commands/collect.ts') },
  {
    name: 'import',
    summary: 'Read archives, or your own entities and relationships, into the graph',
    load: () => import('./commands/import.ts'),
  },
  { name: 'query', summary: 'Ask the graph', load: () => import('./commands/query.ts') },
]
