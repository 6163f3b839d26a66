/** One Azure integration, as isobar.yaml says it, its secrets being the values themselves. */
import type { CloudName, EndpointOverrides } from './client/clouds.ts'

export interface AzureConfig {
  readonly name: string
  readonly type: 'azure'
  /** Directory (tenant) ID. */
  readonly tenantId: string
  /** Application (client) ID; with a managed identity, that of a user-assigned one. */
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
  /** PEM text with certificate and private key. */
  readonly certificate?: string | undefined
  readonly auth?: 'managed-identity' | 'workload-identity' | 'azure-cli' | undefined
  readonly subscriptions: 'all' | readonly string[]
  readonly ingestDirectory: boolean
  readonly tagAccountName?: boolean | undefined
  readonly production?: boolean | undefined
  readonly cloud: CloudName
  readonly endpoints?: EndpointOverrides | undefined
}

export interface AzureOptions {
  /** `arm` forces the list calls where Resource Graph would do. */
  readonly source?: 'auto' | 'arm'
  /** Requests under way at once to one host. */
  readonly concurrency?: number
}
