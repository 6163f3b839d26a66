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
  { name: 'questions', summary: 'List and search the stored questions', load: () => import('./commands/questions.ts') },
  { name: 'access', summary: 'Show who may do what on Azure, and through what', load: () => import('./commands/access.ts') },
  { name: 'status', summary: 'Show what is in the graph, the last runs and what is stale', load: () => import('./commands/status.ts') },
  {
    name: 'catalogue',
    summary: 'List what can be collected, and how much of it is in this graph',
    load: () => import('./commands/catalogue.ts'),
  },
  { name: 'entity', summary: 'Show one entity: properties, neighbours, versions', load: () => import('./commands/entity.ts') },
  { name: 'diff', summary: 'Show what changed between two points in time', load: () => import('./commands/diff.ts') },
  { name: 'export', summary: 'Write the whole graph to files for other tools', load: () => import('./commands/export.ts') },
  { name: 'demo', summary: 'Explore two bundled clouds in a fresh workspace', load: () => import('./commands/demo.ts') },
  {
    name: 'simulate',
    summary: 'Serve a made-up Azure tenant of any size, to try and to measure',
    load: () => import('./commands/simulate.ts'),
  },
]
