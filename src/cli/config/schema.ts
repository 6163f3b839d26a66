/** What isobar.yaml may hold. The same schema checks the file, documents it (docs/isobar.schema.json) and types the code. */
import { z } from 'zod'
import { maxSeconds } from '../limits.ts'

export const guid = z
  .string()
  .regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'expected an id like 3f2504e0-4f89-11d3-9a0c-0305e82c3301')

/** Never the secret itself: where it is found. */
const secret = z.union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })], {
  error: 'expected { env: NAME } or { file: PATH }: a secret does not stand in this file itself',
})
export type Secret = z.infer<typeof secret>

const pollingInterval = z.enum(['DISABLED', '30m', '1h', '4h', '8h', '12h', '1d', '1w'])

export const integrationName = z
  .string()
  .min(1, 'a name cannot be empty')
  .max(100, 'a name has at most 100 characters')
  .regex(/^[^\p{Cc}]*$/u, 'a name has no control characters')
  .meta({ description: 'Shown in _integrationName; unique in this file.' })

export const roleArn = z
  .string()
  .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/, 'expected an ARN like arn:aws:iam::123456789012:role/Isobar')

const common = {
  name: integrationName,
  tagAccountName: z
    .boolean()
    .exactOptional()
    .meta({ description: 'Adds tag.AccountName with the name of the integration to every entity.' }),
  production: z.boolean().exactOptional().meta({ description: 'Adds tag.Production to every entity.' }),
  pollingInterval: pollingInterval.exactOptional().meta({ description: 'How often the scheduler collects it.' }),
}

const azure = z
  .strictObject({
    type: z.literal('azure'),
    ...common,
    tenantId: guid.meta({ description: 'Directory (tenant) ID.' }),
    clientId: z
      .string()
      .min(1)
      .exactOptional()
      .meta({ description: 'Application (client) ID; with managed-identity, that of a user-assigned one.' }),
    clientSecret: secret.exactOptional().meta({ description: "The client secret's value (not its ID)." }),
    certificate: secret.exactOptional().meta({ description: 'PEM with certificate and private key.' }),
    auth: z.enum(['managed-identity', 'workload-identity', 'azure-cli']).exactOptional().meta({
      description: 'Signs in without a secret, as the machine, the workload or whoever is signed in to the Azure CLI.',
    }),
    subscriptions: z
      .union([z.literal('all'), z.array(guid).min(1)], { error: 'expected "all" or a list of subscription ids' })
      .default('all')
      .meta({ description: 'Every subscription the principal can read, or a list of ids.' }),
    ingestDirectory: z.boolean().default(true).meta({ description: 'Whether to read Entra ID; once per tenant is enough.' }),
    cloud: z.enum(['public', 'usgovernment', 'china']).default('public').meta({ description: 'The Azure cloud.' }),
    endpoints: z
      .strictObject({
        login: z.url().exactOptional(),
        resourceManager: z.url().exactOptional(),
        graph: z.url().exactOptional(),
        dataPlane: z
          .string()
          .regex(/^https?:\/\//, 'expected a URL; {host} in it stands for the host of the vault or storage account')
          .exactOptional(),
      })
      .exactOptional()
      .meta({ description: 'Other addresses of the APIs: for tests, proxies and sovereign clouds.' }),
  })
  .superRefine((integration, context) => {
    const ways = (['clientSecret', 'certificate', 'auth'] as const).filter((key) => integration[key] !== undefined)
    if (ways.length > 1) {
      context.addIssue({ code: 'custom', path: [ways[1] ?? 'auth'], message: `more than one way to sign in: ${ways.join(', ')}` })
    }
    if (ways.length === 0) {
      context.addIssue({ code: 'custom', message: 'no way to sign in: clientSecret, certificate or auth is missing' })
    }
    if (integration.clientId === undefined && (integration.clientSecret ?? integration.certificate) !== undefined) {
      context.addIssue({ code: 'custom', message: '"clientId" is missing' })
    }
  })

/** YAML reads an account id as a number, and drops its leading zeros. */
const accountId = z.preprocess(
  (value) => (typeof value === 'number' ? String(value).padStart(12, '0') : value),
  z.string().regex(/^\d{12}$/, 'expected an account id of 12 digits, or organization'),
)

const aws = z.strictObject({
  type: z.literal('aws'),
  ...common,
  roleArn: roleArn
    .exactOptional()
    .meta({ description: 'Role to assume; without it the credentials of the SDK default chain are used as they are.' }),
  externalId: z
    .union([z.string().min(1), secret], { error: 'expected text, { env: NAME } or { file: PATH }' })
    .exactOptional()
    .meta({ description: "What the role's trust policy asks for in sts:ExternalId." }),
  accounts: z
    .array(z.union([z.literal('organization'), accountId], { error: 'expected an account id of 12 digits, or organization' }))
    .min(1)
    .exactOptional()
    .meta({
      description:
        "Exactly the accounts to read, each by a role of roleArn's name: ids, organization for every account of it, or both; by default the account signed in to.",
    }),
  regions: z
    .union([z.literal('all'), z.array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region like eu-west-1')).min(1)], {
      error: 'expected "all" or a list of regions like eu-west-1',
    })
    .default('all')
    .meta({ description: 'Every enabled region, or a list.' }),
  endpoint: z.url().exactOptional().meta({ description: 'One address for all AWS APIs: for tests.' }),
})

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'expected text, a number, true or false' })
const value = z.union([scalar, z.array(scalar)], { error: 'expected text, a number, true, false or a list of these' })

