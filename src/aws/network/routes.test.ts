import type { RouteTable } from '@aws-sdk/client-ec2'
import { describe, expect, it } from 'vitest'
import { subnetIsPublic } from './routes.ts'

const out = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' }
const main = (...Routes: NonNullable<RouteTable['Routes']>): RouteTable => ({ VpcId: 'v', Associations: [{ Main: true }], Routes })
const own = (...Routes: NonNullable<RouteTable['Routes']>): RouteTable => ({ VpcId: 'v', Associations: [{ SubnetId: 's' }], Routes })

describe('a subnet', () => {
  it.each<[string, RouteTable[], boolean]>([
    ['whose VPC leads out by its main table', [main(out)], true],
    ['whose own table leads out, for IPv6 alone', [main(), own({ DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-1' })], true],
    ['whose own table leads nowhere, whatever the main one does', [main(out), own()], false],
    ['that leads out through address translation only', [main({ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' })], false],
    ['whose gateway is gone', [main({ ...out, State: 'blackhole' })], false],
    ['that reaches one network through the gateway', [main({ DestinationCidrBlock: '203.0.113.0/24', GatewayId: 'igw-1' })], false],
    ['of another VPC', [{ ...main(out), VpcId: 'other' }], false],
    ['without any table', [], false],
  ])('%s', (_case, tables, expected) => {
    expect(subnetIsPublic({ SubnetId: 's', VpcId: 'v' }, tables)).toBe(expected)
  })
})
