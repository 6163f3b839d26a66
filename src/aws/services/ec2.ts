/** EC2: the service's own settings, instances and their volumes. https://docs.aws.amazon.com/AWSEC2/latest/APIReference */
import type { Instance } from '@aws-sdk/client-ec2'
import { where } from '../../collect/links.ts'
import { epoch } from '../../graph/properties.ts'
import { bare, detail, list, synthetic } from '../calls.ts'
import { ec2 } from '../client/services.ts'
import { edge } from '../edges.ts'
import { kmsKey } from '../keys.ts'
import { arn } from '../place.ts'
import { resource, type ServiceFacts } from '../resource.ts'
import { serviceEntity } from '../service-entity.ts'

export const EC2: ServiceFacts = { type: 'aws_ec2', title: 'EC2', scope: 'region' }

export const ec2Service = serviceEntity(EC2, {
  function: ['compute', 'networking'],
  source: synthetic((at) => at),
  permission: 'ec2:GetEbsEncryptionByDefault',
  page: ({ at }) => `ec2/home?region=${at.region}#Settings:`,
  details: {
    ebsEncryption: detail(ec2, 'ec2:GetEbsEncryptionByDefault', async ({ sdk, client, options }) =>
      bare(await client.send(new sdk.GetEbsEncryptionByDefaultCommand({}), options)),
    ),
    snapshotAccess: detail(ec2, 'ec2:GetSnapshotBlockPublicAccessState', async ({ sdk, client, options }) =>
      bare(await client.send(new sdk.GetSnapshotBlockPublicAccessStateCommand({}), options)),
    ),
    imageAccess: detail(ec2, 'ec2:GetImageBlockPublicAccessState', async ({ sdk, client, options }) =>
      bare(await client.send(new sdk.GetImageBlockPublicAccessStateCommand({}), options)),
    ),
    serialConsole: detail(ec2, 'ec2:GetSerialConsoleAccessStatus', async ({ sdk, client, options }) =>
      bare(await client.send(new sdk.GetSerialConsoleAccessStatusCommand({}), options)),
    ),
    metadataDefaults: detail(ec2, 'ec2:GetInstanceMetadataDefaults', async ({ sdk, client, options }) =>
      bare(await client.send(new sdk.GetInstanceMetadataDefaultsCommand({}), options)),
    ),
  },
  entity: ({ details: { ebsEncryption, snapshotAccess, imageAccess, serialConsole, metadataDefaults } }) => ({
    ebsEncryptionByDefault: ebsEncryption?.EbsEncryptionByDefault,
    snapshotBlockPublicAccess: snapshotAccess?.State,
    imageBlockPublicAccess: imageAccess?.ImageBlockPublicAccessState,
    serialConsoleAccess: serialConsole?.SerialConsoleAccessEnabled,
    imdsDefaults: metadataDefaults?.AccountLevel,
  }),
})

/** Gone between the list and the detail call, or already ended. */
const instanceGone = ['InvalidInstanceID.NotFound', 'IncorrectInstanceState']

