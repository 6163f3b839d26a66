import { describe, expect, it } from 'vitest'
import { addressRange, hostEntity, networkEntity } from './address.ts'

describe('addressRange', () => {
  it('tells everywhere, one host and a network apart in both versions of IP', () => {
    expect(addressRange('0.0.0.0/0')).toMatchObject({ everywhere: true, version: 4 })
    expect(addressRange('::/0')).toMatchObject({ everywhere: true, version: 6, private: false })
    expect(addressRange('203.0.113.7/32')).toMatchObject({ single: true, everywhere: false })
    expect(addressRange('2001:db8::1/128')).toMatchObject({ single: true })
    expect(addressRange('203.0.113.0/24')).toMatchObject({ single: false, everywhere: false, private: false })
  })

  it('reads a bare address as one host', () => {
    expect(addressRange('203.0.113.7')).toMatchObject({ cidr: '203.0.113.7/32', single: true })
  })

  it('knows private ranges by their bounds, not by their first digits', () => {
    expect(addressRange('172.31.255.0/24')?.private).toBe(true)
    expect(addressRange('172.32.0.0/16')?.private).toBe(false)
    expect(addressRange('100.64.0.0/10')?.private).toBe(true)
    expect(addressRange('fd12::/16')?.private).toBe(true)
  })

  it('does not call a range private that reaches beyond the private block it starts in', () => {
    expect(addressRange('10.0.0.0/7')?.private).toBe(false)
    expect(addressRange('192.168.0.0/15')?.private).toBe(false)
  })

  it('refuses what is no range', () => {
    for (const text of ['', 'any', '10.0.0.0/33', '10.0.0.0/', '10.0.0/8', '1.2.3.4/5/6', '::/129', '10.0.0.0/x']) {
      expect(addressRange(text)).toBeUndefined()
    }
  })
})

describe('placeholders', () => {
  it('are the same for the same range, whoever names it', () => {
    const office = addressRange('198.51.100.0/24')
    const machine = addressRange('198.51.100.9/32')
    if (office === undefined || machine === undefined) throw new Error('both are ranges')
    expect(networkEntity(office)).toMatchObject({ key: 'network:198.51.100.0/24', properties: { CIDR: '198.51.100.0/24', public: true } })
    expect(hostEntity(machine)).toMatchObject({ key: 'host:198.51.100.9', properties: { publicIpAddress: '198.51.100.9' } })
  })
})
