/** Network interfaces and Elastic IP addresses. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html */
import { list, single } from '../calls.ts'
import { ec2 } from '../client/services.ts'
import { arn } from '../place.ts'
import { resource } from '../resource.ts'
import { EC2 } from './ec2.ts'

export const networkInterface = resource({
  type: 'aws_eni',
  class: ['NetworkInterface'],
  title: 'Network interface',
  service: EC2,
  source: list(
    ec2,
    'ec2:DescribeNetworkInterfaces',
    ({ sdk, client, options }) => sdk.paginateDescribeNetworkInterfaces({ client, pageSize: 1000 }, {}, options),
    (page) => page.NetworkInterfaces,
  ),
  permission: 'ec2:DescribeNetworkInterfaces',
  key: ({ raw, at }) => arn(at, 'ec2', 'network-interface', raw.NetworkInterfaceId),
  tags: ({ raw }) => raw.TagSet,
  page: ({ raw, at }) => `ec2/home?region=${at.region}#NetworkInterface:networkInterfaceId=${raw.NetworkInterfaceId}`,
  entity: ({ raw }) => ({
    id: raw.NetworkInterfaceId,
    networkInterfaceId: raw.NetworkInterfaceId,
    interfaceType: raw.InterfaceType,
    description: raw.Description,
    status: raw.Status,
    active: raw.Status === 'in-use',
    macAddress: raw.MacAddress,
    privateIpAddress: raw.PrivateIpAddress,
    privateIpAddresses: raw.PrivateIpAddresses?.flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? []),
    publicIpAddress: raw.Association?.PublicIp,
    ipAddress: raw.Association?.PublicIp ?? raw.PrivateIpAddress,
    allocationId: raw.Association?.AllocationId,
    privateDnsName: raw.PrivateDnsName,
    subnetId: raw.SubnetId,
    vpcId: raw.VpcId,
    availabilityZone: raw.AvailabilityZone,
    securityGroupIds: raw.Groups?.flatMap(({ GroupId }) => GroupId ?? []),
    securityGroupNames: raw.Groups?.flatMap(({ GroupName }) => GroupName ?? []),
    instanceId: raw.Attachment?.InstanceId,
    attachmentId: raw.Attachment?.AttachmentId,
    requesterId: raw.RequesterId,
    requesterManaged: raw.RequesterManaged,
    sourceDestCheck: raw.SourceDestCheck,
    ownerId: raw.OwnerId,
  }),
  ofService: false,
  links: ({ to }) => [to('USES', 'aws_eip', ({ raw, at }) => arn(at, 'ec2', 'elastic-ip', raw.Association?.AllocationId))],
})

export const elasticIp = resource({
  type: 'aws_eip',
  class: ['IpAddress'],
  title: 'Elastic IP address',
  service: EC2,
  // The one list of EC2 without pages.
  source: single(ec2, 'ec2:DescribeAddresses', async ({ sdk, client, options }) => {
    const { Addresses } = await client.send(new sdk.DescribeAddressesCommand({}), options)
    return Addresses ?? []
  }),
  permission: 'ec2:DescribeAddresses',
  // Addresses of EC2-Classic have no allocation.
  key: ({ raw, at }) => arn(at, 'ec2', 'elastic-ip', raw.AllocationId ?? raw.PublicIp),
  page: ({ raw, at }) => `ec2/home?region=${at.region}#ElasticIpDetails:AllocationId=${raw.AllocationId}`,
  entity: ({ raw }) => ({
    id: raw.AllocationId,
    allocationId: raw.AllocationId,
    name: raw.PublicIp,
    ipAddress: raw.PublicIp,
    publicIpAddress: raw.PublicIp,
    privateIpAddress: raw.PrivateIpAddress,
    public: true,
    associationId: raw.AssociationId,
    active: raw.AssociationId !== undefined,
    instanceId: raw.InstanceId || undefined,
    networkInterfaceId: raw.NetworkInterfaceId,
    networkInterfaceOwnerId: raw.NetworkInterfaceOwnerId,
    domain: raw.Domain,
    publicIpv4Pool: raw.PublicIpv4Pool,
  }),
  ofService: false,
  links: ({ from }) => [
    from('aws_instance', 'USES', ({ raw, at }) => arn(at, 'ec2', 'instance', raw.InstanceId)),
    from('aws_eni', 'USES', ({ raw, at }) => arn(at, 'ec2', 'network-interface', raw.NetworkInterfaceId)),
  ],
})
