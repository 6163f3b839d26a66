/** The clouds that this program knows, each loaded when it is needed. */
import type { Definition } from '../collect/plan.ts'
import type { Integration } from '../collect/resource.ts'
import type { Unlocked } from './config/secrets.ts'

export const cloudTypes = ['azure', 'aws'] as const
export type CloudType = (typeof cloudTypes)[number]

export const cloudTitles: Readonly<Record<CloudType, string>> = { azure: 'Azure', aws: 'AWS' }

export function isCloud(type: string): type is CloudType {
  return type === 'azure' || type === 'aws'
}

/** Everything that can be read of a cloud. */
export async function definitionsOf(type: CloudType): Promise<readonly Definition[]> {
  return type === 'azure'
    ? (await import('../azure/definitions.ts')).azureDefinitions
    : (await import('../aws/definitions.ts')).awsDefinitions
}

export interface ConnectOptions {
  /** Requests under way at once to one host. */
  readonly concurrency?: number
}

/** A configured integration, ready to sign in. */
export async function connect(config: Unlocked, options: ConnectOptions = {}): Promise<Integration<unknown>> {
  if (config.type === 'azure') return (await import('../azure/integration.ts')).azureIntegration(config, options)
  return (await import('../aws/index.ts')).awsIntegration(config, options)
}
