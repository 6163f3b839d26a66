/** isobar.yaml, read and checked. */

import { nearest } from '../../query/nearest.ts'
import { ConfigError, type ConfigFault, UsageError } from '../errors.ts'
import { type Loaded, loadDocument } from './document.ts'
import { type Config, configSchema, type IntegrationConfig } from './schema.ts'

/** @throws ConfigError, UsageError */
export async function loadConfig(file: string): Promise<Loaded<Config>> {
  const loaded = await loadDocument(file, configSchema)
  const faults: ConfigFault[] = []
  const names = new Set<string>()
  for (const [index, { name }] of loaded.value.integrations.entries()) {
    if (names.has(name)) faults.push(loaded.fault(['integrations', index, 'name'], `a second integration named "${name}"`))
    names.add(name)
  }
  if (faults.length > 0) throw new ConfigError(file, faults)
  return loaded
}

/** An integration with its place in the file. */
export interface Chosen {
  readonly index: number
  readonly integration: IntegrationConfig
}

/** The integrations with these names, or all. @throws UsageError for a name that is not there. */
export function choose(config: Loaded<Config>, names: readonly string[]): Chosen[] {
  const all = config.value.integrations.map((integration, index) => ({ index, integration }))
  if (all.length === 0) throw new UsageError(`${config.file} has no integrations; 'isobar init' adds one`)
  for (const name of names) {
    if (all.some(({ integration }) => integration.name === name)) continue
    const known = all.map(({ integration }) => integration.name)
    const meant = nearest(name, known)
    throw new UsageError(
      `${config.file} has no integration "${name}"; ${meant === undefined ? `it has ${known.join(', ')}` : `did you mean "${meant}"?`}`,
    )
  }
  return names.length === 0 ? all : all.filter(({ integration }) => names.includes(integration.name))
}
