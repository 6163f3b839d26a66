/** A new integration, as the options and answers of `isobar init` say it. */
import type { z } from 'zod'
import { guid, integrationName, roleArn } from '../config/schema.ts'
import { UsageError } from '../errors.ts'
import type { Ask, Check } from './dialogue.ts'

export interface InitOptions {
  readonly name?: string
  readonly tenantId?: string
  readonly clientId?: string
  readonly secretEnv?: string
  readonly auth?: string
  readonly roleArn?: string
  readonly externalIdEnv?: string
  readonly organization?: boolean
  readonly print?: string
}

export type Entry = AzureEntry | AwsEntry

export interface AzureEntry {
  readonly type: 'azure'
  readonly name: string
  readonly tenantId: string
  readonly clientId?: string
  /** Absent where `auth` needs no secret. */
  readonly secretVariable?: string
  readonly auth?: string
}

export interface AwsEntry {
  readonly type: 'aws'
  readonly name: string
  readonly roleArn?: string
  readonly externalIdVariable?: string
  readonly organisation: boolean
}

/** Who can be asked for what the options leave open. */
export interface Asking {
  /** For what there is no doing without; undefined where nobody is there. */
  readonly must: Ask | undefined
  /** For what has a default. */
  readonly may: Ask | undefined
}

/** @param taken the names of the integrations that there are */
export async function entryOf(cloud: string | undefined, options: InitOptions, asking: Asking, taken: readonly string[]): Promise<Entry> {
  const type = cloud ?? (await asking.must?.choose('Which cloud?', ['azure', 'aws']))
  const name = (byDefault: string): Promise<string> =>
    asked(options.name, asking.may, 'Name of the integration', { byDefault: free(byDefault, taken), check: nameCheck(taken) }, byDefault)
  if (type === 'azure') return await azureEntry(options, asking, name)
  if (type === 'aws') return await awsEntry(options, asking, name)
  throw new UsageError(type === undefined ? "which cloud? 'isobar init azure' or 'isobar init aws'" : `"${type}" is no cloud: azure or aws`)
}

const withSecret = 'client-secret'

async function azureEntry(options: InitOptions, { must, may }: Asking, name: (byDefault: string) => Promise<string>): Promise<AzureEntry> {
  const tenantId = options.tenantId ?? (await must?.text('Directory (tenant) ID', { check: by(guid) }))
  if (tenantId === undefined) {
    throw new UsageError('--tenant-id is missing: the Directory (tenant) ID on the Overview page of Microsoft Entra ID')
  }
  const way =
    options.auth ??
    (await may?.choose('How does Isobar sign in?', [withSecret, 'managed-identity', 'workload-identity', 'azure-cli'])) ??
    withSecret
  const application = await asked(options.clientId, way === 'azure-cli' ? undefined : may, whose(way), {
    byDefault: '',
    check: (answer) => (answer === '' ? undefined : by(guid)(answer)),
  })
  return {
    type: 'azure',
    name: await name('azure'),
    tenantId,
    ...(application === '' ? {} : { clientId: application }),
    ...(way === withSecret ? { secretVariable: options.secretEnv ?? 'AZURE_CLIENT_SECRET' } : { auth: way }),
  }
}

function whose(way: string): string {
  return way === 'managed-identity'
    ? "Client ID of a user-assigned identity; empty for the machine's own"
    : 'Application (client) ID; empty to create one'
}

async function awsEntry(options: InitOptions, { may }: Asking, name: (byDefault: string) => Promise<string>): Promise<AwsEntry> {
  const role = await asked(options.roleArn, may, 'ARN of the role to assume; empty for the credentials as they are', {
    byDefault: '',
    check: (answer) => (answer === '' ? undefined : by(roleArn)(answer)),
  })
  const accounts =
    options.organization === true ? 'the organisation' : await may?.choose('Which accounts?', ['this one', 'the organisation'])
  return {
    type: 'aws',
    name: await name('aws'),
    ...(role === '' ? {} : { roleArn: role, externalIdVariable: options.externalIdEnv ?? 'ISOBAR_EXTERNAL_ID' }),
    organisation: accounts === 'the organisation',
  }
}

type TextOptions = { readonly byDefault: string; readonly check: Check }

async function asked(
  given: string | undefined,
  ask: Ask | undefined,
  question: string,
  options: TextOptions,
  otherwise = '',
): Promise<string> {
  return given ?? (await ask?.text(question, options)) ?? otherwise
}

function by(schema: z.ZodType): Check {
  return (answer) => schema.safeParse(answer).error?.issues[0]?.message
}

function nameCheck(taken: readonly string[]): Check {
  return (answer) => (taken.includes(answer) ? `there is an integration "${answer}" already` : by(integrationName)(answer))
}

/** `azure`, or `azure-2` where that is taken. */
function free(name: string, taken: readonly string[]): string {
  let number = 1
  const nth = (): string => (number === 1 ? name : `${name}-${number}`)
  while (taken.includes(nth())) number += 1
  return nth()
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
  const { name, type, roleArn: role, externalIdVariable, organisation } = entry
  return {
    name,
    type,
    ...(role === undefined ? {} : { roleArn: role }),
    ...(externalIdVariable === undefined ? {} : { externalId: { env: externalIdVariable } }),
    ...(organisation ? { accounts: ['organization'] } : {}),
  }
}

/** Stands in isobar.yaml until the application exists. */
export const newApplication = 'the Application (client) ID, once it exists'
