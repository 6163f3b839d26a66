/** What connects networks and lets traffic through, apart from machines and rules of security groups. */

import type { Reading } from '../crawl.ts'
import { list, text } from '../json.ts'
import type { Item, World } from '../world.ts'
import { fromTheOnly } from './ends.ts'
import { usesAccount } from './governance.ts'
import { nicsOf } from './network.ts'

export function connectivity(world: World, reading: Reading): void {
  balancersAndEndpoints(world)
  flowLogs(world)
  expressRoute(world, reading)
  for (const machine of world.of('azure_vm'))
    for (const nic of nicsOf(world, machine))
      for (const ip of list(nic.raw, 'properties.ipConfigurations'))
        for (const group of list(ip, 'properties.applicationSecurityGroups'))
          world.draw(world.find(text(group, 'id'), 'azure_application_security_group'), 'PROTECTS', machine)
  for (const plan of world.of('azure_ddos_protection_plan')) {
    for (const ip of list(plan.raw, 'properties.publicIPAddresses'))
      world.draw(plan, 'ASSIGNED', world.find(text(ip, 'id'), 'azure_public_ip'))
    for (const vnet of list(plan.raw, 'properties.virtualNetworks'))
      world.draw(plan, 'ASSIGNED', world.find(text(vnet, 'id'), 'azure_vnet'))
  }
}

function balancersAndEndpoints(world: World): void {
  for (const balancer of world.of('azure_lb'))
    for (const pool of list(balancer.raw, 'properties.backendAddressPools'))
      for (const ip of list(pool, 'properties.backendIPConfigurations')) {
        const nic = (text(ip, 'id') ?? '').split(/\/ipConfigurations/i)[0]
        world.draw(balancer, 'CONNECTS', world.find(nic, 'azure_nic'))
      }
  for (const endpoint of world.of('azure_private_endpoint')) {
    const connections = ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections']
    for (const connection of connections.flatMap((name) => list(endpoint.raw, `properties.${name}`)))
      world.draw(endpoint, 'CONNECTS', world.find(text(connection, 'properties.privateLinkServiceId')))
    for (const nic of list(endpoint.raw, 'properties.networkInterfaces'))
      world.draw(endpoint, 'USES', world.find(text(nic, 'id'), 'azure_nic'))
    world.draw(world.find(text(endpoint.raw, 'properties.subnet.id'), 'azure_subnet'), 'HAS', endpoint)
  }
}

/** Flow logs of a security group, or of whatever else they are set on; watchers in their region. */
function flowLogs(world: World): void {
  for (const log of world.of('azure_security_group_flow_logs')) {
    usesAccount(world, log, 'properties.storageId')
    world.draw(world.find(text(log.raw, 'properties.targetResourceId')), 'HAS', log)
  }
  for (const watcher of world.of('azure_network_watcher')) world.draw(locationOf(world, watcher), 'HAS', watcher)
}

export function locationOf(world: World, item: Item): Item | undefined {
  const name = (text(item.raw, 'location') ?? '').toLowerCase().replaceAll(' ', '')
  return world.find(`azure_location_${name}`)
}

function expressRoute(world: World, reading: Reading): void {
  const children = ['azure_expressroute_circuit_connection', 'azure_peer_expressroute_circut_connection']
  for (const type of ['azure_expressroute_circuit', ...children]) fromTheOnly(world, 'azure_expressroute', 'HAS', type)
  if (reading.expressRouteGateways === true) fromTheOnly(world, 'azure_expressroute', 'HAS', 'azure_application_gateway')
  for (const community of world.of('azure_bgp_service_communities')) world.draw(community, 'HAS', world.of('azure_expressroute')[0])
  for (const connection of children.flatMap((type) => world.of(type)))
    world.draw(world.find(connection.key.split('/peerings/')[0], 'azure_expressroute_circuit'), 'HAS', connection)
}
