/** Fetches the secrets that a configuration points to: from the environment or from a file. */
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ConfigError, type ConfigFault } from '../errors.ts'
import { rememberSecret } from '../redact.ts'
import type { Chosen } from './config.ts'
import type { Loaded } from './document.ts'
import type { AwsConfig, AzureConfig, Config, Secret } from './schema.ts'

/** Integrations whose secrets are the values themselves. Never write one anywhere. */
export type UnlockedAzure = Omit<AzureConfig, 'clientSecret' | 'certificate'> & {
  readonly clientSecret?: string
  readonly certificate?: string
}
export type UnlockedAws = Omit<AwsConfig, 'externalId'> & { readonly externalId?: string }
export type Unlocked = UnlockedAzure | UnlockedAws

export interface UnlockedConfig {
  readonly integrations: readonly Unlocked[]
  /** What looks like a mistake but may not be one. */
  readonly hints: readonly string[]
}

/** @throws ConfigError naming every secret that is missing, with its line. */
export async function unlock(config: Loaded<Config>, chosen: readonly Chosen[]): Promise<UnlockedConfig> {
  const faults: ConfigFault[] = []
  const hints: string[] = []
  const integrations: Unlocked[] = []
  for (const { index, integration } of chosen) {
    const fetch = async (key: string, secret: Secret | undefined): Promise<string | undefined> => {
      if (secret === undefined) return undefined
      const found = await read(secret, config.file)
      if ('missing' in found) {
        faults.push(config.fault(['integrations', index, key], `${key} of "${integration.name}": ${found.missing}`))
        return undefined
      }
      rememberSecret(found.value)
      return found.value
    }
    if (integration.type === 'azure') {
      const { clientSecret: secretAt, certificate: certificateAt, ...rest } = integration
      const clientSecret = await fetch('clientSecret', secretAt)
      const certificate = await fetch('certificate', certificateAt)
      integrations.push({
        ...rest,
        ...(clientSecret === undefined ? {} : { clientSecret }),
        ...(certificate === undefined ? {} : { certificate }),
      })
      const hint = (key: string, message: string): void => {
        const { line } = config.fault(['integrations', index, key], message)
        hints.push(`${config.file}:${line}: ${key} of "${integration.name}" ${message}`)
      }
      if (clientSecret !== undefined && guidShaped.test(clientSecret)) {
        hint('clientSecret', "looks like the secret's ID; sign-in needs its value")
      }
      if (rest.clientId !== undefined && !guidShaped.test(rest.clientId)) {
        hint('clientId', 'does not look like an Application (client) ID')
      }
    } else {
      const { externalId: externalIdAt, ...rest } = integration
      const externalId = typeof externalIdAt === 'string' ? externalIdAt : await fetch('externalId', externalIdAt)
      integrations.push({ ...rest, ...(externalId === undefined ? {} : { externalId }) })
    }
  }
  if (faults.length > 0) throw new ConfigError(config.file, faults)
  return { integrations, hints }
}

const guidShaped = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

async function read(secret: Secret, configFile: string): Promise<{ readonly value: string } | { readonly missing: string }> {
  if ('env' in secret) {
    const value = process.env[secret.env]?.trim()
    if (value === undefined) return { missing: `the environment variable ${secret.env} is not set` }
    return value === '' ? { missing: `the environment variable ${secret.env} is empty` } : { value }
  }
  const file = resolve(dirname(configFile), secret.file)
  try {
    const value = (await readFile(file, 'utf8')).trim()
    return value === '' ? { missing: `the file ${file} is empty` } : { value }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return { missing: `the file ${file} cannot be read (${code})` }
  }
}
