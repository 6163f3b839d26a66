/** Address ranges as firewall rules write them, and the entities that stand for those nobody owns. */
import { BlockList, isIP } from 'node:net'
import type { Entity } from './model.ts'

export interface AddressRange {
  /** As written, a single address without its prefix length made a range: `203.0.113.7/32`. */
  readonly cidr: string
  readonly address: string
  readonly version: 4 | 6
  /** 0.0.0.0/0 or ::/0. */
  readonly everywhere: boolean
  /** One address only. */
  readonly single: boolean
  /** Wholly inside the ranges that are not routed on the Internet. */
  readonly private: boolean
}

/** RFC 1918, 6598, 3927, 1122 · RFC 4193, 4291 */
const privateRanges = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
] as const

const privateBlocks = privateRanges.map(([base, length]) => {
  const block = new BlockList()
  block.addSubnet(base, length, family(base))
  return { length, block }
})

/** `10.0.0.0/8`, `203.0.113.7`, `2001:db8::/32`; undefined for what is no address range. */
export function addressRange(text: string): AddressRange | undefined {
  const [address = '', prefix, ...rest] = text.trim().split('/')
  const version = isIP(address)
  if ((version !== 4 && version !== 6) || rest.length > 0) return undefined
  const bits = version === 4 ? 32 : 128
  const length = prefix === undefined ? bits : Number(prefix)
  if (prefix === '' || !Number.isInteger(length) || length < 0 || length > bits) return undefined
  return {
    cidr: `${address}/${length}`,
    address,
    version,
    everywhere: length === 0,
    single: length === bits,
    // Ranges nest or are disjoint: a range lies inside a block when its first address does and it is no wider.
    private: privateBlocks.some((known) => length >= known.length && known.block.check(address, family(address))),
  }
}

/** A network that no integration owns: a partner's range, an office. */
export function networkEntity({ cidr, version, private: internal }: AddressRange): Entity {
  return {
    key: `network:${cidr}`,
    type: 'network',
    class: ['Network'],
    properties: { name: cidr, displayName: cidr, ...(version === 4 ? { CIDR: cidr } : { CIDRv6: cidr }), public: !internal, internal },
  }
}

/** A machine that no integration owns, known by its address alone. */
export function hostEntity({ address, private: internal }: AddressRange): Entity {
  return {
    key: `host:${address}`,
    type: 'host',
    class: ['Host'],
    properties: {
      name: address,
      displayName: address,
      ipAddress: address,
      ...(internal ? { privateIpAddress: address } : { publicIpAddress: address }),
      public: !internal,
    },
  }
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
