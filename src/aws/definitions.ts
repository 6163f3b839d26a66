/** Every AWS definition, in the order they are documented. */
import type { ResourceDefinition } from '../collect/resource.ts'
import type { AwsSession } from './client/session.ts'
import { account } from './services/account.ts'
import { ebsVolume, ec2Service, instance } from './services/ec2.ts'
import { iamService } from './services/iam.ts'
import { iamGroup } from './services/iam-group.ts'
import { iamGroupPolicy, iamRolePolicy, iamUserPolicy } from './services/iam-inline-policy.ts'
import { iamPolicy } from './services/iam-policy.ts'
import { iamRole } from './services/iam-role.ts'
import { accessKey, iamUser, mfaDevice } from './services/iam-user.ts'
import { kmsKey, kmsService } from './services/kms.ts'
import { lambdaFunction, lambdaService } from './services/lambda.ts'
import { elasticIp, networkInterface } from './services/network-interface.ts'
import { bucket, s3Service } from './services/s3.ts'
import { bucketPolicy } from './services/s3-bucket-policy.ts'
import { securityGroup } from './services/security-group.ts'
import { subnet, vpc } from './services/vpc.ts'

export const awsDefinitions: readonly ResourceDefinition<unknown, AwsSession>[] = [
  account,
  ec2Service,
  instance,
  ebsVolume,
  vpc,
  subnet,
  securityGroup,
  networkInterface,
  elasticIp,
  iamService,
  iamUser,
  accessKey,
  mfaDevice,
  iamUserPolicy,
  iamGroup,
  iamGroupPolicy,
  iamRole,
  iamRolePolicy,
  iamPolicy,
  kmsService,
  kmsKey,
  lambdaService,
  lambdaFunction,
  s3Service,
  bucket,
  bucketPolicy,
]
