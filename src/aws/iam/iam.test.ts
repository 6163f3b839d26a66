import { describe, expect, it } from 'vitest'
import { accessLevels } from './access-level.ts'
import { parseReport, rootUser } from './credential-report.ts'
import { principalEnd } from './principals.ts'
import { serviceOfPrefix, serviceOfPrincipal } from './service-names.ts'

const at = { partition: 'aws', accountId: '123456789012', region: 'us-east-1' }

describe('principalEnd', () => {
  it('makes placeholders of foreign users and roles, and leaves one’s own to be found', () => {
    const foreign = principalEnd({ kind: 'role', arn: 'arn:aws:iam::210987654321:role/Ops', accountId: '210987654321' }, at)
    expect(foreign?.edge.placeholder).toMatchObject({
      key: 'arn:aws:iam::210987654321:role/Ops',
      type: 'aws_iam_role',
      properties: { name: 'Ops', validated: false },
    })
    const own = principalEnd({ kind: 'user', arn: 'arn:aws:iam::123456789012:user/ann', accountId: '123456789012' }, at)
    expect(own?.edge).toEqual({ target: { by: 'key', key: 'arn:aws:iam::123456789012:user/ann', type: 'aws_iam_user' } })
  })

  it('names accounts by their root, in the partition of whoever names them by number alone', () => {
    expect(
      principalEnd({ kind: 'account', accountId: '210987654321', partition: 'aws' }, { ...at, partition: 'aws-cn' })?.edge.target,
    ).toBe('arn:aws-cn:iam::210987654321:root')
  })

  it('means a service in every region of the account, and invents only services that are no type', () => {
    expect(principalEnd({ kind: 'service', service: 'lambda.amazonaws.com' }, at)?.edge).toEqual({
      target: { by: 'where', type: 'aws_lambda', where: { accountId: '123456789012' } },
      properties: { servicePrincipal: 'lambda.amazonaws.com' },
    })
    expect(principalEnd({ kind: 'service', service: 'states.amazonaws.com' }, at)?.edge.placeholder).toMatchObject({
      type: 'aws_states',
      class: ['Service'],
    })
  })

  it('has no end for deleted principals and identity providers', () => {
    expect(principalEnd({ kind: 'unknown', id: 'AIDA' }, at)).toBeUndefined()
    expect(principalEnd({ kind: 'federated', provider: 'x' }, at)).toBeUndefined()
  })
})

describe('service names', () => {
  it.each([
    ['ec2.amazonaws.com', 'aws_ec2'],
    ['vpc-flow-logs.amazonaws.com', 'aws_ec2'],
    ['ecs-tasks.amazonaws.com', 'aws_ecs'],
    ['pods.eks.amazonaws.com', 'aws_eks'],
    ['monitoring.rds.amazonaws.com', 'aws_rds'],
    ['elasticfilesystem.amazonaws.com', 'aws_efs'],
    ['events.amazonaws.com', 'aws_cloudwatch'],
    ['LAMBDA.amazonaws.com', 'aws_lambda'],
    ['access-analyzer.amazonaws.com', 'aws_accessanalyzer'],
    ['cognito-idp.amazonaws.com', 'aws_cognito_idp'],
  ])('%s is %s', (principal, type) => {
    expect(serviceOfPrincipal(principal).type).toBe(type)
  })

  it('knows the prefixes of actions that are not called like their type', () => {
    expect([serviceOfPrefix('es'), serviceOfPrefix('logs'), serviceOfPrefix('support')]).toEqual([
      'aws_elasticsearch',
      'aws_cloudwatch',
      undefined,
    ])
  })
})

describe('accessLevels', () => {
  it.each([
    ['s3:ListBucket', 'list'],
    ['s3:GetObject', 'read'],
    ['ec2:DescribeVpcs', 'read'],
    ['s3:PutObject', 'write'],
    ['ec2:RunInstances', 'write'],
    ['ec2:CreateTags', 'tagging'],
    ['iam:AttachRolePolicy', 'permissions'],
    ['s3:PutBucketPolicy', 'permissions'],
    ['iam:PassRole', 'permissions'],
    ['iam:CreateAccessKey', 'permissions'],
  ])('%s gives %s and nothing else', (action, level) => {
    const given = Object.entries(accessLevels([action])).flatMap(([name, value]) => (value === true ? [name] : []))
    expect(given).toEqual([level])
  })

  it('gives every level for a wildcard', () => {
    expect(Object.values(accessLevels(['s3:*'])).every((given) => given === true)).toBe(true)
  })
})

describe('parseReport', () => {
  const columns =
    'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date'
  const row = (user: string, rest: string) => `${user},arn:aws:iam::1:user/${user},2024-01-01T00:00:00+00:00,${rest}`

  it('reads flags and dates, and takes "not known" for nothing', () => {
    const report = parseReport(
      [
        columns,
        row(
          'ann',
          'true,2026-01-02T00:00:00+00:00,2025-01-01T00:00:00+00:00,N/A,false,false,N/A,2026-01-01T00:00:00+00:00,eu-west-1,s3,true,N/A,2026-02-01T00:00:00+00:00',
        ),
        row(rootUser, 'not_supported,no_information,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A'),
      ].join('\n'),
    )
    expect(report.get('ann')).toEqual({
      passwordEnabled: true,
      passwordLastUsed: Date.UTC(2026, 0, 2),
      passwordLastChanged: Date.UTC(2025, 0, 1),
      mfaActive: false,
      accessKeyActive: true,
      accessKeyLastUsed: Date.UTC(2026, 1, 1),
    })
    expect(report.get(rootUser)).toEqual({
      passwordEnabled: undefined,
      passwordLastUsed: undefined,
      passwordLastChanged: undefined,
      mfaActive: true,
      accessKeyActive: false,
      accessKeyLastUsed: undefined,
    })
  })

  it('finds the columns of a user with commas in the name', () => {
    const report = parseReport([columns, row('ann,b', 'false,N/A,N/A,N/A,true,true,N/A,N/A,N/A,N/A,false,N/A,N/A')].join('\r\n'))
    expect(report.get('ann,b')).toMatchObject({ mfaActive: true, accessKeyActive: true, passwordEnabled: false })
  })
})
