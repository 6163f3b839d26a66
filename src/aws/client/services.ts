/** The services that definitions call, each with its SDK package. */
import { awsService } from './service.ts'

export const account = awsService(
  'account',
  () => import('@aws-sdk/client-account'),
  (sdk, options) => new sdk.AccountClient(options),
)
export const ec2 = awsService(
  'ec2',
  () => import('@aws-sdk/client-ec2'),
  (sdk, options) => new sdk.EC2Client(options),
)
export const iam = awsService(
  'iam',
  () => import('@aws-sdk/client-iam'),
  (sdk, options) => new sdk.IAMClient(options),
)
export const kms = awsService(
  'kms',
  () => import('@aws-sdk/client-kms'),
  (sdk, options) => new sdk.KMSClient(options),
)
export const lambda = awsService(
  'lambda',
  () => import('@aws-sdk/client-lambda'),
  (sdk, options) => new sdk.LambdaClient(options),
)
export const organizations = awsService(
  'organizations',
  () => import('@aws-sdk/client-organizations'),
  (sdk, options) => new sdk.OrganizationsClient(options),
)
export const s3 = awsService(
  's3',
  () => import('@aws-sdk/client-s3'),
  // A test's or proxy's endpoint is one host: the bucket's name goes into the path.
  (sdk, options) => new sdk.S3Client({ ...options, forcePathStyle: options.endpoint !== undefined }),
)
export const s3Control = awsService(
  's3',
  () => import('@aws-sdk/client-s3-control'),
  // Its rules put the account's id before the endpoint's host, which a test's address cannot have.
  (sdk, { endpoint, ...options }) =>
    new sdk.S3ControlClient(endpoint === undefined ? options : { ...options, endpointProvider: () => ({ url: new URL(endpoint) }) }),
)
export const sts = awsService(
  'sts',
  () => import('@aws-sdk/client-sts'),
  (sdk, options) => new sdk.STSClient(options),
)
