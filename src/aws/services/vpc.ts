/** Virtual networks and their subnets. https://docs.aws.amazon.com/vpc/latest/userguide */
import type { FlowLog, Subnet, Vpc, VpcPeeringConnection, VpcPeeringConnectionVpcInfo } from '@aws-sdk/client-ec2'
import { epoch } from '../../graph/properties.ts'
import { all, bare, detail, list, table } from '../calls.ts'
import { ec2 } from '../client/services.ts'
import { edge } from '../edges.ts'
import { leadsToInternet, subnetIsPublic } from '../network/routes.ts'
import { arn, type Place, parseArn } from '../place.ts'
import { arnPlaceholder } from '../placeholders.ts'
import { resource } from '../resource.ts'
import { EC2 } from './ec2.ts'

const flowLogs = table(ec2, 'ec2:DescribeFlowLogs', ({ sdk, client, options }) =>
  all(sdk.paginateDescribeFlowLogs({ client, pageSize: 1000 }, {}, options), (page) => page.FlowLogs),
)
const peerings = table(ec2, 'ec2:DescribeVpcPeeringConnections', ({ sdk, client, options }) =>
  all(
    sdk.paginateDescribeVpcPeeringConnections({ client }, { Filters: [{ Name: 'status-code', Values: ['active'] }] }, options),
    (page) => page.VpcPeeringConnections,
  ),
)
const routeTables = table(ec2, 'ec2:DescribeRouteTables', ({ sdk, client, options }) =>
  all(sdk.paginateDescribeRouteTables({ client, pageSize: 100 }, {}, options), (page) => page.RouteTables),
)

