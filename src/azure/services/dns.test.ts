import { describe, expect, test } from 'vitest'
import type { Answer } from '../client/json.ts'
import { drawn, entityOf, hasAnswers, named, opened, recorded } from '../service.fixture.ts'
import { dnsRecordSet, dnsZone, privateDnsRecordSet, privateDnsZone } from './dns.ts'

const zone = { id: '/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/dnszones/Contoso.example', name: 'Contoso.example' }
const scope = opened(dnsZone, zone)

function records(type: string, properties: object): Answer {
  return { id: `${zone.id}/${type}/www`, name: 'www', type: `Microsoft.Network/dnszones/${type}`, properties }
}

describe('a record set', () => {
  test('belongs to its zone and has its values by kind', () => {
    const raw = records('SRV', {
      TTL: 60,
      fqdn: 'www.contoso.example.',
      SRVRecords: [{ priority: 1, weight: 5, port: 443, target: 'a.example' }],
    })
    const { key, properties } = entityOf(dnsRecordSet, raw, { scope })
    expect(properties).toMatchObject({ TTL: 60, recordType: 'SRV', azureType: raw.type, srvRecordsTargets: ['a.example:443'] })
    expect(properties.txtRecordsValues).toBeUndefined()
    expect(drawn(dnsRecordSet, raw, { scope })).toEqual([`${scope.id}|HAS|${key}`])
  })

  test('of texts has one value per record, its pieces joined', () => {
    const raw = records('TXT', { TXTRecords: [{ value: ['v=spf1 ', '-all'] }, { value: ['second'] }] })
    expect(entityOf(dnsRecordSet, raw, { scope }).properties.txtRecordsValues).toEqual(['v=spf1 -all', 'second'])
  })

  test('of which a record is of an unexpected type leaves its values open, and says so', () => {
    const { properties, skipped } = entityOf(dnsRecordSet, records('TXT', { TXTRecords: [{ value: ['second'] }, 'odd'] }), { scope })
    expect(properties).not.toHaveProperty('txtRecordsValues')
    expect(skipped).toContain('txtRecordsValues')
  })

  test('that is an alias connects to its resource', () => {
    const raw = records('A', {
      targetResource: { id: '/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/publicIPAddresses/IP' },
    })
    const { key, properties } = entityOf(dnsRecordSet, raw, { scope })
    expect(properties.targetResourceId).toBe('/subscriptions/s/resourcegroups/g/providers/microsoft.network/publicipaddresses/ip')
    expect(drawn(dnsRecordSet, raw, { scope }, 'CONNECTS')).toEqual([`${key}|CONNECTS|${properties.targetResourceId}`])
  })

  test('of a private zone names its records in lower case', () => {
    const raw = records('A', {
      ttl: 10,
      isAutoRegistered: true,
      aRecords: [{ ipv4Address: '10.0.0.4' }],
      srvRecords: [{ port: 1, target: 't' }],
    })
    expect(entityOf(privateDnsRecordSet, raw, { scope }).properties).toMatchObject({
      TTL: 10,
      isAutoRegistered: true,
      aRecordsIps: ['10.0.0.4'],
      srvRecordsTargets: ['t:1'],
    })
  })
})

describe.skipIf(!hasAnswers)('as recorded', () => {
  test('a zone and its records', () => {
    expect(entityOf(dnsZone, named(recorded('providers/Microsoft.Network/dnszones'), 'jupiterone-dev.com')).properties).toMatchObject({
      domainName: 'jupiterone-dev.com',
      recordsCount: 3,
      maxNumberOfRecordSets: 10000,
      zoneType: 'Public',
      nameServers: ['ns1-05.azure-dns.com.', 'ns2-05.azure-dns.net.', 'ns3-05.azure-dns.org.', 'ns4-05.azure-dns.info.'],
    })
    const sets = recorded('dnsZones/jupiterone-dev.com/recordsets').map((raw) => entityOf(dnsRecordSet, raw, { scope }).properties)
    expect(sets).toMatchObject([
      { recordType: 'NS', TTL: 172800, nsRecordsNames: expect.arrayContaining(['ns1-05.azure-dns.com.']) },
      {
        recordType: 'SOA',
        soaRecordHost: 'ns1-05.azure-dns.com.',
        soaRecordEmail: 'azuredns-hostmaster.microsoft.com',
        soaRecordSerialNumber: 1,
      },
      { recordType: 'A', fqdn: 'j1dev.jupiterone-dev.com.', aRecordsIps: ['10.0.180.17'] },
    ])
    // An empty target is no alias.
    expect(sets.every(({ targetResourceId }) => targetResourceId === undefined)).toBe(true)
  })

  test('a private zone and its records', () => {
    expect(
      entityOf(privateDnsZone, named(recorded('providers/Microsoft.Network/privateDnsZones'), 'private-j1.com')).properties,
    ).toMatchObject({
      recordsCount: 1,
      virtualNetworkLinksCount: 0,
      registrationLinksCount: 0,
      region: 'global',
    })
    const sets = recorded('privateDnsZones/jupiterone-dev.com/ALL').map((raw) => entityOf(privateDnsRecordSet, raw, { scope }).properties)
    expect(sets).toMatchObject([
      { recordType: 'SOA', TTL: 3600, soaRecordHost: 'azureprivatedns.net' },
      { recordType: 'A', isAutoRegistered: false, aRecordsIps: ['10.0.0.1'] },
    ])
  })
})
