import { describe, expect, it } from 'vitest'
import { statementsOf } from './policy.ts'
import { policyKey, statementTargets } from './targets.ts'

const at = { partition: 'aws', accountId: '123456789012', region: 'us-east-1' }
const targets = (statement: object) => statementsOf({ Statement: statement }).flatMap((parsed) => statementTargets(parsed, at))
const allowed = (Action: string | string[], Resource: string | string[]) => targets({ Effect: 'Allow', Action, Resource })
const key = (target: unknown) => (typeof target === 'object' && target !== null && 'key' in target ? target.key : target)

describe('statementTargets', () => {
  it('is the account where everything is allowed on everything', () => {
    expect(allowed('*', '*')).toMatchObject([
      { target: 'arn:aws:iam::123456789012:root', properties: { admin: true, permission: 'FULL_CONTROL', read: true, write: true } },
    ])
  })

  it('is each service whose actions are allowed on everything, with its own actions only', () => {
    const edges = allowed(['s3:GetObject', 'ec2:*', 'support:*'], '*')
    expect(edges).toMatchObject([
      {
        target: { by: 'where', type: 'aws_s3', where: { accountId: '123456789012' } },
        properties: { actions: ['s3:GetObject'], admin: false },
      },
      { target: { by: 'where', type: 'aws_ec2' }, properties: { actions: ['ec2:*'], permission: 'FULL_CONTROL' } },
    ])
    expect(edges[0]?.properties).not.toHaveProperty('permission')
  })

  it.each([
    ['arn:aws:s3:::*', 'aws_s3', {}],
    ['arn:aws:s3:::*/*', 'aws_s3', {}],
    ['arn:aws:lambda:eu-west-1:123456789012:function:*', 'aws_lambda', { region: 'eu-west-1' }],
    ['arn:aws:lambda:*:123456789012:function:*', 'aws_lambda', {}],
    ['arn:aws:kms:*:*:key/*', 'aws_kms', {}],
  ])('takes %s for the whole service', (resource, type, where) => {
    expect(allowed('*', resource)).toMatchObject([{ target: { type, where: { accountId: '123456789012', ...where } } }])
  })

  it.each([
    ['arn:aws:s3:::exports', 'arn:aws:s3:::exports'],
    ['arn:aws:s3:::exports/*', 'arn:aws:s3:::exports'],
    ['arn:aws:s3:::exports/2026/*.csv', 'arn:aws:s3:::exports'],
    ['arn:aws:iam::123456789012:role/path/Ops', 'arn:aws:iam::123456789012:role/path/Ops'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:pay:live', 'arn:aws:lambda:eu-west-1:123456789012:function:pay'],
    ['arn:aws:kms:eu-west-1:123456789012:key/1234', 'arn:aws:kms:eu-west-1:123456789012:key/1234'],
    ['arn:aws:ec2:eu-west-1:123456789012:instance/i-1', 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1'],
    ['arn:aws:iam::aws:policy/ReadOnlyAccess', '123456789012|arn:aws:iam::aws:policy/ReadOnlyAccess'],
  ])('takes %s for the resource it lies in', (resource, expected) => {
    expect(allowed('*', resource).map(({ target }) => key(target))).toEqual([expected])
  })

  it('finds a key by its alias in the account and region of the ARN', () => {
    expect(allowed('kms:Decrypt', 'arn:aws:kms:eu-west-1:123456789012:alias/data')).toMatchObject([
      { target: { by: 'where', type: 'aws_kms_key', where: { aliases: 'alias/data', accountId: '123456789012', region: 'eu-west-1' } } },
    ])
  })

  it.each([
    ['arn:aws:s3:::logs-*', 'aws_s3_bucket', 'arn:aws:s3:::logs-*'],
    ['arn:aws:s3:::lo?s/2026/*', 'aws_s3_bucket', 'arn:aws:s3:::lo?s'],
    ['arn:aws:iam::123456789012:user/dev-*', 'aws_iam_user', 'arn:aws:iam::123456789012:user/dev-*'],
    ['arn:aws:lambda:*:123456789012:function:pay-*:live', 'aws_lambda_function', 'arn:aws:lambda:*:123456789012:function:pay-*'],
    ['arn:aws:kms:eu-west-1:123456789012:key/12*', 'aws_kms_key', 'arn:aws:kms:eu-west-1:123456789012:key/12*'],
    ['arn:aws:iam::aws:policy/Read*', 'aws_iam_policy', '123456789012|arn:aws:iam::aws:policy/Read*'],
  ])('looks %s up among the resources of the account', (resource, type, pattern) => {
    expect(allowed('*', resource)).toMatchObject([{ target: { by: 'like', type, key: pattern, where: { accountId: '123456789012' } } }])
  })

  it('takes a wildcard in the place of the account for the policy’s own', () => {
    expect(allowed('*', 'arn:aws:iam::*:role/Ops')).toMatchObject([{ target: { by: 'key', key: 'arn:aws:iam::123456789012:role/Ops' } }])
  })

  it('gives no edge for a pattern in another account, for what depends on who asks, nor for services that are no type of the graph', () => {
    expect(allowed('*', ['arn:aws:iam::*:user/${aws:username}', 'arn:aws:iam::210987654321:user/dev-*'])).toEqual([])
    expect(allowed('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:123456789012:queue')).toEqual([])
  })

  it('makes a placeholder for a resource of another account, and none for one’s own', () => {
    expect(allowed('sts:AssumeRole', 'arn:aws:iam::210987654321:role/Ops')).toMatchObject([
      {
        placeholder: { type: 'aws_iam_role', properties: { accountId: '210987654321', validated: false } },
        properties: { actions: ['sts:AssumeRole'] },
      },
    ])
    expect(allowed('sts:AssumeRole', 'arn:aws:iam::123456789012:role/Ops')[0]).not.toHaveProperty('placeholder')
  })

  it('does not say that actions of one service are allowed on the resource of another', () => {
    expect(
      allowed(['kms:Decrypt', 's3:GetObject'], ['arn:aws:s3:::exports', 'arn:aws:kms:eu-west-1:123456789012:key/1']).map(
        ({ properties }) => properties?.actions,
      ),
    ).toEqual([['s3:GetObject'], ['kms:Decrypt']])
    expect(allowed('ec2:RunInstances', 'arn:aws:s3:::exports')).toEqual([])
  })

  it('draws one edge for a bucket and what is in it', () => {
    expect(allowed('s3:*', ['arn:aws:s3:::exports', 'arn:aws:s3:::exports/*'])).toHaveLength(1)
  })

  it('reads NotAction and NotResource as wide as they are', () => {
    expect(targets({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })).toMatchObject([
      { target: 'arn:aws:iam::123456789012:root', properties: { negatedActions: ['iam:*'], admin: false, write: true } },
    ])
    expect(targets({ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::secret' })).toMatchObject([{ target: { type: 'aws_s3' } }])
  })
})

describe('policyKey', () => {
  it('tells AWS’s own policies apart by the account that attaches them, for what they allow is in that account', () => {
    expect(policyKey('arn:aws:iam::aws:policy/ReadOnlyAccess', at)).toBe('123456789012|arn:aws:iam::aws:policy/ReadOnlyAccess')
    expect(policyKey('arn:aws:iam::123456789012:policy/Own', at)).toBe('arn:aws:iam::123456789012:policy/Own')
  })
})