/** What a query may refer to beside the graph, and what it may cost. */
export const querySchema = z.strictObject({
  now: z.iso.datetime({ offset: true, error: 'expected a date like 2026-01-31T00:00:00Z' }).exactOptional().meta({
    description: 'What date.now means; by default the time of the query.',
  }),
  variables: z.record(z.string(), value).exactOptional().meta({ description: 'What ${name} means.' }),
  params: z.record(z.string(), value).exactOptional().meta({ description: 'What ${param.name} means.' }),
  me: z.record(z.string(), value).exactOptional().meta({ description: 'What ${me.email} and the like mean.' }),
  placeholders: z.record(z.string(), z.string()).exactOptional().meta({ description: 'What {{name}} means.' }),
  smartClasses: z
    .record(z.string(), z.strictObject({ classes: z.array(z.string()).exactOptional(), with: z.string().exactOptional() }))
    .exactOptional()
    .meta({ description: 'What #Name selects: entities of these classes for which the filter holds.' }),
  maxDepth: z.int().min(1).max(100).exactOptional().meta({ description: 'How many relationships HAS{1,} may follow; 8 by default.' }),
  timeout: z
    .int(`expected whole seconds from 1 to ${maxSeconds}`)
    .min(1, 'expected at least 1 second')
    .max(maxSeconds, `expected at most ${maxSeconds} seconds, a day`)
    .exactOptional()
    .meta({
      description: 'Seconds after which a query is given up; no limit by default. --timeout overrides it.',
    }),
  limit: z.int().min(1, 'expected at least 1 row').exactOptional().meta({
    description: 'Rows after which an answer is cut short, which is told; no limit by default. --limit overrides it.',
  }),
})

export const configSchema = z.strictObject({
  integrations: z
    .array(z.discriminatedUnion('type', [azure, aws]))
    .default([])
    .meta({ description: 'The clouds to collect.' }),
  query: querySchema.exactOptional().meta({ description: 'What queries may refer to beside the graph, and what they may cost.' }),
})

export type Config = z.infer<typeof configSchema>
export type IntegrationConfig = Config['integrations'][number]
export type AzureConfig = Extract<IntegrationConfig, { type: 'azure' }>
export type AwsConfig = Extract<IntegrationConfig, { type: 'aws' }>
