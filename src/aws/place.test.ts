import { describe, expect, it } from 'vitest'
import { kmsKey } from './keys.ts'
import { arn, consoleLink, homeRegion, parseArn, partitionOf, placeOf } from './place.ts'

const at = { partition: 'aws-cn', accountId: '123456789012', region: 'cn-north-1' }

describe('arn', () => {
  it('is built in the place’s own partition, and is none without an id', () => {
    expect(arn(at, 'ec2', 'vpc', 'vpc-1')).toBe('arn:aws-cn:ec2:cn-north-1:123456789012:vpc/vpc-1')
    expect(arn(at, 'ec2', 'vpc', undefined)).toBeUndefined()
    expect(arn(at, 'ec2', 'vpc', '')).toBeUndefined()
  })

  it('is taken apart with colons in the resource', () => {
    expect(parseArn('arn:aws:lambda:eu-west-1:123456789012:function:pay:live')).toMatchObject({
      service: 'lambda',
      resource: 'function:pay:live',
    })
    expect(parseArn('arn:aws:s3:::bucket/a:b')).toMatchObject({ region: '', accountId: '', resource: 'bucket/a:b' })
    for (const text of ['', 'vpc-1', 'arn:aws:s3', 'alias/x']) expect(parseArn(text)).toBeUndefined()
  })
})

describe('placeOf', () => {
  it('is the nearest enclosing account or region', () => {
    const account = { kind: 'account', id: '123456789012', name: 'x', data: at }
    expect(placeOf({ kind: 'aws_s3_bucket', id: 'b', name: 'b', data: { Name: 'b' }, within: account })).toEqual(at)
    expect(() => placeOf({ kind: 'tenant', id: 't', name: 't', data: {} })).toThrow(/no AWS account/)
  })

  it('knows where the global services and the console of each partition are', () => {
    expect(['aws', 'aws-us-gov', 'aws-cn'].map(homeRegion)).toEqual(['us-east-1', 'us-gov-west-1', 'cn-north-1'])
    expect(['eu-west-1', 'us-gov-west-1', 'cn-north-1'].map(partitionOf)).toEqual(['aws', 'aws-us-gov', 'aws-cn'])
    expect(consoleLink(at, 'x')).toBe('https://cn-north-1.console.amazonaws.cn/x')
    expect(consoleLink({ ...at, partition: 'aws-us-gov', region: 'us-gov-west-1' }, 'x')).toContain('amazonaws-us-gov.com')
  })
})

describe('kmsKey', () => {
  const here = { partition: 'aws', accountId: '123456789012', region: 'eu-west-1' }
  const key = { by: 'key', key: 'arn:aws:kms:eu-west-1:123456789012:key/1234', type: 'aws_kms_key' }
  const alias = (region: string, accountId = '123456789012') => ({
    by: 'where',
    type: 'aws_kms_key',
    where: { aliases: 'alias/data', accountId, region },
  })

  it.each([
    ['arn:aws:kms:eu-west-1:123456789012:key/1234', key],
    ['1234', key],
    ['alias/data', alias('eu-west-1')],
    ['arn:aws:kms:us-east-1:210987654321:alias/data', alias('us-east-1', '210987654321')],
    ['', undefined],
    [undefined, undefined],
  ])('finds the key that %s means', (reference, expected) => {
    expect(kmsKey(reference, here)).toEqual(expected)
  })
})
