/** Security groups, and what their rules open to whom. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html */
import type { SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2'
import type { Edge } from '../../collect/links.ts'
import { where, within } from '../../collect/links.ts'
import { type AddressRange, hostEntity, networkEntity } from '../../graph/address.ts'
import { internet } from '../../graph/model.ts'
import { all, list, table } from '../calls.ts'
import { ec2 } from '../client/services.ts'
import { type Remote, type Rule, ruleProperties, ruleSuffix, rulesOf } from '../network/rules.ts'
import { arn, type Place } from '../place.ts'
import { arnPlaceholder } from '../placeholders.ts'
import { type Found, resource, type Words } from '../resource.ts'
import { EC2 } from './ec2.ts'

/** Only these rows tell the rules' ids. */
const ruleRows = table(ec2, 'ec2:DescribeSecurityGroupRules', async ({ sdk, client, options }) => {
  const rows = await all(sdk.paginateDescribeSecurityGroupRules({ client, pageSize: 1000 }, {}, options), (page) => page.SecurityGroupRules)
  return Map.groupBy(rows, ({ GroupId }) => GroupId)
})

type Details = { rows: readonly SecurityGroupRule[] }

export const securityGroup = resource({
  type: 'aws_security_group',
  class: ['Firewall'],
  title: 'Security group',
  service: EC2,
  source: list(
    ec2,
    'ec2:DescribeSecurityGroups',
    ({ sdk, client, options }) => sdk.paginateDescribeSecurityGroups({ client, pageSize: 1000 }, {}, options),
    (page) => page.SecurityGroups,
  ),
  permission: 'ec2:DescribeSecurityGroups',
  details: {
    rows: ruleRows.detail((rows, { GroupId }: SecurityGroup): readonly SecurityGroupRule[] => rows.get(GroupId) ?? []),
  },
  key: ({ raw, at }) => arn(at, 'ec2', 'security-group', raw.GroupId),
  page: ({ raw, at }) => `ec2/home?region=${at.region}#SecurityGroup:groupId=${raw.GroupId}`,
  entity: ({ raw }) => ({
    id: raw.GroupId,
    groupId: raw.GroupId,
    name: raw.GroupName,
    groupName: raw.GroupName,
    description: raw.Description,
    category: ['network'],
    isStateful: true,
    default: raw.GroupName === 'default',
    vpcId: raw.VpcId,
    ownerId: raw.OwnerId,
    inboundRules: raw.IpPermissions ?? [],
    outboundRules: raw.IpPermissionsEgress ?? [],
    inboundCidrs: raw.IpPermissions?.flatMap(({ IpRanges }) => IpRanges?.flatMap(({ CidrIp }) => CidrIp ?? []) ?? []),
    inboundIpv6Cidrs: raw.IpPermissions?.flatMap(({ Ipv6Ranges }) => Ipv6Ranges?.flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []) ?? []),
    inboundGroupIds: raw.IpPermissions?.flatMap(({ UserIdGroupPairs }) => UserIdGroupPairs?.flatMap(({ GroupId }) => GroupId ?? []) ?? []),
    inboundPrefixListIds: raw.IpPermissions?.flatMap(
      ({ PrefixListIds }) => PrefixListIds?.flatMap(({ PrefixListId }) => PrefixListId ?? []) ?? [],
    ),
  }),
  links: (words) => [
    ...allows(words, 'internet', (remote) => (remote.kind === 'internet' ? { target: internet.key, placeholder: internet } : undefined)),
    ...allows(words, 'aws_vpc', (remote) => (remote.kind === 'network' ? network(remote.range) : undefined)),
    ...allows(words, 'aws_subnet', (remote) =>
      isPrivate(remote) ? { target: within('aws_subnet', 'CIDR', remote.range.cidr) } : undefined,
    ),
    ...allows(words, 'host', (remote, found) => (remote.kind === 'host' ? host(remote.range, found) : undefined)),
    ...allows(words, 'aws_security_group', (remote, { at }) => (remote.kind === 'group' ? group(remote, at) : undefined)),
    ...allows(words, 'aws_managed_prefix_list', (remote, { at }) => (remote.kind === 'prefixList' ? prefixList(remote.id, at) : undefined)),
  ],
})

/** Inbound: the remote ALLOWS the group. Outbound: the group ALLOWS the remote. */
function allows(
  { to, from }: Words<SecurityGroup, Details>,
  other: string,
  end: (remote: Remote, found: Found<SecurityGroup, Details>) => Edge | undefined,
) {
  const edges = (found: Found<SecurityGroup, Details>, ingress: boolean) =>
    rulesOf(found.raw, found.details.rows)
      .filter((rule) => rule.ingress === ingress)
      .map((rule) => onEdge(rule, end(rule.remote, found)))
  return [
    from(other, 'ALLOWS', (found) => edges(found, true), { mapped: true }),
    to('ALLOWS', other, (found) => edges(found, false), { mapped: true }),
  ]
}

function onEdge(rule: Rule, edge: Edge | undefined): Edge | undefined {
  return edge === undefined ? undefined : { ...edge, properties: ruleProperties(rule), suffix: ruleSuffix(rule) }
}

function isPrivate(remote: Remote): remote is Remote & { readonly kind: 'network' } {
  return remote.kind === 'network' && remote.range.private
}

/** A private range: the VPCs it covers, else the subnets, else a network of its own. A public one is nobody's we know. */
function network(range: AddressRange): Edge {
  const placeholder = networkEntity(range)
  if (!range.private) return { target: { by: 'key', key: placeholder.key }, placeholder }
  return { target: [within('aws_vpc', 'CIDR', range.cidr), within('aws_subnet', 'CIDR', range.cidr)], placeholder }
}

/** Private addresses repeat from network to network: they mean the machine in the group's own VPC. */
function host(range: AddressRange, { raw }: Found<SecurityGroup, Details>): Edge {
  const address = range.private ? { privateIpAddress: range.address, vpcId: raw.VpcId } : { publicIpAddress: range.address }
  const types = range.private ? ['aws_instance', 'aws_eni'] : ['aws_instance', 'aws_eip', 'aws_eni']
  return { target: types.flatMap((type) => where(type, address) ?? []), placeholder: hostEntity(range) }
}

/** A group of this account, or of a peer's. */
function group({ groupId, accountId }: Remote & { readonly kind: 'group' }, at: Place): Edge | undefined {
  const owner = accountId === undefined || accountId === '' ? at.accountId : accountId
  const key = arn({ ...at, accountId: owner }, 'ec2', 'security-group', groupId)
  if (key === undefined) return undefined
  return owner === at.accountId ? { target: key } : { target: key, placeholder: arnPlaceholder('aws_security_group', 'Firewall', key) }
}

function prefixList(id: string, at: Place): Edge {
  return {
    target: { by: 'where', type: 'aws_managed_prefix_list', where: { id, region: at.region } },
    placeholder: {
      key: `prefix-list:${at.region}:${id}`,
      type: 'aws_managed_prefix_list',
      class: ['Network'],
      properties: { id, name: id, displayName: id, region: at.region },
    },
  }
}
