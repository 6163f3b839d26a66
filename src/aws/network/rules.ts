/** What a security group's permissions open: one rule for each protocol, port range and remote. Pure. */
import type { IpPermission, SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2'
import { type AddressRange, addressRange } from '../../graph/address.ts'
import type { Loose } from '../../graph/properties.ts'

export type Remote =
  | { readonly kind: 'internet'; readonly range: AddressRange }
  | { readonly kind: 'network'; readonly range: AddressRange }
  | { readonly kind: 'host'; readonly range: AddressRange }
  | { readonly kind: 'group'; readonly groupId: string; readonly accountId: string | undefined; readonly peeringId: string | undefined }
  | { readonly kind: 'prefixList'; readonly id: string }

export interface Rule {
  readonly ingress: boolean
  /** `*` is any. */
  readonly ipProtocol: string
  /** Absent where the protocol has no ports. */
  readonly fromPort?: number
  readonly toPort?: number
  /** `22-22`, or `*` for all. */
  readonly portRange: string
  readonly icmpType?: number
  readonly icmpCode?: number
  readonly remote: Remote
  readonly description?: string
  /** `sgr-…` */
  readonly ruleId?: string
}

/**
 * @param rows ec2:DescribeSecurityGroupRules of the group, which alone tell the rules' ids; the rules are the same without
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
export function rulesOf(group: SecurityGroup, rows: readonly SecurityGroupRule[] = []): Rule[] {
  const ids = new Map(rows.map((row) => [rowKey(row), row.SecurityGroupRuleId]))
  const direction = (permissions: readonly IpPermission[] | undefined, ingress: boolean) =>
    (permissions ?? []).flatMap((permission) => expand(permission, ingress, ids))
  return [...direction(group.IpPermissions, true), ...direction(group.IpPermissionsEgress, false)]
}

/** What stands on the edge of a rule. Security groups only allow, and their rules have no number. */
export function ruleProperties(rule: Rule): Loose {
  const { remote } = rule
  return {
    ingress: rule.ingress,
    inbound: rule.ingress,
    egress: !rule.ingress,
    outbound: !rule.ingress,
    ipProtocol: rule.ipProtocol,
    protocol: rule.ipProtocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    portRange: rule.portRange,
    icmpType: rule.icmpType,
    icmpCode: rule.icmpCode,
    description: rule.description,
    ruleId: rule.ruleId,
    ...('range' in remote ? { cidr: remote.range.cidr } : {}),
  }
}

/** Tells the rules between the same two ends apart; the same in every run, whether rule ids are known or not. */
export function ruleSuffix(rule: Rule): string {
  const { remote } = rule
  const what = [rule.ingress ? 'ingress' : 'egress', rule.ipProtocol, rule.portRange]
  if (rule.icmpType !== undefined) what.push(`${rule.icmpType}/${rule.icmpCode ?? '*'}`)
  if ('range' in remote) what.push(remote.range.cidr)
  if (remote.kind === 'group' && remote.peeringId !== undefined) what.push(remote.peeringId)
  return what.join(':')
}

function expand(permission: IpPermission, ingress: boolean, ids: ReadonlyMap<string, string | undefined>): Rule[] {
  const ports = portsOf(permission)
  const one = (remote: Remote | undefined, id: string, description: string | undefined): Rule[] => {
    if (remote === undefined) return []
    const ruleId = ids.get(ruleKey(ingress, permission, id))
    return [
      {
        ingress,
        ...ports,
        remote,
        ...(description === undefined ? {} : { description }),
        ...(ruleId === undefined ? {} : { ruleId }),
      },
    ]
  }
  return [
    ...(permission.IpRanges ?? []).flatMap(({ CidrIp = '', Description }) => one(remoteRange(CidrIp), CidrIp, Description)),
    ...(permission.Ipv6Ranges ?? []).flatMap(({ CidrIpv6 = '', Description }) => one(remoteRange(CidrIpv6), CidrIpv6, Description)),
    ...(permission.UserIdGroupPairs ?? []).flatMap(({ GroupId = '', UserId, VpcPeeringConnectionId, Description }) =>
      one({ kind: 'group', groupId: GroupId, accountId: UserId, peeringId: VpcPeeringConnectionId }, GroupId, Description),
    ),
    ...(permission.PrefixListIds ?? []).flatMap(({ PrefixListId = '', Description }) =>
      one({ kind: 'prefixList', id: PrefixListId }, PrefixListId, Description),
    ),
  ]
}

function remoteRange(cidr: string): Remote | undefined {
  const range = addressRange(cidr)
  if (range === undefined) return undefined
  if (range.everywhere) return { kind: 'internet', range }
  return { kind: range.single ? 'host' : 'network', range }
}

const protocolNames: Readonly<Record<string, string>> = { '-1': '*', '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' }
const lastPort = 65_535

type Ports = Pick<Rule, 'ipProtocol' | 'fromPort' | 'toPort' | 'portRange' | 'icmpType' | 'icmpCode'>

function portsOf({ IpProtocol = '-1', FromPort, ToPort }: IpPermission): Ports {
  const ipProtocol = protocolNames[IpProtocol] ?? IpProtocol
  // For ICMP the two fields hold type and code; a rule for pings is no rule for port 8.
  if (ipProtocol === 'icmp' || ipProtocol === 'icmpv6')
    return {
      ipProtocol,
      portRange: '*',
      ...(known(FromPort) ? { icmpType: FromPort } : {}),
      ...(known(ToPort) ? { icmpCode: ToPort } : {}),
    }
  if (ipProtocol === '*') return { ipProtocol, fromPort: 0, toPort: lastPort, portRange: '*' }
  if (ipProtocol !== 'tcp' && ipProtocol !== 'udp') return { ipProtocol, portRange: '*' }
  const fromPort = known(FromPort) ? FromPort : 0
  const toPort = known(ToPort) ? ToPort : lastPort
  return { ipProtocol, fromPort, toPort, portRange: fromPort === 0 && toPort === lastPort ? '*' : `${fromPort}-${toPort}` }
}

/** -1 is how EC2 writes "all". */
function known(value: number | undefined): value is number {
  return value !== undefined && value !== -1
}

function rowKey(row: SecurityGroupRule): string {
  const remote = row.CidrIpv4 ?? row.CidrIpv6 ?? row.ReferencedGroupInfo?.GroupId ?? row.PrefixListId ?? ''
  return ruleKey(row.IsEgress !== true, row, remote)
}

function ruleKey(
  ingress: boolean,
  { IpProtocol, FromPort, ToPort }: Pick<IpPermission, 'IpProtocol' | 'FromPort' | 'ToPort'>,
  remote: string,
) {
  return [ingress, IpProtocol ?? '-1', FromPort ?? -1, ToPort ?? -1, remote].join('|')
}
