import type { SecurityGroup } from '@aws-sdk/client-ec2'
import { describe, expect, it } from 'vitest'
import { ruleProperties, ruleSuffix, rulesOf } from './rules.ts'

const inbound = (permission: NonNullable<SecurityGroup['IpPermissions']>[number]) =>
  rulesOf({ GroupId: 'sg-1', IpPermissions: [permission] })
const web = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }

describe('rulesOf', () => {
  it('makes one rule of every remote of a permission', () => {
    const rules = inbound({
      ...web,
      IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '10.0.0.0/8' }],
      Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      UserIdGroupPairs: [{ GroupId: 'sg-2', UserId: '210987654321' }],
      PrefixListIds: [{ PrefixListId: 'pl-1' }],
    })
    expect(rules.map(({ remote }) => remote.kind)).toEqual(['internet', 'network', 'internet', 'group', 'prefixList'])
  })

  it('tells inbound from outbound', () => {
    const rules = rulesOf({
      IpPermissions: [{ ...web, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    })
    expect(rules.map(ruleProperties)).toMatchObject([
      { ingress: true, inbound: true, egress: false },
      { ingress: false, egress: true, outbound: true },
    ])
  })

  it.each([
    [{ IpProtocol: '-1' }, { ipProtocol: '*', fromPort: 0, toPort: 65_535, portRange: '*' }],
    [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
      { ipProtocol: 'tcp', fromPort: 22, toPort: 22, portRange: '22-22' },
    ],
    [
      { IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535 },
      { ipProtocol: 'tcp', portRange: '*' },
    ],
    [
      { IpProtocol: 'udp', FromPort: -1, ToPort: -1 },
      { ipProtocol: 'udp', fromPort: 0, toPort: 65_535 },
    ],
    [
      { IpProtocol: '6', FromPort: 1, ToPort: 2 },
      { ipProtocol: 'tcp', portRange: '1-2' },
    ],
    [{ IpProtocol: '50' }, { ipProtocol: '50', portRange: '*' }],
  ])('reads %o as %o', (permission, expected) => {
    expect(inbound({ ...permission, IpRanges: [{ CidrIp: '0.0.0.0/0' }] })).toMatchObject([expected])
  })

  it('does not take the type of an ICMP rule for a port', () => {
    const [rule] = inbound({ IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '0.0.0.0/0' }] })
    expect(rule).toMatchObject({ ipProtocol: 'icmp', icmpType: 8, portRange: '*' })
    expect(rule).not.toHaveProperty('fromPort')
    expect(rule).not.toHaveProperty('icmpCode')
  })

  it('tells one address from a network', () => {
    const kinds = inbound({
      ...web,
      IpRanges: [{ CidrIp: '203.0.113.7/32' }, { CidrIp: '203.0.113.0/24' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:db8::1/128' }],
    })
    expect(kinds.map(({ remote }) => remote.kind)).toEqual(['host', 'network', 'host'])
  })

  it('keeps the description and, where the rows tell it, the id of each rule', () => {
    const rows = [
      { SecurityGroupRuleId: 'sgr-a', IsEgress: false, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: '10.0.0.0/8' },
      { SecurityGroupRuleId: 'sgr-b', IsEgress: true, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: '10.0.0.0/8' },
    ]
    const group = { IpPermissions: [{ ...web, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }, { CidrIp: '10.1.0.0/16' }] }] }
    expect(rulesOf(group, rows).map(ruleProperties)).toMatchObject([
      { ruleId: 'sgr-a', description: 'inside', cidr: '10.0.0.0/8' },
      { cidr: '10.1.0.0/16' },
    ])
    expect(rulesOf(group, rows)[1]).not.toHaveProperty('ruleId')
  })

  it('leaves out a range that is none instead of guessing', () => {
    expect(inbound({ ...web, IpRanges: [{ CidrIp: 'not a range' }, {}] })).toEqual([])
  })
})

describe('ruleSuffix', () => {
  it('differs for all rules between the same two ends, and does not depend on rule ids', () => {
    const group = {
      IpPermissions: [
        { ...web, IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
        { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        { IpProtocol: 'udp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        { IpProtocol: 'icmp', FromPort: 3, ToPort: 4, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      ],
      IpPermissionsEgress: [{ ...web, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }
    const suffixes = rulesOf(group).map(ruleSuffix)
    expect(new Set(suffixes).size).toBe(7)
    const rows = [{ SecurityGroupRuleId: 'sgr-a', IsEgress: false, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: '0.0.0.0/0' }]
    expect(rulesOf(group, rows).map(ruleSuffix)).toEqual(suffixes)
  })
})
