/** Public and private DNS zones and their record sets. https://learn.microsoft.com/rest/api/dns */
import { from, to } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { type Answer, at, objects, text, texts } from '../client/json.ts'
import { type Fact, from as fact, ref } from '../facts.ts'
import { armKey, lastSegmentOf } from '../ids.ts'
import { resource } from '../resource.ts'

const service = 'DNS'
const version = '2018-05-01'
const privateVersion = '2024-06-01'

export const dnsZone = resource({
  type: 'azure_dns_zone',
  class: ['DomainZone'],
  title: 'DNS zone',
  service,
  list: arm('Microsoft.Network/dnszones', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/dnszones/read',
  properties: {
    domainName: 'name',
    recordsCount: 'properties.numberOfRecordSets',
    maxNumberOfRecordSets: 'properties.maxNumberOfRecordSets',
    nameServers: 'properties.nameServers',
    zoneType: 'properties.zoneType',
  },
})

export const dnsRecordSet = resource({
  type: 'azure_dns_record_set',
  class: ['DomainRecord'],
  title: 'DNS record set',
  service,
  // Resource Graph has neither NS nor CAA records.
  list: childrenOf(dnsZone, 'recordsets', version),
  permission: 'Microsoft.Network/dnszones/recordsets/read',
  properties: {
    TTL: 'properties.TTL',
    recordType: recordType(),
    azureType: 'type',
    fqdn: 'properties.fqdn',
    aRecordsIps: 'properties.ARecords[].ipv4Address',
    aaaaRecordsIps: 'properties.AAAARecords[].ipv6Address',
    cnameRecord: 'properties.CNAMERecord.cname',
    nsRecordsNames: 'properties.NSRecords[].nsdname',
    mxRecordsExchanges: 'properties.MXRecords[].exchange',
    txtRecordsValues: perRecord('TXTRecords', textOf),
    ptrRecordsNames: 'properties.PTRRecords[].ptrdname',
    srvRecordsTargets: perRecord('SRVRecords', serverOf),
    soaRecordHost: 'properties.SOARecord.host',
    soaRecordEmail: 'properties.SOARecord.email',
    soaRecordSerialNumber: 'properties.SOARecord.serialNumber',
    provisioningState: 'properties.provisioningState',
    targetResourceId: ref('properties.targetResource.id'),
  },
  links: [
    from('azure_dns_zone', 'HAS', ({ scope }) => scope.id),
    // An alias: whatever address the resource has at the time.
    to(
      'CONNECTS',
      'ANY_RESOURCE',
      ({ raw }) => {
        const target = text(raw, 'properties.targetResource.id')
        return target === undefined ? undefined : armKey(target)
      },
      { type: 'azure_dns_record_set_connects_resource' },
    ),
  ],
})

export const privateDnsZone = resource({
  type: 'azure_private_dns_zone',
  class: ['DomainZone'],
  title: 'Private DNS zone',
  service,
  list: arm('Microsoft.Network/privateDnsZones', privateVersion, { bulk: 'resources' }),
  permission: 'Microsoft.Network/privateDnsZones/read',
  properties: {
    domainName: 'name',
    recordsCount: 'properties.numberOfRecordSets',
    virtualNetworkLinksCount: 'properties.numberOfVirtualNetworkLinks',
    registrationLinksCount: 'properties.numberOfVirtualNetworkLinksWithRegistration',
    provisioningState: 'properties.provisioningState',
  },
})

/** The same records as of public zones, under names that begin in lower case. */
export const privateDnsRecordSet = resource({
  type: 'azure_private_dns_record_set',
  class: ['DomainRecord'],
  title: 'Private DNS record set',
  service,
  list: childrenOf(privateDnsZone, 'ALL', privateVersion),
  permission: 'Microsoft.Network/privateDnsZones/recordsets/read',
  properties: {
    TTL: 'properties.ttl',
    recordType: recordType(),
    azureType: 'type',
    fqdn: 'properties.fqdn',
    isAutoRegistered: 'properties.isAutoRegistered',
    aRecordsIps: 'properties.aRecords[].ipv4Address',
    aaaaRecordsIps: 'properties.aaaaRecords[].ipv6Address',
    cnameRecord: 'properties.cnameRecord.cname',
    mxRecordsExchanges: 'properties.mxRecords[].exchange',
    txtRecordsValues: perRecord('txtRecords', textOf),
    ptrRecordsNames: 'properties.ptrRecords[].ptrdname',
    srvRecordsTargets: perRecord('srvRecords', serverOf),
    soaRecordHost: 'properties.soaRecord.host',
  },
  links: [from('azure_private_dns_zone', 'HAS', ({ scope }) => scope.id)],
})

/** `Microsoft.Network/dnszones/CNAME` → CNAME */
function recordType(): Fact {
  return fact(['type'], (type) => (typeof type === 'string' ? lastSegmentOf(type) : undefined), 'text')
}

/** One value of each record; unknown where the set is of another kind. */
function perRecord(list: string, read: (record: Answer) => string): Fact {
  const path = `properties.${list}`
  return {
    paths: [path],
    expects: 'objects',
    read: (source) => (Array.isArray(at(source, path)) ? objects(source, path).map(read) : undefined),
  }
}

/** A text longer than 255 characters comes in pieces. */
function textOf(record: Answer): string {
  return texts(record, 'value').join('')
}

function serverOf(record: Answer): string {
  return `${text(record, 'target') ?? ''}:${at(record, 'port') ?? ''}`
}

export const dnsDefinitions = [dnsZone, dnsRecordSet, privateDnsZone, privateDnsRecordSet]
