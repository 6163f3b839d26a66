/**
 * Asks the replay server for every item of the wanted types, the way the catalogue's `listPath` says: for all
 * subscriptions, for the tenant, or for every parent found before.
 */
import { type TypeRow, typeRow } from './catalogue.ts'
import { at, type Json, text } from './json.ts'
import { ownReaders } from './readers.ts'
import { itemsOf, type Replay } from './replay.ts'
import { type Item, keyOf, World } from './world.ts'

/** A refused or failed list: its items are unknown, not none. */
export interface Refusal {
  readonly type: string
  readonly path: string
  readonly status: number
}

/**
 * Where the catalogue or the capture leaves a choice, the other way to read it. All are off in the counts of a document;
 * each switched on gives one of its alternatives.
 */
export interface Reading {
  /** Takes the six network interfaces besides that Resource Graph alone holds: they were recorded by single reads only. */
  readonly bulkInterfaces?: boolean
  /** Takes the policy definitions besides that Resource Graph alone holds: no assignment and no initiative names them. */
  readonly bulkDefinitions?: boolean
  /** Links every user to a conditional access policy that names All. */
  readonly allUsers?: boolean
  /** Takes who may ask for an access package, by its policy, for who holds it: `target` was not recorded. */
  readonly allowedTargets?: boolean
  /** Keeps every usage row, not the first of a subscription alone. */
  readonly allUsage?: boolean
  /** Draws the edge from the ExpressRoute service to application gateways that the catalogue advises to leave out. */
  readonly expressRouteGateways?: boolean
  /** An image reference that names a version means that version and the definition it belongs to. */
  readonly imageVersions?: boolean
  /** Makes a group of classic administrators for a subscription that has none, too. */
  readonly emptyAdminGroups?: boolean
  /** Links an assignment to the definition that the server answers with, a namesake of another subscription. */
  readonly namesakes?: boolean
  /** Takes the frontend endpoints and rules engines that stand in the Front Door; the list calls were not recorded and are empty. */
  readonly embeddedFrontends?: boolean
}

export const readings = [
  'bulkInterfaces',
  'bulkDefinitions',
  'allUsers',
  'allowedTargets',
  'allUsage',
  'expressRouteGateways',
  'imageVersions',
  'emptyAdminGroups',
  'namesakes',
  'embeddedFrontends',
] as const satisfies readonly (keyof Reading)[]

export class Crawl {
  readonly world = new World()
  readonly refusals: Refusal[] = []
  readonly replay: Replay
  readonly reading: Reading
  readonly #done = new Set<string>()

  constructor(replay: Replay, reading: Reading) {
    this.replay = replay
    this.reading = reading
  }

  /** Reads the given types and, before each, the types its list needs. */
  async read(types: readonly string[]): Promise<World> {
    for (const type of types) await this.need(type)
    return this.world
  }

  async need(type: string): Promise<readonly Item[]> {
    if (!this.#done.has(type)) {
      this.#done.add(type)
      const own = ownReaders[type]
      await (own === undefined ? this.byListPath(typeRow(type)) : own(this))
    }
    return this.world.of(type)
  }

  /** The items of one list call, `listedFor` what it was made for; keyed by ARM id or object id unless told otherwise. */
  async list(
    type: string,
    path: string,
    listedFor?: Item,
    key: (raw: Json) => string | undefined = (raw) => text(raw, 'id'),
  ): Promise<void> {
    const answer = typeRow(type).api === 'graph' ? await this.replay.graph(path) : await this.replay.arm(path)
    if (answer.status !== 200) this.refusals.push({ type, path, status: answer.status })
    for (const raw of itemsOf(answer)) {
      const id = key(raw)
      if (id !== undefined) this.world.add(type, keyOf(id), raw, listedFor)
    }
  }

  /** `/subscriptions/{subscriptionId}/…`, `{parentId}/…` and tenant-wide lists need nothing but the catalogue. */
  async byListPath(row: TypeRow): Promise<void> {
    if (row.listScope === 'subscription') {
      for (const subscription of await this.need('azure_subscription'))
        await this.list(row.type, row.listPath.replace('/subscriptions/{subscriptionId}', subscription.key), subscription)
    } else if (row.listScope === 'parent') {
      for (const type of row.parents)
        for (const parent of await this.need(type)) await this.list(row.type, row.listPath.replace(/\{\w+\}/, idOf(parent)), parent)
    } else if (row.listScope === 'tenant') await this.list(row.type, row.listPath)
    else throw new Error(`${row.type}: no reader for ${row.listPath}`)
  }
}

/** The id as the cloud gave it. */
export function idOf(item: Item): string {
  const id = at(item.raw, 'id')
  return typeof id === 'string' ? id : item.key
}
