/**
 * A made-up graph of any size with the shape of a large organisation's clouds: 100 types of very different sizes, about
 * three relationships for each entity, most things with few neighbours and a few hubs with a tenth of all. Seeded: the
 * same size is always the same graph.
 */
import type { Link } from '../src/graph/link.ts'
import { internet } from '../src/graph/model.ts'
import type { StagedEntity, TaskRef } from '../src/store/store.ts'

export interface GraphSize {
  readonly entities: number
}

/** The graph as it is first collected, or a day later: one entity in fifty has changed by then, one in a hundred is gone. */
export type Day = 'first' | 'second'

export interface GeneratedEntity {
  readonly task: TaskRef
  readonly entity: StagedEntity
}

export interface GeneratedLink {
  readonly task: TaskRef
  readonly link: Link
}

const classes = [
  'Host', 'DataStore', 'Network', 'Firewall', 'User', 'UserGroup', 'AccessRole', 'AccessPolicy', 'Function', 'Database',
  'Disk', 'NetworkInterface', 'IpAddress', 'Key', 'Secret', 'Certificate', 'Gateway', 'Service', 'Cluster', 'Logs',
] // biome-ignore format: a table

const nouns = [
  'vm', 'storage_account', 'vnet', 'security_group', 'user', 'user_group', 'role_definition', 'role_assignment', 'function_app', 'sql_database',
  'managed_disk', 'nic', 'public_ip', 'key', 'secret', 'certificate', 'lb', 'service', 'cluster', 'log_workspace',
] // biome-ignore format: a table

const flavours = ['azure', 'aws', 'azure_managed', 'aws_managed', 'azure_shared']

/** The 100 types, the most frequent first; the k-th has about 1/k of the first one's entities. */
export const types: readonly { readonly type: string; readonly class: string }[] = flavours.flatMap((flavour) =>
  nouns.map((noun, index) => ({ type: `${flavour}_${noun}`, class: classes[index] ?? 'Record' })),
)

const verbs = ['USES', 'HAS', 'ASSIGNED', 'ALLOWS', 'CONNECTS', 'PROTECTS', 'CONTAINS', 'LOGS', 'TRUSTS', 'MANAGES']
const regions = ['westeurope', 'northeurope', 'eastus', 'eu-west-1', 'us-east-1', 'ap-southeast-2']
const scopes = 20

/** First entity number of each type, and the end. */
function starts({ entities }: GraphSize): number[] {
  const weights = types.map((_, index) => 1 / (index + 4))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const begin = [0]
  let sum = 0
  for (const weight of weights) {
    sum += weight
    begin.push(Math.round((entities * sum) / total))
  }
  return begin
}

export function tasks(): TaskRef[] {
  return types.flatMap(({ type }) => Array.from({ length: scopes }, (_, scope) => taskOf(type, scope)))
}

const known = new Map<string, TaskRef>()

/** One object for each task, as the store wants it. */
function taskOf(type: string, number: number): TaskRef {
  const scope = subscription(number % scopes)
  const task = known.get(`${type} ${scope}`) ?? { type, scope }
  known.set(`${type} ${scope}`, task)
  return task
}

export function* generateEntities(size: GraphSize, day: Day = 'first'): Iterable<GeneratedEntity> {
  const begin = starts(size)
  for (const [index, { type, class: label }] of types.entries()) {
    for (let number = begin[index] ?? 0; number < (begin[index + 1] ?? 0); number++) {
      if (day === 'second' && number % 100 === 13) continue
      const random = randomOf(number)
      const name = `${type.split('_').at(-1)}-${number.toString(36)}`
      yield {
        task: taskOf(type, number),
        entity: {
          key: keyOf(type, number),
          type,
          class: [label],
          properties: {
            active: random() < 0.9,
            createdOn: 1_600_000_000_000 + Math.floor(random() * 2e11),
            displayName: name,
            encrypted: random() < 0.8,
            ...(random() < 0.3 ? { ipAddresses: [address(random), address(random)] } : {}),
            name,
            public: random() < 0.03,
            region: pick(regions, random),
            resourceGroup: `rg-${Math.floor(random() * 400)}`,
            score: Math.round(random() * 1000) / 10,
            state: random() < 0.7 !== (day === 'second' && number % 50 === 7) ? 'running' : 'stopped',
            ...(random() < 0.6 ? { 'tag.Owner': `team-${Math.floor(random() * 80)}@example.com` } : {}),
            ...(random() < 0.5 ? { 'tag.Environment': pick(['production', 'staging', 'development'], random) } : {}),
            webLink: `https://portal.example.com/#resource${keyOf(type, number)}`,
          },
        },
      }
    }
  }
}

/** Three links for each entity: to near neighbours, to popular ones, and one in a hundred to the Internet. */
export function* generateLinks(size: GraphSize): Iterable<GeneratedLink> {
  const begin = starts(size)
  const keyAt = (type: number, offset: number): string => {
    const first = begin[type] ?? 0
    const count = (begin[type + 1] ?? 0) - first
    return keyOf(types[type]?.type ?? '', first + (Math.floor(offset) % Math.max(1, count)))
  }
  for (const [index, { type }] of types.entries()) {
    for (let number = begin[index] ?? 0; number < (begin[index + 1] ?? 0); number++) {
      const random = randomOf(number + 1e9)
      const task = taskOf(type, number)
      const self = keyOf(type, number)
      // One hub holds a tenth of everything: an account, a tenant.
      const parent = random() < 0.1 ? keyAt(17, 0) : keyAt((index + 17) % types.length, size.entities * random() ** 3)
      yield { task, link: key(parent, 'HAS', self) }
      for (let step = 1; step <= 2; step++) {
        const verb = verbs[(index * step) % verbs.length] ?? 'USES'
        const other = (index + step * 7) % types.length
        // The cube makes a few of a type's entities popular and leaves most with one neighbour or none.
        if (random() < 0.01) yield { task, link: toInternet(self) }
        else yield { task, link: key(self, verb, keyAt(other, size.entities * random() ** 3)) }
      }
    }
  }
}

function key(from: string, verb: string, to: string): Link {
  return { from: { targets: [{ by: 'key', key: from }] }, class: verb, to: { targets: [{ by: 'key', key: to }] } }
}

function toInternet(from: string): Link {
  return {
    from: { targets: [{ by: 'key', key: from }] },
    class: 'ALLOWS',
    to: { targets: [{ by: 'key', key: internet.key }], placeholder: internet },
  }
}

function keyOf(type: string, number: number): string {
  return `/subscriptions/${subscription(number % scopes)}/resourcegroups/rg-${number % 400}/providers/example.${type}/${number.toString(36)}`
}

function subscription(scope: number): string {
  return `3f2504e0-4f89-11d3-9a0c-${String(scope).padStart(12, '0')}`
}

function address(random: () => number): string {
  return `10.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`
}

function pick(values: readonly string[], random: () => number): string {
  return values[Math.floor(random() * values.length)] ?? ''
}

/** mulberry32: small, fast, good enough to scatter; one stream for each entity, so that order does not matter. */
function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761) | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
