/** What queries may refer to beside the graph and what they may cost, from isobar.yaml, a settings file and `--param`. */
import { existsSync } from 'node:fs'
import type { ParameterValue, QuerySettings } from '../../query/index.ts'
import type { Config } from '../config/schema.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'

/** What a command knows of how queries are to be answered. */
export interface Configured {
  readonly settings: QuerySettings
  readonly timeoutMs?: number
  /** Rows. */
  readonly limit?: number
}

/** The `query:` section of the configuration, with what the settings file says in its place. @throws ConfigError */
export async function settingsOf(context: Context, file: string | undefined): Promise<Configured> {
  const { timeout, limit, ...settings } = { ...(await configured(context)), ...(file === undefined ? {} : await fromFile(file)) }
  return {
    settings,
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    ...(limit === undefined ? {} : { limit }),
  }
}

type QuerySection = NonNullable<Config['query']>

async function configured(context: Context): Promise<QuerySection> {
  if (!existsSync(context.config)) return {}
  const { loadConfig } = await import('../config/config.ts')
  return (await loadConfig(context.config)).value.query ?? {}
}

async function fromFile(file: string): Promise<QuerySection> {
  const [{ loadDocument }, { querySchema }] = await Promise.all([import('../config/document.ts'), import('../config/schema.ts')])
  return (await loadDocument(file, querySchema)).value
}

/**
 * `name=value` pairs. A value that is a number, true, false or a JSON list is one; anything else is text, and so is
 * what stands in double quotes.
 */
export function parseParameters(pairs: readonly string[]): Record<string, ParameterValue> {
  const parameters: Record<string, ParameterValue> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`--param ${pair}: expected name=value`)
    parameters[pair.slice(0, at)] = parseValue(pair.slice(at + 1))
  }
  return parameters
}

function parseValue(text: string): ParameterValue {
  if (!/^(true|false|-?\d+(\.\d+)?|".*"|\[.*\])$/s.test(text)) return text
  try {
    const value: unknown = JSON.parse(text)
    // A number that JSON would write otherwise (012, 1.0, 20 digits) is an id or a version, not a quantity.
    if (typeof value === 'number') return String(value) === text ? value : text
    return isParameter(value) ? value : text
  } catch {
    return text
  }
}

export function isParameter(value: unknown): value is ParameterValue {
  return Array.isArray(value) ? value.every(isScalar) : isScalar(value)
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
