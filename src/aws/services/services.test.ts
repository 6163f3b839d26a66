/** Mappings that the simulator's answers do not reach, from answers in the shape AWS documents. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/shared.ts'
import type { Scope } from '../../collect/resource.ts'
import type { Link } from '../../graph/link.ts'
import { awsDefinitions } from '../definitions.ts'
import { neededPermissions } from '../permissions.ts'

const accountId = '123456789012'
const account: Scope = { kind: 'account', id: accountId, name: 'x', data: { partition: 'aws', accountId, region: 'us-east-1' } }
const region: Scope = {
  kind: 'region',
  id: `${accountId}/eu-west-1`,
  name: 'x',
  data: { partition: 'aws', accountId, region: 'eu-west-1' },
}

function definition(type: string) {
  const found = awsDefinitions.find((known) => known.type === type)
  if (found === undefined) throw new Error(`no definition of ${type}`)
  return found
}

function resourceOf(type: string, raw: object, details = {}) {
  return { raw, details, scope: definition(type).scope === 'account' ? account : region }
}

const properties = (type: string, raw: object, details = {}) => definition(type).entity(resourceOf(type, raw, details))?.properties

function links(type: string, raw: object, details = {}): Link[] {
  const resource = resourceOf(type, raw, details)
  const key = definition(type).entity(resource)?.key
  return definition(type).links.flatMap((rule) => [...rule.links(resource, key)])
}

describe('properties', () => {
  it.each([
    ['aws_instance', { InstanceId: 'i', InstanceLifecycle: 'spot' }, { lifecycle: 'spot' }],
    ['aws_instance', { InstanceId: 'i', State: { Name: 'stopped' } }, { active: false, public: false }],
    [
      'aws_ebs_volume',
      { VolumeId: 'v', SnapshotId: 'snap-1', MultiAttachEnabled: true, State: 'available' },
      { snapshotId: 'snap-1', multiAttachEnabled: true, active: false, encrypted: false },
    ],
    [
      'aws_eip',
      { AllocationId: 'e', PublicIp: '203.0.113.7', PublicIpv4Pool: 'amazon' },
      { publicIpv4Pool: 'amazon', publicIpAddress: '203.0.113.7', active: false },
    ],
    [
      'aws_eni',
      { NetworkInterfaceId: 'eni', PrivateDnsName: 'ip-10-0-0-1', TagSet: [{ Key: 'a', Value: 'b' }] },
      { privateDnsName: 'ip-10-0-0-1', 'tag.a': 'b' },
    ],
    [
      'aws_iam_role',
      { Arn: 'arn:aws:iam::1:role/r', RoleLastUsed: { LastUsedDate: '2026-01-01T00:00:00Z', Region: 'eu-west-1' } },
      { lastUsedOn: Date.UTC(2026, 0, 1), lastUsedRegion: 'eu-west-1' },
    ],
    [
      'aws_iam_user',
      { Arn: 'arn:aws:iam::1:user/u', PermissionsBoundary: { PermissionsBoundaryArn: 'arn:b' } },
      { permissionsBoundaryArn: 'arn:b' },
    ],
    [
      'aws_lambda_function',
      { FunctionArn: 'arn:f', DeadLetterConfig: { TargetArn: 'arn:q' }, LoggingConfig: { LogGroup: '/x' } },
      { deadLetterTargetArn: 'arn:q', logGroup: '/x' },
    ],
  ])('%s', (type, raw, expected) => {
    expect(properties(type, raw)).toMatchObject(expected)
  })

  it('of a function that signs its code', () => {
    expect(properties('aws_lambda_function', { FunctionArn: 'arn:f' }, { codeSigning: { CodeSigningConfigArn: 'arn:c' } })).toMatchObject({
      codeSigningConfigArn: 'arn:c',
    })
  })

  it('of a user’s MFA: the list of devices over the report, which can be four hours old', () => {
    const user = { Arn: 'arn:aws:iam::1:user/u', UserName: 'u' }
    expect(properties('aws_iam_user', user, { mfaDevices: [{}], report: { mfaActive: false } })).toMatchObject({ mfaEnabled: true })
    expect(properties('aws_iam_user', user, { report: { mfaActive: false } })).toMatchObject({ mfaEnabled: false })
    expect(properties('aws_iam_user', user)?.mfaEnabled).toBeUndefined()
  })
})

describe('links', () => {
  const group = (permission: object) =>
    links('aws_security_group', {
      GroupId: 'sg-1',
      VpcId: 'vpc-1',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...permission }],
    }).filter((link) => link.class === 'ALLOWS')

  it('of a rule about one public address: whoever has it, else a host', () => {
    const [link, ...more] = group({ IpRanges: [{ CidrIp: '198.51.100.7/32' }] })
    expect(more).toEqual([])
    expect(link?.from.targets.map((target) => 'where' in target && [target.type, target.where])).toEqual([
      ['aws_instance', { publicIpAddress: '198.51.100.7' }],
      ['aws_eip', { publicIpAddress: '198.51.100.7' }],
      ['aws_eni', { publicIpAddress: '198.51.100.7' }],
    ])
    expect(link?.from.placeholder).toMatchObject({ key: 'host:198.51.100.7', type: 'host' })
  })

  it('of a rule about one private address: only who has it in the group’s own network', () => {
    const [link] = group({ IpRanges: [{ CidrIp: '10.0.0.7/32' }] })
    expect(link?.from.targets[0]).toMatchObject({ where: { privateIpAddress: '10.0.0.7', vpcId: 'vpc-1' } })
  })

  it('of a rule about a public range: a network and nothing of ours', () => {
    expect(group({ IpRanges: [{ CidrIp: '203.0.113.0/24' }] })).toMatchObject([
      { from: { targets: [{ by: 'key', key: 'network:203.0.113.0/24' }], placeholder: { type: 'network' } } },
    ])
  })

  it('of a rule about a private range: the VPCs and subnets inside', () => {
    expect(
      group({ IpRanges: [{ CidrIp: '10.0.0.0/8' }] }).map(({ from }) => from.targets.map((target) => 'type' in target && target.type)),
    ).toEqual([['aws_vpc', 'aws_subnet'], ['aws_subnet']])
  })

  it('of flow logs: the bucket without its folder, a placeholder where it is another account’s', () => {
    const flowLogs = [
      {
        FlowLogId: 'fl-1',
        LogDestinationType: 's3',
        LogDestination: 'arn:aws:s3:::logs/folder/',
        FlowLogStatus: 'ACTIVE',
        TrafficType: 'ALL',
      },
      { FlowLogId: 'fl-2', LogDestinationType: 'cloud-watch-logs', LogDestination: 'arn:aws:logs:eu-west-1:1:log-group:x' },
    ]
    const found = links('aws_vpc', { VpcId: 'vpc-1' }, { flowLogs }).filter((link) => link.class === 'LOGS')
    expect(found).toMatchObject([
      {
        to: { targets: [{ key: 'arn:aws:s3:::logs' }], placeholder: { type: 'aws_s3_bucket' } },
        properties: { flowLogId: 'fl-1', trafficType: 'ALL', active: true },
      },
    ])
  })

  it('of a peering: requester to accepter, from whichever side it is seen', () => {
    const peerings = [
      {
        VpcPeeringConnectionId: 'pcx-1',
        RequesterVpcInfo: { OwnerId: '210987654321', Region: 'us-east-1', VpcId: 'vpc-far', CidrBlock: '10.1.0.0/16' },
        AccepterVpcInfo: { OwnerId: accountId, Region: 'eu-west-1', VpcId: 'vpc-1', CidrBlockSet: [{ CidrBlock: '10.0.0.0/16' }] },
      },
    ]
    const [link, ...more] = links('aws_vpc', { VpcId: 'vpc-1' }, { peerings }).filter((found) => found.class === 'CONNECTS')
    expect(more).toEqual([])
    expect(link).toMatchObject({
      from: {
        targets: [{ key: 'arn:aws:ec2:us-east-1:210987654321:vpc/vpc-far' }],
        placeholder: { type: 'aws_vpc', properties: { accountId: '210987654321' } },
      },
      to: { targets: [{ key: 'arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1' }] },
      properties: { requesterCidrs: ['10.1.0.0/16'], accepterCidrs: ['10.0.0.0/16'], vpcPeeringConnectionId: 'pcx-1' },
    })
  })

  it('of a user: the person with the same address, whatever its capitals', () => {
    const user = { Arn: 'arn:aws:iam::1:user/u', UserName: 'u', Tags: [{ Key: 'email', Value: 'Ann@Example.com' }] }
    const person = (raw: object) => links('aws_iam_user', raw).filter((link) => link.class === 'IS')
    expect(person(user)).toMatchObject([
      { to: { targets: [{ by: 'where', type: 'Person', where: { email: 'ann@example.com' } }], mapped: true } },
    ])
    expect(person({ Arn: 'arn:aws:iam::1:user/u', UserName: 'u' })).toEqual([])
  })

  it('of a member account: its management account, though that is not read', () => {
    const found = links('aws_account', { Account: accountId }, { organization: { MasterAccountId: '210987654321' } })
    expect(found).toMatchObject([
      { from: { targets: [{ key: 'arn:aws:iam::210987654321:root' }], placeholder: { properties: { master: true } } }, class: 'HAS' },
    ])
  })
})

describe('the definitions', () => {
  it('name the permission of every call, each an IAM action', () => {
    const permissions = [...neededPermissions({ config: { name: 'x' } }).keys()]
    for (const permission of permissions) expect(permission).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/)
    expect(permissions).toContain('iam:GenerateCredentialReport')
    expect(permissions).not.toContain('iam:GetAccountAuthorizationDetails (User)')
    expect([...neededPermissions({ config: { name: 'x', accounts: ['organization'] } }).keys()]).toContain('organizations:ListAccounts')
  })

  it('read, and change nothing', () => {
    const verbs = new Set(
      [...neededPermissions({ config: { name: 'x' } }).keys()].map((permission) => /:([A-Z][a-z]+)/.exec(permission)?.[1]),
    )
    expect([...verbs].sort()).toEqual(['Describe', 'Generate', 'Get', 'List', 'Simulate'])
  })

  it.skipIf(!hasShared('reference/aws-catalogue.json'))('draw every catalogued relationship between their types', () => {
    const types = new Set(awsDefinitions.map(({ type }) => type))
    const { entities, relationships }: Catalogue = JSON.parse(readFileSync(`${shared}reference/aws-catalogue.json`, 'utf8'))
    const catalogued = new Set(entities.map(({ _type }) => _type))
    const ours = (type: string) => types.has(type) || !catalogued.has(type)
    const wanted = relationships
      .flatMap(({ edges }) => edges)
      .filter(({ fromType, toType }) => ours(fromType) && ours(toType) && (types.has(fromType) || types.has(toType)))
    const drawn = new Set(
      awsDefinitions.flatMap(({ type, links }) =>
        links.map((rule) =>
          (rule.direction === 'to' ? [rule.near ?? type, rule.class, rule.other] : [rule.other, rule.class, type]).join('|'),
        ),
      ),
    )
    // The catalogue writes classes where the type is the product's choice, and a Network stands for the VPCs and networks of a range.
    const spelled = (type: string) => [type, type.toLowerCase(), ...(type === 'Network' ? ['aws_vpc'] : [])]
    const missing = wanted.filter(
      ({ fromType, _class, toType }) =>
        !spelled(fromType).some((from) => spelled(toType).some((to) => drawn.has(`${from}|${_class}|${to}`))),
    )
    expect(missing).toEqual([])
    expect(wanted.length).toBeGreaterThan(50)
  })
})

interface Catalogue {
  readonly entities: readonly { readonly _type: string }[]
  readonly relationships: readonly {
    readonly edges: readonly { readonly fromType: string; readonly _class: string; readonly toType: string }[]
  }[]
}
