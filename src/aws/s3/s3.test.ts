import { describe, expect, it } from 'vitest'
import { demandsTls, exposureOf } from './exposure.ts'
import { aclGrants, foreignPrincipals, policyGrants } from './grants.ts'

const at = { partition: 'aws', accountId: '123456789012', region: 'us-east-1' }
const group = (name: string, Permission: 'READ' | 'WRITE' = 'READ') => ({
  Grantee: { Type: 'Group' as const, URI: `http://acs.amazonaws.com/groups/${name}` },
  Permission,
})
const owner = { Grantee: { Type: 'CanonicalUser' as const, ID: 'me' }, Permission: 'FULL_CONTROL' as const }
const openAcl = { Owner: { ID: 'me' }, Grants: [owner, group('global/AllUsers')] }
const closedAcl = { Owner: { ID: 'me' }, Grants: [owner] }
const none = {}
const block = (switches: object) => ({ PublicAccessBlockConfiguration: switches })
const openPolicy = { policy: { Policy: '{}' }, policyStatus: { PolicyStatus: { IsPublic: true } } }

describe('exposureOf', () => {
  it.each([
    ['a public ACL', { acl: openAcl, policy: none, block: none, accountBlock: none }, true],
    [
      'an ACL open to every AWS account',
      { acl: { Grants: [group('global/AuthenticatedUsers')] }, policy: none, block: none, accountBlock: none },
      true,
    ],
    [
      'a public ACL that the bucket ignores',
      { acl: openAcl, policy: none, block: block({ IgnorePublicAcls: true }), accountBlock: none },
      false,
    ],
    [
      'a public ACL that the account ignores',
      { acl: openAcl, policy: none, block: none, accountBlock: block({ IgnorePublicAcls: true }) },
      false,
    ],
    ['a public policy', { acl: closedAcl, ...openPolicy, block: none, accountBlock: none }, true],
    [
      'a public policy that is restricted',
      { acl: closedAcl, ...openPolicy, block: block({ RestrictPublicBuckets: true }), accountBlock: none },
      false,
    ],
    [
      'a public policy where only ACLs are ignored',
      { acl: closedAcl, ...openPolicy, block: block({ IgnorePublicAcls: true }), accountBlock: none },
      true,
    ],
    ['neither', { acl: closedAcl, policy: none, block: none, accountBlock: none }, false],
  ])('judges %s', (_case, answers, expected) => {
    expect(exposureOf(answers).public).toBe(expected)
  })

  it('is unknown where a refused call could have changed it, and known where it could not', () => {
    expect(exposureOf({ policy: none, block: none, accountBlock: none }).public).toBeUndefined()
    expect(exposureOf({ acl: openAcl, policy: none, block: none }).public).toBeUndefined()
    expect(exposureOf({ acl: closedAcl, block: none, accountBlock: none }).public).toBeUndefined()
    expect(exposureOf({ acl: openAcl, policy: none, block: block({ IgnorePublicAcls: true }) }).public).toBe(false)
    expect(exposureOf({ ...openPolicy, block: none, accountBlock: none }).public).toBe(true)
  })
})

describe('demandsTls', () => {
  const tls = (Effect: string, Principal: unknown, value: unknown) =>
    JSON.stringify({
      Statement: [{ Effect, Principal, Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': value } } }],
    })

  it('wants a Deny for everyone who comes without', () => {
    expect(demandsTls(tls('Deny', '*', 'false'))).toBe(true)
    expect(demandsTls(tls('Deny', { AWS: '*' }, false))).toBe(true)
    expect(demandsTls(tls('Allow', '*', 'false'))).toBe(false)
    expect(demandsTls(tls('Deny', { AWS: '210987654321' }, 'false'))).toBe(false)
    expect(demandsTls(tls('Deny', '*', 'true'))).toBe(false)
    expect(demandsTls(undefined)).toBe(false)
  })
})

describe('aclGrants', () => {
  it('draws every grant but the owner’s own, each permission by itself', () => {
    const acl = {
      Owner: { ID: 'me' },
      Grants: [
        owner,
        group('global/AllUsers'),
        group('global/AllUsers', 'WRITE'),
        { Grantee: { Type: 'CanonicalUser' as const, ID: 'other' }, Permission: 'READ' as const },
      ],
    }
    const edges = aclGrants(acl, false, at)
    expect(edges.map(({ target, suffix }) => [target, suffix])).toEqual([
      ['global:everyone', 'acl:AllUsers:READ'],
      ['global:everyone', 'acl:AllUsers:WRITE'],
      [{ by: 'where', type: 'aws_account', where: { canonicalUserId: 'other' } }, 'acl:user:READ'],
    ])
    expect(edges[0]?.properties).toMatchObject({ permission: 'READ', granteeType: 'Group', read: true, write: false, effective: false })
    expect(edges[2]?.properties).not.toHaveProperty('effective')
  })

  it('draws S3’s own writer of logs to the service', () => {
    expect(aclGrants({ Grants: [group('s3/LogDelivery', 'WRITE')] }, true, at)).toMatchObject([
      { target: { by: 'where', type: 'aws_s3', where: { accountId: '123456789012' } } },
    ])
  })
})

describe('policyGrants', () => {
  const policy = (...Statement: object[]) => JSON.stringify({ Statement })

  it('draws who is allowed, with what, and not who is denied', () => {
    const grants = policyGrants(
      policy(
        { Sid: 'a', Effect: 'Allow', Principal: '*', Action: 's3:GetObject' },
        { Sid: 'b', Effect: 'Allow', Principal: { AWS: '210987654321' }, Action: ['s3:GetObject', 's3:PutObject'] },
        { Sid: 'c', Effect: 'Deny', Principal: '*', Action: 's3:*' },
        { Effect: 'Allow', NotPrincipal: { AWS: '210987654321' }, Action: 's3:*' },
      ),
      true,
    )
    expect(grants).toMatchObject([
      {
        principal: { kind: 'everyone' },
        suffix: 'policy:a',
        properties: { permission: 'READ', effective: true, actions: ['s3:GetObject'] },
      },
      {
        principal: { kind: 'account', accountId: '210987654321' },
        suffix: 'policy:b',
        properties: { permission: 'WRITE', read: true, write: true },
      },
      { principal: { kind: 'everyone' }, suffix: 'policy:#3', properties: { permission: 'FULL_CONTROL' } },
    ])
  })

  it('names the principals of other accounts once each', () => {
    const document = policy(
      {
        Effect: 'Allow',
        Principal: { AWS: ['210987654321', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::210987654321:role/Ops'] },
        Action: 's3:*',
      },
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::210987654321:root' }, Action: 's3:*' },
      { Effect: 'Deny', Principal: { AWS: '310987654321' }, Action: 's3:*' },
    )
    expect(foreignPrincipals(document, at)).toEqual(['210987654321', 'arn:aws:iam::210987654321:role/Ops'])
  })
})
