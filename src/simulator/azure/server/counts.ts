/** What the server counts; bounded, for ids are taken out of paths and the names of vaults and accounts out of hosts. */
import type { JsonObject } from '../json.ts'
import type { Call, Reply } from './reply.ts'

export class Counts {
  #requests = 0
  #batched = 0
  #bytesOut = 0
  #faults = 0
  #throttled = 0
  readonly #byHost = new Map<string, number>()
  readonly #byStatus = new Map<string, number>()
  readonly #byKind = new Map<string, number>()
  readonly #byPath = new Map<string, number>()
  readonly #refused = new Map<string, number>()

  request(call: Call, reply: Reply, bytes: number): void {
    this.#requests++
    this.#bytesOut += bytes
    this.#add(call, reply)
  }

  batched(call: Call, reply: Reply): void {
    this.#batched++
    this.#add(call, reply)
  }

  fault(): void {
    this.#faults++
  }

  get all(): JsonObject {
    return {
      requests: this.#requests,
      batched: this.#batched,
      throttled: this.#throttled,
      faults: this.#faults,
      bytesOut: this.#bytesOut,
      byHost: Object.fromEntries(this.#byHost),
      byStatus: Object.fromEntries(this.#byStatus),
      byKind: Object.fromEntries(this.#byKind),
      refused: Object.fromEntries(this.#refused),
      byPath: Object.fromEntries([...this.#byPath].toSorted(([, a], [, b]) => b - a)),
    }
  }

  #add(call: Call, reply: Reply): void {
    if (reply.status === 429) this.#throttled++
    const path = `${call.method} ${template(call.path)}`
    if (reply.status >= 400) this.#refused.set(`${reply.status} ${path}`, (this.#refused.get(`${reply.status} ${path}`) ?? 0) + 1)
    for (const [counts, key] of [
      [this.#byHost, call.host.replace(ownName, '{}.')],
      [this.#byStatus, String(reply.status)],
      [this.#byKind, reply.kind],
      [this.#byPath, path],
    ] as const)
      counts.set(key, (counts.get(key) ?? 0) + 1)
  }
}

const ownName = /^[^.]+\.(?=vault\.azure\.net$|\w+\.core\.windows\.net$)/
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** `/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Storage/storageAccounts/{}`; words in lower case. */
function template(path: string): string {
  const segments = path.split('/')
  const at = segments.findIndex((segment) => segment.toLowerCase() === 'providers')
  return segments
    .map((segment, index) => {
      if (guid.test(segment)) return '{}'
      if (at >= 0 && index > at + 1)
        return (index - at) % 2 === 1 && !/^(default|current|providers)$/i.test(segment) ? '{}' : segment.toLowerCase()
      if (segments[index - 1]?.toLowerCase() === 'resourcegroups') return '{}'
      return segment.toLowerCase()
    })
    .join('/')
}
