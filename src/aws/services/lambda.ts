/** Lambda functions. https://docs.aws.amazon.com/lambda/latest/api */
import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { epoch } from '../../graph/properties.ts'
import { bare, list, setting, synthetic } from '../calls.ts'
import { lambda } from '../client/services.ts'
import { statementsOf } from '../iam/policy.ts'
import { arn } from '../place.ts'
import { resource, type ServiceFacts } from '../resource.ts'
import { serviceEntity } from '../service-entity.ts'

export const LAMBDA: ServiceFacts = { type: 'aws_lambda', title: 'Lambda', scope: 'region' }

export const lambdaService = serviceEntity(LAMBDA, {
  function: ['serverless', 'compute'],
  source: synthetic((at) => at),
  permission: 'lambda:GetAccountSettings',
  page: ({ at }) => `lambda/home?region=${at.region}#/discover`,
  details: {
    settings: setting(lambda, 'lambda:GetAccountSettings', async ({ sdk, client, options }) =>
      bare(await client.send(new sdk.GetAccountSettingsCommand({}), options)),
    ),
  },
  entity: ({ details: { settings } }) => ({
    functionCount: settings?.AccountUsage?.FunctionCount,
    concurrentExecutionsLimit: settings?.AccountLimit?.ConcurrentExecutions,
    unreservedConcurrentExecutions: settings?.AccountLimit?.UnreservedConcurrentExecutions,
  }),
})

const none = { none: ['ResourceNotFoundException'] }

export const lambdaFunction = resource({
  type: 'aws_lambda_function',
  class: ['Function'],
  title: 'Lambda function',
  service: LAMBDA,
  source: list(
    lambda,
    'lambda:ListFunctions',
    ({ sdk, client, options }) => sdk.paginateListFunctions({ client, pageSize: 50 }, {}, options),
    (page) => page.Functions?.map(withoutSecrets),
  ),
  permission: 'lambda:ListFunctions',
  details: {
    policy: setting(
      lambda,
      'lambda:GetPolicy',
      async ({ sdk, client, options }, { FunctionName }: FunctionConfiguration) =>
        bare(await client.send(new sdk.GetPolicyCommand({ FunctionName }), options)),
      none,
    ),
    url: setting(
      lambda,
      'lambda:GetFunctionUrlConfig',
      async ({ sdk, client, options }, { FunctionName }: FunctionConfiguration) =>
        bare(await client.send(new sdk.GetFunctionUrlConfigCommand({ FunctionName }), options)),
      none,
    ),
    codeSigning: setting(
      lambda,
      'lambda:GetFunctionCodeSigningConfig',
      async ({ sdk, client, options }, { FunctionName }: FunctionConfiguration) =>
        bare(await client.send(new sdk.GetFunctionCodeSigningConfigCommand({ FunctionName }), options)),
      none,
    ),
    concurrency: setting(
      lambda,
      'lambda:GetFunctionConcurrency',
      async ({ sdk, client, options }, { FunctionName }: FunctionConfiguration) =>
        bare(await client.send(new sdk.GetFunctionConcurrencyCommand({ FunctionName }), options)),
      none,
    ),
    tags: setting(
      lambda,
      'lambda:ListTags',
      async ({ sdk, client, options }, { FunctionArn }: FunctionConfiguration) =>
        bare(await client.send(new sdk.ListTagsCommand({ Resource: FunctionArn }), options)),
      none,
    ),
  },
  key: ({ raw }) => raw.FunctionArn,
  tags: ({ details }) => details.tags?.Tags,
  page: ({ raw, at }) => `lambda/home?region=${at.region}#/functions/${raw.FunctionName}`,
  entity: ({ raw, details: { policy, url, codeSigning, concurrency } }) => ({
    id: raw.FunctionArn,
    name: raw.FunctionName,
    functionName: raw.FunctionName,
    runtime: raw.Runtime,
    handler: raw.Handler,
    role: raw.Role,
    description: raw.Description || undefined,
    timeout: raw.Timeout,
    memorySize: raw.MemorySize,
    updatedOn: epoch(raw.LastModified),
    codeSize: raw.CodeSize,
    codeHash: raw.CodeSha256,
    version: raw.Version,
    packageType: raw.PackageType,
    architectures: raw.Architectures,
    vpcId: raw.VpcConfig?.VpcId || undefined,
    subnetIds: raw.VpcConfig?.SubnetIds,
    securityGroupIds: raw.VpcConfig?.SecurityGroupIds,
    environmentVariableNames: Object.keys(raw.Environment?.Variables ?? {}).sort(),
    kmsKeyArn: raw.KMSKeyArn || undefined,
    tracingMode: raw.TracingConfig?.Mode,
    deadLetterTargetArn: raw.DeadLetterConfig?.TargetArn,
    layerArns: raw.Layers?.flatMap(({ Arn }) => Arn ?? []),
    state: raw.State,
    active: raw.State === undefined ? undefined : raw.State === 'Active',
    logGroup: raw.LoggingConfig?.LogGroup,
    policy: policy?.Policy,
    public: policy && (allowsEveryone(policy.Policy) || url?.AuthType === 'NONE'),
    functionUrl: url?.FunctionUrl,
    functionUrlAuthType: url?.AuthType,
    codeSigningConfigArn: codeSigning?.CodeSigningConfigArn || undefined,
    reservedConcurrency: concurrency?.ReservedConcurrentExecutions,
  }),
  links: ({ to }) => [
    to('HAS', 'aws_iam_role', ({ raw }) => raw.Role),
    to('HAS', 'aws_vpc', ({ raw, at }) => arn(at, 'ec2', 'vpc', raw.VpcConfig?.VpcId)),
  ],
})

/** Environment variables hold passwords as a rule; their names are enough, and nothing else is to be kept or archived. */
function withoutSecrets(configuration: FunctionConfiguration): FunctionConfiguration {
  const { Environment, ...rest } = configuration
  const names = Object.keys(Environment?.Variables ?? {})
  return names.length === 0 ? rest : { ...rest, Environment: { Variables: Object.fromEntries(names.map((name) => [name, '(withheld)'])) } }
}

function allowsEveryone(document: string | undefined): boolean {
  return statementsOf(document).some(
    ({ effect, principals, condition }) =>
      effect === 'Allow' && condition === undefined && principals.some(({ kind }) => kind === 'everyone'),
  )
}
