import { describe, expect, it } from 'vitest'
import { isAdmin, plainDocument, statementProperties, statementSuffix, statementsOf } from './policy.ts'

const one = (statement: object) => {
  const [parsed] = statementsOf(JSON.stringify({ Version: '2012-10-17', Statement: statement }))
  if (parsed === undefined) throw new Error('no statement')
  return parsed
}

describe('statementsOf', () => {
  it('reads a document whether it is URL-encoded, plain or parsed', () => {
    const document = { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::100%25/*' }] }
    const text = JSON.stringify(document)
    const [plain] = statementsOf(text)
    expect(plain?.resources).toEqual(['arn:aws:s3:::100%25/*'])
    expect(statementsOf(encodeURIComponent(text))).toEqual([plain])
    expect(statementsOf(document)).toEqual([plain])
  })

  it('takes one statement, one action and one resource like lists of them', () => {
    expect(one({ Effect: 'Deny', Action: 's3:*', Resource: '*' })).toMatchObject({
      effect: 'Deny',
      actions: ['s3:*'],
      resources: ['*'],
      index: 0,
    })
  })

  it('finds none in what is no policy', () => {
    for (const text of ['', '{', 'null', '[]', '"x"', '{"Statement":[1,null]}', '%E0%A4%A']) expect(statementsOf(text)).toEqual([])
    expect(statementsOf(undefined)).toEqual([])
  })

  it.each([
    ['*', { kind: 'everyone' }],
    [{ AWS: '*' }, { kind: 'everyone' }],
    [{ CanonicalUser: '*' }, { kind: 'everyone' }],
    [{ AWS: 'arn:aws:iam::*:root' }, { kind: 'everyone' }],
    [{ AWS: '210987654321' }, { kind: 'account', accountId: '210987654321', partition: 'aws' }],
    [{ AWS: 'arn:aws-cn:iam::210987654321:root' }, { kind: 'account', accountId: '210987654321', partition: 'aws-cn' }],
    [
      { AWS: 'arn:aws:iam::210987654321:user/team/ann' },
      { kind: 'user', arn: 'arn:aws:iam::210987654321:user/team/ann', accountId: '210987654321' },
    ],
    [
      { AWS: 'arn:aws:iam::210987654321:role/path/Ops' },
      { kind: 'role', arn: 'arn:aws:iam::210987654321:role/path/Ops', accountId: '210987654321' },
    ],
    [
      { AWS: 'arn:aws:sts::210987654321:assumed-role/Ops/ann' },
      { kind: 'session', arn: 'arn:aws:iam::210987654321:role/Ops', accountId: '210987654321', session: 'ann' },
    ],
    [{ Service: 'ec2.amazonaws.com' }, { kind: 'service', service: 'ec2.amazonaws.com' }],
    [{ Federated: 'cognito-identity.amazonaws.com' }, { kind: 'federated', provider: 'cognito-identity.amazonaws.com' }],
    [{ CanonicalUser: 'abc' }, { kind: 'canonicalUser', id: 'abc' }],
    [{ AWS: 'AIDAJQABLZS4A3QDU576Q' }, { kind: 'unknown', id: 'AIDAJQABLZS4A3QDU576Q' }],
  ])('reads the principal %o', (Principal, expected) => {
    expect(one({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }).principals).toEqual([expected])
  })

  it('reads all principals of a statement', () => {
    const { principals } = one({ Effect: 'Allow', Principal: { AWS: ['*', '210987654321'], Service: 'ec2.amazonaws.com' }, Action: '*' })
    expect(principals.map(({ kind }) => kind)).toEqual(['everyone', 'account', 'service'])
  })
})

describe('isAdmin', () => {
  const admin = (statement: object) => isAdmin([one(statement)])

  it('is an Allow of everything on everything', () => {
    expect(admin({ Effect: 'Allow', Action: '*', Resource: '*' })).toBe(true)
    expect(admin({ Effect: 'Allow', Action: ['s3:GetObject', '*:*'], Resource: ['arn:aws:s3:::x', '*'] })).toBe(true)
  })

  it('stays one when it must first show MFA', () => {
    expect(admin({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })).toBe(true)
  })

  it('is no Deny, no single service, no single resource and nothing spread over two statements', () => {
    expect(admin({ Effect: 'Deny', Action: '*', Resource: '*' })).toBe(false)
    expect(admin({ Effect: 'Allow', Action: 's3:*', Resource: '*' })).toBe(false)
    expect(admin({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::x' })).toBe(false)
    expect(
      isAdmin([one({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::x' }), one({ Effect: 'Allow', Action: 's3:*', Resource: '*' })]),
    ).toBe(false)
  })
})

describe('statementProperties', () => {
  it('brings the conditions that decide who comes in, by name and as they are', () => {
    const Condition = {
      StringEquals: { 'sts:externalid': 'x1', 'aws:SourceAccount': ['1', '2'] },
      BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
    }
    expect(statementProperties(one({ Effect: 'Allow', Action: 'sts:AssumeRole', Condition }))).toMatchObject({
      conditional: true,
      externalId: ['x1'],
      sourceAccount: ['1', '2'],
      mfaRequired: true,
      condition:
        '{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"},"StringEquals":{"aws:SourceAccount":["1","2"],"sts:externalid":"x1"}}',
    })
  })

  it('gives the actions in small letters too, for AWS does not mind the case', () => {
    expect(statementProperties(one({ Effect: 'Allow', Action: 'S3:getObject', Resource: '*' }))).toMatchObject({
      actions: ['S3:getObject'],
      normalizedActions: ['s3:getobject'],
      conditional: false,
    })
  })
})

describe('statementSuffix', () => {
  it('is the statement id, else its place', () => {
    const statements = statementsOf({ Statement: [{ Effect: 'Allow', Sid: 'Read' }, { Effect: 'Allow' }, { Effect: 'Allow', Sid: '' }] })
    expect(statements.map(statementSuffix)).toEqual(['Read', '#1', '#2'])
  })
})

describe('plainDocument', () => {
  it('decodes what IAM encodes and leaves alone what is no JSON', () => {
    expect(plainDocument('%7B%22a%22%3A1%7D')).toBe('{"a":1}')
    expect(plainDocument('not json')).toBe('not json')
    expect(plainDocument(undefined)).toBeUndefined()
  })
})
