/** The hosts that a gateway of the edge fetches from: a resource of ours where its name tells, else someone else's machine. */
import { where } from '../../collect/links.ts'
import { addressRange, hostEntity } from '../../graph/address.ts'
import type { Target } from '../../graph/link.ts'
import type { Entity } from '../../graph/model.ts'

export interface Origin {
  readonly target: readonly Target[]
  readonly placeholder: Entity
}

/** Where a resource keeps the name that it is reached by, and how it writes it. */
const owners = [
  ['azure_web_app', 'hostNames', (host: string) => host],
  ['azure_function_app', 'hostNames', (host: string) => host],
  ['azure_storage_account', 'endpoints', (host: string) => `https://${host}/`],
  ['azure_api_management_service', 'gatewayUrl', (host: string) => `https://${host}`],
  ['azure_public_ip', 'fqdn', (host: string) => host],
  ['azure_public_ip', 'publicIpAddress', (host: string) => host],
] as const

export function originHost(hostName: string): Origin {
  const host = hostName.toLowerCase()
  const range = addressRange(host)
  const placeholder = range === undefined ? namedHost(host) : hostEntity(range)
  const known = owners.flatMap(([type, property, written]) => where(type, { [property]: written(host) }) ?? [])
  return { target: [...known, { by: 'key', key: placeholder.key }], placeholder }
}

function namedHost(host: string): Entity {
  return {
    key: `host:${host}`,
    type: 'host',
    class: ['Host'],
    properties: { name: host, displayName: host, hostname: host, fqdn: host },
  }
}