export const vpc = resource({
  type: 'aws_vpc',
  class: ['Network'],
  title: 'VPC',
  service: EC2,
  source: list(
    ec2,
    'ec2:DescribeVpcs',
    ({ sdk, client, options }) => sdk.paginateDescribeVpcs({ client, pageSize: 1000 }, {}, options),
    (page) => page.Vpcs,
  ),
  permission: 'ec2:DescribeVpcs',
  details: {
    flowLogs: flowLogs.detail((logs, { VpcId }: Vpc) => logs.filter(({ ResourceId }) => ResourceId === VpcId)),
    peerings: peerings.detail((connections, { VpcId }: Vpc) =>
      connections.filter(({ RequesterVpcInfo, AccepterVpcInfo }) => [RequesterVpcInfo?.VpcId, AccepterVpcInfo?.VpcId].includes(VpcId)),
    ),
    gateways: routeTables.detail((tables, { VpcId }: Vpc) => ({
      reachesInternet: tables.some((table) => table.VpcId === VpcId && leadsToInternet(table)),
    })),
    dnsSupport: detail(ec2, 'ec2:DescribeVpcAttribute', async ({ sdk, client, options }, { VpcId }: Vpc) =>
      bare(await client.send(new sdk.DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsSupport' }), options)),
    ),
    dnsHostnames: detail(ec2, 'ec2:DescribeVpcAttribute', async ({ sdk, client, options }, { VpcId }: Vpc) =>
      bare(await client.send(new sdk.DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsHostnames' }), options)),
    ),
  },
  key: ({ raw, at }) => arn(at, 'ec2', 'vpc', raw.VpcId),
  page: ({ raw, at }) => `vpcconsole/home?region=${at.region}#VpcDetails:VpcId=${raw.VpcId}`,
  entity: ({ raw, details }) => ({
    id: raw.VpcId,
    vpcId: raw.VpcId,
    CIDR: raw.CidrBlock,
    cidrs: raw.CidrBlockAssociationSet?.flatMap(({ CidrBlock }) => CidrBlock ?? []),
    ipv6Cidrs: raw.Ipv6CidrBlockAssociationSet?.flatMap(({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? []),
    CIDRv6: raw.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock,
    isDefault: raw.IsDefault,
    defaultVpc: raw.IsDefault,
    state: raw.State,
    dhcpOptionsId: raw.DhcpOptionsId,
    instanceTenancy: raw.InstanceTenancy,
    ownerId: raw.OwnerId,
    public: details.gateways?.reachesInternet,
    internal: true,
    flowLogsEnabled: details.flowLogs?.some(({ FlowLogStatus }) => FlowLogStatus === 'ACTIVE'),
    enableDnsSupport: details.dnsSupport?.EnableDnsSupport?.Value,
    enableDnsHostnames: details.dnsHostnames?.EnableDnsHostnames?.Value,
  }),
  links: ({ to, from }) => [
    to('LOGS', 'aws_s3_bucket', ({ details, at }) => details.flowLogs?.map((log) => flowLogBucket(log, at)), { mapped: true }),
    // Requester to accepter, drawn by whichever of the two is read.
    to('CONNECTS', 'aws_vpc', ({ raw, details, at }) => peers(raw, details.peerings, 'requester', at), { mapped: true }),
    from('aws_vpc', 'CONNECTS', ({ raw, details, at }) => peers(raw, details.peerings, 'accepter', at), { mapped: true }),
  ],
})

export const subnet = resource({
  type: 'aws_subnet',
  class: ['Network'],
  title: 'Subnet',
  service: EC2,
  source: list(
    ec2,
    'ec2:DescribeSubnets',
    ({ sdk, client, options }) => sdk.paginateDescribeSubnets({ client, pageSize: 1000 }, {}, options),
    (page) => page.Subnets,
  ),
  permission: 'ec2:DescribeSubnets',
  details: {
    routes: routeTables.detail((tables, raw: Subnet) => ({ toInternet: subnetIsPublic(raw, tables) })),
  },
  // A subnet shared with this account keeps its owner's ARN; as an entity it is this account's view of it.
  key: ({ raw, at }) => arn(at, 'ec2', 'subnet', raw.SubnetId),
  arn: ({ raw }) => raw.SubnetArn,
  page: ({ raw, at }) => `vpcconsole/home?region=${at.region}#SubnetDetails:subnetId=${raw.SubnetId}`,
  entity: ({ raw, details }) => ({
    id: raw.SubnetId,
    subnetId: raw.SubnetId,
    CIDR: raw.CidrBlock,
    ipv6Cidrs: raw.Ipv6CidrBlockAssociationSet?.flatMap(({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? []),
    vpcId: raw.VpcId,
    availabilityZone: raw.AvailabilityZone,
    availableIpAddressCount: raw.AvailableIpAddressCount,
    defaultForAz: raw.DefaultForAz,
    mapPublicIpOnLaunch: raw.MapPublicIpOnLaunch,
    assignIpv6AddressOnCreation: raw.AssignIpv6AddressOnCreation,
    state: raw.State,
    ownerId: raw.OwnerId,
    public: details.routes?.toInternet,
    internal: true,
  }),
  links: ({ from }) => [from('aws_vpc', 'CONTAINS', ({ raw, at }) => arn(at, 'ec2', 'vpc', raw.VpcId))],
})

/** `arn:aws:s3:::bucket/folder/`: the bucket may be another account's. */
function flowLogBucket(log: FlowLog, at: Place) {
  if (log.LogDestinationType !== 's3' || log.LogDestination === undefined) return undefined
  const bucket = parseArn(log.LogDestination)?.resource.split('/')[0]
  if (bucket === undefined || bucket === '') return undefined
  const key = `arn:${at.partition}:s3:::${bucket}`
  return edge(
    key,
    {
      flowLogId: log.FlowLogId,
      trafficType: log.TrafficType,
      status: log.FlowLogStatus,
      active: log.FlowLogStatus === 'ACTIVE',
      createdOn: epoch(log.CreationTime),
      logDestination: log.LogDestination,
    },
    { suffix: log.FlowLogId ?? '', placeholder: arnPlaceholder('aws_s3_bucket', 'DataStore', key) },
  )
}

/** The other ends of the peerings in which the VPC has this part. */
function peers({ VpcId }: Vpc, connections: readonly VpcPeeringConnection[] | undefined, part: 'requester' | 'accepter', at: Place) {
  return (connections ?? []).map((connection) => {
    const { RequesterVpcInfo: requester, AccepterVpcInfo: accepter } = connection
    const [own, other] = part === 'requester' ? [requester, accepter] : [accepter, requester]
    if (own?.VpcId !== VpcId) return undefined
    const key = arn({ ...at, accountId: other?.OwnerId ?? at.accountId, region: other?.Region ?? at.region }, 'ec2', 'vpc', other?.VpcId)
    if (key === undefined) return undefined
    return edge(
      key,
      {
        vpcPeeringConnectionId: connection.VpcPeeringConnectionId,
        status: connection.Status?.Code,
        requesterCidrs: cidrs(requester),
        accepterCidrs: cidrs(accepter),
        requesterDnsResolution: requester?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc,
        accepterDnsResolution: accepter?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc,
      },
      { suffix: connection.VpcPeeringConnectionId ?? '', placeholder: arnPlaceholder('aws_vpc', 'Network', key) },
    )
  })
}

function cidrs(side: VpcPeeringConnectionVpcInfo | undefined): string[] {
  const blocks = side?.CidrBlockSet?.flatMap(({ CidrBlock }) => CidrBlock ?? []) ?? []
  return blocks.length > 0 || side?.CidrBlock === undefined ? blocks : [side.CidrBlock]
}
