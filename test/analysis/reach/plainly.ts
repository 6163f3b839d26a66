/**
 * What the Internet reaches, as plain as can be: a packet from many addresses of the world, and the first rule that
 * matches. For tests to compare with; it shares nothing with the analysis.
 */
import type { Rule } from './azure-network.ts'

export type Protocol = 'Tcp' | 'Udp' | 'Icmp'

/** An address and the rules in front of it, sorted or not; undefined where there is no group. */
export interface Guarded {
  readonly address: string
  /** Application security groups of which it is a member. */
  readonly groups: readonly string[]
  readonly sku: string
  readonly subnetRules: readonly Rule[] | undefined
  readonly interfaceRules: readonly Rule[] | undefined
}

interface Packet {
  readonly source: readonly [number, number, number, number]
  readonly protocol: Protocol
  readonly port: number
}

/** One address of every other block of the Internet, none of them in the small ranges that rules name. */
const everyone = Array.from({ length: 112 }, (_, index) => index * 2)
  .filter((block) => block > 0 && block !== 10)
  .map((block) => [block, 77, 77, 77] as const)

/** Whether a sixteenth of the world comes through. */
export function isOpen(guarded: Guarded, protocol: Protocol, port: number): boolean {
  return everyone.filter((source) => passes(guarded, { source, protocol, port })).length >= everyone.length / 16
}

function passes(guarded: Guarded, packet: Packet): boolean {
  const { subnetRules, interfaceRules } = guarded
  if (subnetRules === undefined && interfaceRules === undefined) return guarded.sku === 'Basic'
  return [subnetRules, interfaceRules].every((rules) => rules === undefined || lets(rules, guarded, packet))
}

function lets(rules: readonly Rule[], guarded: Guarded, packet: Packet): boolean {
  const first = [...rules].sort((a, b) => Number(a.priority) - Number(b.priority)).find((one) => matches(one, guarded, packet))
  return first?.access === 'Allow'
}

function matches({ protocol, from, to, ports, members }: Rule, { address, groups }: Guarded, packet: Packet): boolean {
  const named = String(protocol).toLowerCase()
  return (
    (named === '*' || named === packet.protocol.toLowerCase()) &&
    listed(from).some((prefix) => holdsSource(prefix, packet.source)) &&
    (members === undefined
      ? listed(to).some((prefix) => holdsDestination(prefix, address))
      : listed(members).some((group) => groups.includes(group))) &&
    (packet.protocol === 'Icmp'
      ? named === 'icmp' || listed(ports).includes('*')
      : listed(ports).some((range) => holdsPort(range, packet.port)))
  )
}

function listed(value: unknown): string[] {
  return [value].flat().map(String)
}

function holdsSource(prefix: string, [a, b, c, d]: Packet['source']): boolean {
  if (prefix === '*' || prefix === 'Internet') return true
  const [address, length] = prefix.split('/')
  if (address === undefined || length === undefined) return false
  const number = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0)
  const block = 2 ** (32 - Number(length))
  return Math.floor(number([a, b, c, d]) / block) === Math.floor(number(address.split('.').map(Number)) / block)
}

function holdsDestination(prefix: string, address: string): boolean {
  return (
    prefix === '*' ||
    prefix === 'VirtualNetwork' ||
    prefix === address ||
    (prefix.endsWith('/24') && address.startsWith(prefix.slice(0, 7)))
  )
}

function holdsPort(range: string, port: number): boolean {
  if (range === '*') return true
  const [first = -1, last = first] = range.split('-').map(Number)
  return first <= port && port <= last
}
