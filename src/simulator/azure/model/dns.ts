/** DNS zones, public and private. https://learn.microsoft.com/rest/api/dns */
import type { JsonObject } from '../json.ts'
import type { Child, Kind, Node, Service } from '../kind.ts'
import { succeeded } from './shapes.ts'

const publicType = 'Microsoft.Network/dnszones'
const privateType = 'Microsoft.Network/privateDnsZones'

const publicZone: Kind = {
  type: publicType,
  apiVersion: '2018-05-01',
  weight: 5,
  least: 1,
  prefix: 'zone',
  location: 'global',
  body: (seat) => ({
    etag: seat.dice.guid('etag'),
    properties: {
      maxNumberOfRecordSets: 10_000,
      numberOfRecordSets: 6,
      nameServers: ['ns1-05.azure-dns.com.', 'ns2-05.azure-dns.net.', 'ns3-05.azure-dns.org.', 'ns4-05.azure-dns.info.'],
      zoneType: 'Public',
    },
  }),
}

const privateZone: Kind = {
  type: privateType,
  apiVersion: '2024-06-01',
  weight: 6,
  least: 1,
  prefix: 'privatelink',
  location: 'global',
  body: (seat) => ({
    etag: seat.dice.guid('etag'),
    properties: {
      ...succeeded,
      numberOfRecordSets: 3,
      maxNumberOfRecordSets: 25_000,
      numberOfVirtualNetworkLinks: 1,
      numberOfVirtualNetworkLinksWithRegistration: 0,
    },
  }),
}

/** The records of a zone; `upper` is how public zones spell them, private ones begin in lower case. */
function records(zone: Node): readonly Child[] {
  const isPublic = zone.type === publicType
  const record = (type: string, name: string, publicShape: JsonObject, privateShape: JsonObject): Child => ({
    name,
    body: {
      // The service lists all records of a zone in one list; their ids name the kind of record.
      id: `${zone.id}/${type}/${name}`,
      type: `${zone.type}/${type}`,
      etag: zone.dice.guid(`${type} ${name}`),
      properties: {
        fqdn: `${name === '@' ? '' : `${name}.`}${zone.name}.`,
        ...(isPublic
          ? { TTL: 3600, ...succeeded, targetResource: {}, ...publicShape }
          : { ttl: 3600, isAutoRegistered: false, ...privateShape }),
      },
    },
  })
  const soa = { host: 'ns1-05.azure-dns.com.', email: 'azuredns-hostmaster.microsoft.com', serialNumber: 1 }
  const address = { ipv4Address: isPublic ? '203.0.113.20' : '10.0.0.20' }
  return [
    record('A', 'www', { ARecords: [address] }, { aRecords: [address] }),
    record('CNAME', 'portal', { CNAMERecord: { cname: 'portal.azurewebsites.net' } }, { cnameRecord: { cname: 'portal.internal' } }),
    record('SOA', '@', { SOARecord: soa }, { soaRecord: soa }),
    ...(isPublic
      ? [
          record('NS', 'delegated', { NSRecords: [{ nsdname: 'ns1.partner.example.' }] }, {}),
          record('MX', 'mail', { MXRecords: [{ preference: 10, exchange: 'mail.larkmoor.example' }] }, {}),
          record('TXT', 'spf', { TXTRecords: [{ value: ['v=spf1 -all'] }] }, {}),
          record('AAAA', 'ipv6', { AAAARecords: [{ ipv6Address: '2001:db8::20' }] }, {}),
          record('SRV', '_sip._tcp', { SRVRecords: [{ priority: 1, weight: 1, port: 5060, target: 'sip.larkmoor.example' }] }, {}),
          record('PTR', '20', { PTRRecords: [{ ptrdname: 'www.larkmoor.example' }] }, {}),
        ]
      : []),
  ]
}

export const dns: Service = {
  kinds: [publicZone, privateZone],
  children: [
    { type: `${publicType}/recordsets`, list: records },
    { type: `${privateType}/ALL`, list: records },
    {
      type: `${privateType}/virtualNetworkLinks`,
      list: (zone) => [
        {
          name: 'hub',
          body: {
            location: 'global',
            properties: { ...succeeded, registrationEnabled: false, virtualNetworkLinkState: 'Completed', virtualNetwork: { id: zone.id } },
          },
        },
      ],
    },
  ],
}