export const instance = resource({
  type: 'aws_instance',
  class: ['Host'],
  title: 'EC2 instance',
  service: EC2,
  source: list(
    ec2,
    'ec2:DescribeInstances',
    ({ sdk, client, options }) => sdk.paginateDescribeInstances({ client, pageSize: 1000 }, {}, options),
    (page) => page.Reservations?.flatMap(({ Instances }) => Instances ?? []),
  ),
  permission: 'ec2:DescribeInstances',
  details: {
    protection: detail(
      ec2,
      'ec2:DescribeInstanceAttribute',
      async ({ sdk, client, options }, { InstanceId }: Instance) =>
        bare(await client.send(new sdk.DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'disableApiTermination' }), options)),
      { when: runs, none: instanceGone },
    ),
    // The script may hold secrets: that there is one is all we keep.
    script: detail(
      ec2,
      'ec2:DescribeInstanceAttribute',
      async ({ sdk, client, options }, { InstanceId }: Instance) => {
        const { UserData } = await client.send(new sdk.DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'userData' }), options)
        return { present: (UserData?.Value ?? '') !== '' }
      },
      { when: runs, none: instanceGone },
    ),
  },
  key: ({ raw, at }) => arn(at, 'ec2', 'instance', raw.InstanceId),
  page: ({ raw, at }) => `ec2/home?region=${at.region}#InstanceDetails:instanceId=${raw.InstanceId}`,
  entity: ({ raw, details }) => ({
    id: raw.InstanceId,
    instanceId: raw.InstanceId,
    instanceType: raw.InstanceType,
    state: raw.State?.Name,
    active: raw.State?.Name === 'running',
    launchedOn: epoch(raw.LaunchTime),
    createdOn: raw.LaunchTime,
    imageId: raw.ImageId,
    keyName: raw.KeyName,
    platform: raw.PlatformDetails,
    architecture: raw.Architecture,
    hostname: raw.PublicDnsName || raw.PrivateDnsName,
    publicIpAddress: raw.PublicIpAddress,
    publicDnsName: raw.PublicDnsName || undefined,
    privateIpAddress: raw.PrivateIpAddress,
    privateDnsName: raw.PrivateDnsName || undefined,
    ipAddress: raw.PublicIpAddress ?? raw.PrivateIpAddress,
    macAddress: raw.NetworkInterfaces?.flatMap(({ MacAddress }) => MacAddress ?? []),
    public: (raw.PublicIpAddress ?? '') !== '',
    subnetId: raw.SubnetId,
    vpcId: raw.VpcId,
    availabilityZone: raw.Placement?.AvailabilityZone,
    tenancy: raw.Placement?.Tenancy,
    iamInstanceProfileArn: raw.IamInstanceProfile?.Arn,
    securityGroupIds: raw.SecurityGroups?.flatMap(({ GroupId }) => GroupId ?? []),
    networkInterfaceIds: raw.NetworkInterfaces?.flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? []),
    volumeIds: raw.BlockDeviceMappings?.flatMap(({ Ebs }) => Ebs?.VolumeId ?? []),
    ebsOptimized: raw.EbsOptimized,
    detailedMonitoring: raw.Monitoring?.State,
    monitoringState: raw.Monitoring?.State,
    imdsHttpTokens: raw.MetadataOptions?.HttpTokens,
    imdsHttpEndpoint: raw.MetadataOptions?.HttpEndpoint,
    imdsHopLimit: raw.MetadataOptions?.HttpPutResponseHopLimit,
    // As published queries call them.
    httpTokens: raw.MetadataOptions?.HttpTokens,
    httpEndpointEnabled: raw.MetadataOptions?.HttpEndpoint === undefined ? undefined : raw.MetadataOptions.HttpEndpoint === 'enabled',
    enclaveEnabled: raw.EnclaveOptions?.Enabled,
    stateTransitionReason: raw.StateTransitionReason || undefined,
    lifecycle: raw.InstanceLifecycle,
    sourceDestCheck: raw.SourceDestCheck,
    terminationProtection: details.protection?.DisableApiTermination?.Value,
    hasUserData: details.script?.present,
  }),
  links: ({ to, from }) => [
    to('USES', 'aws_ebs_volume', ({ raw, at }) =>
      raw.BlockDeviceMappings?.map(({ DeviceName, Ebs }) =>
        edge(arn(at, 'ec2', 'volume', Ebs?.VolumeId), { deviceName: DeviceName, deleteOnTermination: Ebs?.DeleteOnTermination }),
      ),
    ),
    to('USES', 'aws_eni', ({ raw, at }) =>
      raw.NetworkInterfaces?.map(({ NetworkInterfaceId }) => arn(at, 'ec2', 'network-interface', NetworkInterfaceId)),
    ),
    to('USES', 'aws_iam_role', ({ raw }) => where('aws_iam_role', { instanceProfileArns: raw.IamInstanceProfile?.Arn })),
    from('aws_subnet', 'HAS', ({ raw, at }) =>
      distinct([raw, ...(raw.NetworkInterfaces ?? [])], 'SubnetId').map((id) => arn(at, 'ec2', 'subnet', id)),
    ),
    from('aws_security_group', 'PROTECTS', ({ raw, at }) => groupsOf(raw).map((id) => arn(at, 'ec2', 'security-group', id))),
    to('HAS', 'aws_security_group', ({ raw, at }) => groupsOf(raw).map((id) => arn(at, 'ec2', 'security-group', id))),
  ],
})

export const ebsVolume = resource({
  type: 'aws_ebs_volume',
  class: ['DataStore', 'Disk'],
  title: 'EBS volume',
  service: EC2,
  source: list(
    ec2,
    'ec2:DescribeVolumes',
    ({ sdk, client, options }) => sdk.paginateDescribeVolumes({ client, pageSize: 500 }, {}, options),
    (page) => page.Volumes,
  ),
  permission: 'ec2:DescribeVolumes',
  key: ({ raw, at }) => arn(at, 'ec2', 'volume', raw.VolumeId),
  page: ({ raw, at }) => `ec2/home?region=${at.region}#VolumeDetails:volumeId=${raw.VolumeId}`,
  entity: ({ raw }) => ({
    id: raw.VolumeId,
    volumeId: raw.VolumeId,
    size: raw.Size,
    volumeType: raw.VolumeType,
    iops: raw.Iops,
    throughput: raw.Throughput,
    state: raw.State,
    active: raw.State === 'in-use',
    encrypted: raw.Encrypted ?? false,
    kmsKeyId: raw.KmsKeyId,
    snapshotId: raw.SnapshotId || undefined,
    createdOn: raw.CreateTime,
    availabilityZone: raw.AvailabilityZone,
    multiAttachEnabled: raw.MultiAttachEnabled,
    attachedInstanceIds: raw.Attachments?.flatMap(({ InstanceId }) => InstanceId ?? []),
    deleteOnTermination: raw.Attachments?.some(({ DeleteOnTermination }) => DeleteOnTermination === true),
  }),
  links: ({ to }) => [to('USES', 'aws_kms_key', ({ raw, at }) => kmsKey(raw.KmsKeyId, at))],
})

/** Ended instances stay listed for an hour and answer no more questions. */
function runs({ State }: Instance): boolean {
  return State?.Name !== 'terminated' && State?.Name !== 'shutting-down'
}

/** Its own and those of its network interfaces. */
function groupsOf({ SecurityGroups = [], NetworkInterfaces = [] }: Instance): string[] {
  return distinct([...SecurityGroups, ...NetworkInterfaces.flatMap(({ Groups }) => Groups ?? [])], 'GroupId')
}

function distinct<Name extends string>(items: readonly { readonly [K in Name]?: string | undefined }[], name: Name): string[] {
  return [...new Set(items.flatMap((item) => item[name] ?? []))]
}
