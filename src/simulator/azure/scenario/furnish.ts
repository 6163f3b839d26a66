/** Makes things by hand, for scenarios: bodies start from the model's own and say only what is special. */
import { type JsonObject, merge } from '../json.ts'
import type { Node } from '../kind.ts'
import { group as userGroup } from '../model/groups.ts'
import { children, kinds } from '../model/index.ts'
import { managedIdentity, servicePrincipal } from '../model/service-principals.ts'
import { user } from '../model/users.ts'
import { handMadeSeat } from '../seat.ts'
import type { Group, Subscription } from '../subscription.ts'
import { bodyOf, type Tenant } from '../tenant.ts'
import { regions } from '../words.ts'
import type { HandMade } from './scenario.ts'

export class Furnishing implements HandMade {
  readonly #tenant: Tenant
  readonly #groups = new Map<string, Group[]>()
  readonly #resources = new Map<string, Node[]>()
  readonly #objects = new Map<string, { readonly id: string; readonly make: () => JsonObject }[]>()
  readonly #links = new Map<string, string[]>()

  constructor(tenant: Tenant) {
    this.#tenant = tenant
  }

  /** @throws RangeError when the scenario has no subscription of this code */
  subscription(code: string): Subscription {
    const found = this.#tenant.subscriptions.find((subscription) => subscription.code === code)
    if (found === undefined) throw new RangeError(`no subscription has the code ${code}`)
    return found
  }

  group(subscription: Subscription, name: string, workload: string, location: string): Group {
    const region = regions.find((candidate) => candidate.name === location) ?? regions[0]
    const made: Group = { index: -1, name, workload, location: region.name, short: region.short }
    append(this.#groups, subscription.id, made)
    return made
  }

  /**
   * A resource of a kind of the model.
   * @param patch laid over what the model says of it; null takes a member away
   */
  resource(type: string, subscription: Subscription, place: Group, name: string, patch: JsonObject): Node {
    const kind = kinds.get(type.toLowerCase())
    if (kind === undefined) throw new RangeError(`the model has no kind ${type}`)
    const seat = handMadeSeat(this.#tenant, subscription, kind, place, name)
    return this.#keep(type, subscription, seat.id, name, () => merge(bodyOf(seat), patch))
  }

  /** A child of a hand-made resource; it stands in place of all generated children of its type. */
  child(parent: Node, type: string, name: string, patch: JsonObject): Node {
    const segment = type.slice(type.lastIndexOf('/') + 1)
    const id = `${parent.id}/${segment}/${name}`
    const usual = () => children.get(type.toLowerCase())?.list(parent)[0]?.body ?? {}
    return this.#keep(type, parent.subscription, id, name, () => ({ ...merge(usual(), patch), id, name, type }))
  }

  /** Who holds which Azure role where; the scope is of a subscription or below it. */
  assignment(
    subscription: Subscription,
    scope: string,
    role: string,
    principalId: string,
    principalType: string,
    description?: string,
  ): void {
    const type = 'Microsoft.Authorization/roleAssignments'
    const name = this.#tenant.dice('hand assignment', scope, role, principalId).guid('name')
    const made = this.#tenant.daysAgo(120)
    const id = `${scope}/providers/${type}/${name}`
    this.#keep(type, subscription, id, name, () => ({
      id,
      name,
      type,
      properties: {
        roleDefinitionId: `/subscriptions/${subscription.id}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
        principalId,
        principalType,
        scope,
        condition: null,
        conditionVersion: null,
        createdOn: made,
        updatedOn: made,
        createdBy: '',
        updatedBy: '',
        delegatedManagedIdentityResourceId: null,
        description: description ?? null,
      },
    }))
  }

  /** @returns the id of the user */
  user(key: string, patch: JsonObject): string {
    return this.#object('user', key, (object) => user(object, patch))
  }

  userGroup(key: string, patch: JsonObject, members: readonly string[]): string {
    const id = this.#object('group', key, (object) => userGroup(object, patch))
    this.link('members', id, members)
    return id
  }

  application(key: string, patch: JsonObject): string {
    return this.#object('servicePrincipal', key, (object) => servicePrincipal(object, patch))
  }

  /** The directory's side of a resource's own identity. */
  identity(key: string, resourceId: string): string {
    return this.#object('servicePrincipal', key, ({ id }) => managedIdentity(this.#tenant, id, key, resourceId, false))
  }

  link(relation: string, id: string, targets: readonly string[]): void {
    this.#links.set(`${relation} ${id}`, [...(this.#links.get(`${relation} ${id}`) ?? []), ...targets])
  }

  resources(type: string, subscriptionId: string): readonly Node[] {
    return this.#resources.get(`${subscriptionId} ${type.toLowerCase()}`) ?? []
  }

  groups(subscriptionId: string): readonly Group[] {
    return this.#groups.get(subscriptionId) ?? []
  }

  objects(kind: string): readonly JsonObject[] {
    return (this.#objects.get(kind) ?? []).map(({ make }) => make())
  }

  links(relation: string, id: string): readonly string[] | undefined {
    return this.#links.get(`${relation} ${id}`)
  }

  #object(kind: string, key: string, make: (object: Parameters<typeof user>[0]) => JsonObject): string {
    const dice = this.#tenant.dice('hand', kind, key)
    const id = dice.guid('id')
    const madeOn = (oldest: number) => this.#tenant.madeOn(dice, 0, oldest)
    append(this.#objects, kind, { id, make: () => make({ tenant: this.#tenant, id, dice, drift: dice, madeOn }) })
    return id
  }

  #keep(type: string, subscription: Subscription | undefined, id: string, name: string, make: () => JsonObject): Node {
    const dice = this.#tenant.dice('hand', id)
    let body: JsonObject | undefined
    const node: Node = {
      tenant: this.#tenant,
      subscription,
      type,
      id,
      name,
      dice,
      drift: dice,
      // Made when it is asked for: the model may then look at everything that was made by hand.
      get body() {
        body ??= make()
        return body
      },
    }
    append(this.#resources, `${subscription?.id ?? ''} ${type.toLowerCase()}`, node)
    return node
  }
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key)
  if (items === undefined) map.set(key, [item])
  else items.push(item)
}
