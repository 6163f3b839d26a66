/** Resources that no list is asked for: those that others name by id. Read once however often they are named. */
import { CloudError } from '../collect/errors.ts'
import type { Scope } from '../collect/resource.ts'
import { resourceOf, shared } from './arm-listing.ts'
import { NotFoundError } from './client/failure.ts'
import { type Answer, text } from './client/json.ts'
import { subscriptionsPerQuery } from './client/resource-graph.ts'
import { armKey } from './ids.ts'
import type { AzureCall, ListingOf } from './listing.ts'
import { oncePer } from './once.ts'
import { subscriptionOf } from './tenant.ts'

export interface Referenced {
  readonly armType: string
  readonly version: string
  /** The kinds of the resources that name them. */
  readonly by: readonly string[]
  /** The ids that such a resource names, of what it says for its children. */
  readonly ids: (data: unknown) => readonly string[]
  /** The table of Resource Graph that holds most of them; the rest are read by their ids. */
  readonly table: 'policyresources'
}

/** Ids in one query, which must stay far below the length of a request. */
const idsPerQuery = 100

export function referenced({ armType, version, by, ids, table }: Referenced): ListingOf {
  const one = oncePer<AzureCall & { readonly id: string }, Answer | undefined>(
    ({ id }) => armKey(id),
    async ({ id, ...call }) => {
      try {
        return await call.session.arm.get(id, version, call)
      } catch (error) {
        // What named it has outlived it.
        if (error instanceof NotFoundError) return undefined
        throw error
      }
    },
  )
  const answered = oncePer<AzureCall, Set<string>>(
    () => armType,
    async () => new Set(),
  )
  return ({ type }) => ({
    scope: by,
    armType,
    source: {
      kind: 'list',
      api: `GET {id of a ${armType} that is named}`,
      async *list(call) {
        for (const id of ids(call.scope.data)) {
          const found = await one({ ...call, id })
          if (found !== undefined) yield found
        }
      },
    },
    bulk: {
      api: `Resource Graph: ${query(table, armType, ['…'])}`,
      scopesPerCall: Number.POSITIVE_INFINITY,
      async *list(call, scopes: readonly Scope[]) {
        const known = await rows(call, scopes)
        const given = new Set<string>()
        for (const scope of scopes) {
          const named = await whole(call, ids(scope.data), known)
          for (const [key, raw] of named ?? []) if (given.size < given.add(key).size && raw !== undefined) yield { scope: scope.id, raw }
        }
        const all = await answered(call)
        for (const key of given) all.add(key)
      },
      // Each is given once: for who names it later the first scope's answer counts.
      async proves(call, scope) {
        const all = await answered(call)
        return ids(scope.data).every((id) => all.has(armKey(id)))
      },
    },
    ...shared(type, armType, false),
  })

  /** What the table holds of all that is named, by key. */
  async function rows(call: AzureCall, scopes: readonly Scope[]): Promise<Map<string, Answer>> {
    // What stands beyond the first subscriptions is read by its id.
    const subscriptions = [...new Set(scopes.flatMap((scope) => subscriptionOf(scope)?.id ?? []))].slice(0, subscriptionsPerQuery)
    const named = new Set(scopes.flatMap((scope) => ids(scope.data).map(armKey)).filter((id) => /^[^'\\]+$/.test(id)))
    const keys = [...named]
    const found = new Map<string, Answer>()
    for (let start = 0; start < keys.length; start += idsPerQuery) {
      const asked = query(table, armType, keys.slice(start, start + idsPerQuery))
      for await (const row of call.session.resourceGraph.rows(asked, subscriptions, call)) {
        found.set(armKey(text(row, 'id') ?? ''), resourceOf(row))
      }
    }
    return found
  }

  /** All that one scope names; undefined where one cannot be had: the scope's own list then says why. */
  async function whole(
    call: AzureCall,
    named: readonly string[],
    known: ReadonlyMap<string, Answer>,
  ): Promise<Map<string, Answer | undefined> | undefined> {
    const found = new Map<string, Answer | undefined>()
    for (const id of named) {
      const key = armKey(id)
      try {
        found.set(key, known.get(key) ?? (await one({ ...call, id })))
      } catch (error) {
        if (error instanceof CloudError && !call.signal.aborted) return undefined
        throw error
      }
    }
    return found
  }
}

function query(table: string, armType: string, ids: readonly string[]): string {
  const list = ids.map((id) => `'${id}'`).join(', ')
  return `${table} | where type =~ '${armType.toLowerCase()}' | where id in~ (${list}) | order by id asc`
}
