/** What the caller of a command did wrong, in words that say how to do it right. */

/** A bad option, argument or input file. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** One fault of the configuration file, at its place. */
export interface ConfigFault {
  readonly line: number
  readonly column: number
  readonly message: string
}

/** isobar.yaml cannot be used; every fault found, each with its line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly ConfigFault[]

  constructor(file: string, faults: readonly ConfigFault[]) {
    super(faults.map((fault) => `${file}:${fault.line}:${fault.column}: ${fault.message}`).join('\n'))
    this.faults = faults
  }
}
