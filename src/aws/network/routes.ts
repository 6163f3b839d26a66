/** What route tables lead to. Pure. https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html */
import type { RouteTable, Subnet } from '@aws-sdk/client-ec2'

/** A default route to an Internet gateway, in the subnet's own route table or else in its VPC's main one. */
export function subnetIsPublic({ SubnetId, VpcId }: Subnet, tables: readonly RouteTable[]): boolean {
  const own = tables.find(({ Associations }) => Associations?.some((association) => association.SubnetId === SubnetId))
  const main = tables.find((table) => table.VpcId === VpcId && table.Associations?.some(({ Main }) => Main === true))
  const deciding = own ?? main
  return deciding !== undefined && leadsToInternet(deciding)
}

/** Whether the table sends what is meant for everywhere to an Internet gateway. */
export function leadsToInternet({ Routes }: RouteTable): boolean {
  return (Routes ?? []).some(
    ({ GatewayId, DestinationCidrBlock, DestinationIpv6CidrBlock, State }) =>
      GatewayId?.startsWith('igw-') === true &&
      State !== 'blackhole' &&
      (DestinationCidrBlock === '0.0.0.0/0' || DestinationIpv6CidrBlock === '::/0'),
  )
}
