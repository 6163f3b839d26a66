/**
 * The services that definitions call, each with its SDK package. Their types are written out: inferred, the compiler takes
 * minutes to write them into declarations.
 */
import type * as Account from '@aws-sdk/client-account'
import type * as Ec2 from '@aws-sdk/client-ec2'
import type * as Iam from '@aws-sdk/client-iam'
import type * as Kms from '@aws-sdk/client-kms'
import type * as Lambda from '@aws-sdk/client-lambda'
import type * as Organizations from '@aws-sdk/client-organizations'
import type * as S3 from '@aws-sdk/client-s3'
import type * as S3Control from '@aws-sdk/client-s3-control'
import type * as Sts from '@aws-sdk/client-sts'
import { type AwsService, awsService } from './service.ts'

export const account: AwsService<typeof Account, Account.AccountClient> = awsService(
  'account',
  () => import('@aws-sdk/client-account'),
  (sdk, options) => new sdk.AccountClient(options),
)
export const ec2: AwsService<typeof Ec2, Ec2.EC2Client> = awsService(
  'ec2',
  () => import('@aws-sdk/client-ec2'),
  (sdk, options) => new sdk.EC2Client(options),
)
export const iam: AwsService<typeof Iam, Iam.IAMClient> = awsService(
  'iam',
  () => import('@aws-sdk/client-iam'),
  (sdk, options) => new sdk.IAMClient(options),
)
export const kms: AwsService<typeof Kms, Kms.KMSClient> = awsService(
  'kms',
  () => import('@aws-sdk/client-kms'),
  (sdk, options) => new sdk.KMSClient(options),
)
export const lambda: AwsService<typeof Lambda, Lambda.LambdaClient> = awsService(
  'lambda',
  () => import('@aws-sdk/client-lambda'),
  (sdk, options) => new sdk.LambdaClient(options),
)
export const organizations: AwsService<typeof Organizations, Organizations.OrganizationsClient> = awsService(
  'organizations',
  () => import('@aws-sdk/client-organizations'),
  (sdk, options) => new sdk.OrganizationsClient(options),
)
export const s3: AwsService<typeof S3, S3.S3Client> = awsService(
  's3',
  () => import('@aws-sdk/client-s3'),
  // A test's or proxy's endpoint is one host: the bucket's name goes into the path.
  (sdk, options) => new sdk.S3Client({ ...options, forcePathStyle: options.endpoint !== undefined }),
)
export const s3Control: AwsService<typeof S3Control, S3Control.S3ControlClient> = awsService(
  's3',
  () => import('@aws-sdk/client-s3-control'),
  // Its rules put the account's id before the endpoint's host, which a test's address cannot have.
  (sdk, { endpoint, ...options }) =>
    new sdk.S3ControlClient(endpoint === undefined ? options : { ...options, endpointProvider: () => ({ url: new URL(endpoint) }) }),
)
export const sts: AwsService<typeof Sts, Sts.STSClient> = awsService(
  'sts',
  () => import('@aws-sdk/client-sts'),
  (sdk, options) => new sdk.STSClient(options),
)
