/** What every command gets: the global options, where to write, and the signal that ends it. */
import { resolve } from 'node:path'
import type { Output } from './output/output.ts'

export const formats = ['table', 'json', 'ndjson', 'csv', 'mermaid', 'dot', 'graphml'] as const
export type Format = (typeof formats)[number]

/** Formats that draw a tree, and can say nothing else. */
export const drawings = ['mermaid', 'dot', 'graphml'] as const satisfies readonly Format[]
export type Drawing = (typeof drawings)[number]

export function isDrawing(format: Format): format is Drawing {
  return drawings.some((drawing) => drawing === format)
}

/** Global options as commander parses them. */
export interface GlobalOptions {
  readonly workspace: string
  readonly config: string
  readonly format: Format
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly color: boolean
}

export interface Context {
  /** Folder of the workspace, absolute. */
  readonly workspace: string
  /** Whether the caller named it, by option or environment. */
  readonly workspaceChosen: boolean
  /** Path of the configuration file as the caller wrote it. */
  readonly config: string
  readonly format: Format
  readonly quiet: boolean
  readonly verbose: boolean
  /** Answers: stdout. */
  readonly out: Output
  /** Progress and diagnostics: stderr. */
  readonly err: Output
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal
}

export function contextOf(options: GlobalOptions, workspaceChosen: boolean, out: Output, err: Output, signal: AbortSignal): Context {
  return {
    workspace: resolve(options.workspace),
    workspaceChosen,
    config: options.config,
    format: options.format,
    quiet: options.quiet === true,
    verbose: options.verbose === true,
    out,
    err,
    signal,
  }
}

/** Tells something on stderr, unless `--quiet`. */
export function note(context: Context, text: string): void {
  if (!context.quiet) context.err.write(`${text}\n`)
}

/** Tells of something that may make an answer less than it looks; said even with `--quiet`. */
export function warn(context: Context, text: string): void {
  context.err.write(`${context.err.style('yellow', 'warning:')} ${text}\n`)
}
