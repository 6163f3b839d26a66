/** A new integration, as the options and answers of `isobar init` say it. */
import { UsageError } from '../errors.ts'
import type { Ask } from './dialogue.ts'

export interface InitOptions {
  readonly name?: string
  readonly tenantId?: string
  readonly clientId?: string
  readonly secretEnv?: string
  readonly auth?: string
  readonly roleArn?: string
  readonly externalIdEnv?: string
  readonly organization?: boolean
}

export type Entry = AzureEntry | AwsEntry

interface AzureEntry {
  readonly type: 'azure'
  readonly name: string
  readonly tenantId: string
  readonly clientId?: string
  /** Absent where `auth` needs no secret. */
  readonly secretVariable?: string
  readonly auth?: string
}

interface AwsEntry {
  readonly type: 'aws'
  readonly name: string
  readonly roleArn?: string
  readonly externalIdVariable?: string
  readonly organisation: boolean
}

/** @param ask asks for what the options leave open; undefined where nobody can be asked */
export async function entryOf(cloud: string | undefined, options: InitOptions, ask: Ask | undefined): Promise<Entry> {
  const type = cloud ?? (await ask?.choose('Which cloud?', ['azure', 'aws']))
  if (type === 'azure') return await azureEntry(options, ask)
  if (type === 'aws') return await awsEntry(options, ask)
  throw new UsageError(type === undefined ? "which cloud? 'isobar init azure' or 'isobar init aws'" : `"${type}" is no cloud: azure or aws`)
}

const withSecret = 'client-secret'

async function azureEntry(options: InitOptions, ask: Ask | undefined): Promise<AzureEntry> {
  const tenantId = options.tenantId ?? (await ask?.text('Directory (tenant) ID'))
  if (tenantId === undefined) {
    throw new UsageError('--tenant-id is missing: the Directory (tenant) ID on the Overview page of Microsoft Entra ID')
  }
  const way =
    options.auth ??
    (await ask?.choose('How does Isobar sign in?', [withSecret, 'managed-identity', 'workload-identity', 'azure-cli'])) ??
    withSecret
  const application =
    options.clientId ?? (way === withSecret ? await ask?.text('Application (client) ID; empty to create one', '') : undefined)
  return {
    type: 'azure',
    name: options.name ?? (await ask?.text('Name of the integration', 'azure')) ?? 'azure',
    tenantId,
    ...(application === undefined || application === '' ? {} : { clientId: application }),
    ...(way === withSecret ? { secretVariable: options.secretEnv ?? 'AZURE_CLIENT_SECRET' } : { auth: way }),
  }
}

async function awsEntry(options: InitOptions, ask: Ask | undefined): Promise<AwsEntry> {
  const role = options.roleArn ?? (await ask?.text('ARN of the role to assume; empty for the credentials as they are', '')) ?? ''
  const accounts =
    options.organization === true ? 'the organisation' : await ask?.choose('Which accounts?', ['this one', 'the organisation'])
  return {
    type: 'aws',
    name: options.name ?? (await ask?.text('Name of the integration', 'aws')) ?? 'aws',
    ...(role === '' ? {} : { roleArn: role, externalIdVariable: options.externalIdEnv ?? 'ISOBAR_EXTERNAL_ID' }),
    organisation: accounts === 'the organisation',
  }
}

/** The entry as isobar.yaml writes it. */
export function asYaml(entry: Entry): Readonly<Record<string, unknown>> {
  if (entry.type === 'azure') {
    const { name, type, tenantId, clientId, secretVariable, auth } = entry
    return {
      name,
      type,
      tenantId,
      ...(clientId === undefined ? (secretVariable === undefined ? {} : { clientId: newApplication }) : { clientId }),
      ...(secretVariable === undefined ? { auth } : { clientSecret: { env: secretVariable } }),
    }
  }
  const { name, type, roleArn, externalIdVariable, organisation } = entry
  return {
    name,
    type,
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(externalIdVariable === undefined ? {} : { externalId: { env: externalIdVariable } }),
    ...(organisation ? { accounts: ['organization'] } : {}),
  }
}

/** Stands in isobar.yaml until the application exists. */
const newApplication = 'the id that the first command prints'
