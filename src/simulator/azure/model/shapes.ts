/** What many answers have in common. */
import type { Dice } from '../dice.ts'
import { at, type JsonObject } from '../json.ts'
import type { Child, ChildKind, ExtensionKind, Node, Scope, Seat } from '../kind.ts'
import { listed, nothing } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'

const networkType = 'Microsoft.Network/virtualNetworks'
const vaultType = 'Microsoft.KeyVault/vaults'

export const succeeded = { provisioningState: 'Succeeded' } as const

/** The application subnet of the network that stands beside a resource; every network has one. */
export function subnetBeside(seat: Seat): string | undefined {
  const network = seat.peer(networkType)
  return network === undefined ? undefined : `${network.id}/subnets/snet-app`
}

export function vaultBeside(seat: Seat): string | undefined {
  const vault = seat.peer(vaultType)
  return vault === undefined ? undefined : `https://${vault.name}.vault.azure.net`
}

/** A key of the vault beside, as settings of customer-managed keys name it. */
export function keyBeside(seat: Seat, name: string): string | undefined {
  const vault = vaultBeside(seat)
  return vault === undefined ? undefined : `${vault}/keys/${name}`
}

/** Addresses of the documentation ranges only: nobody's machine stands there. */
export function publicAddressText(dice: Dice, label: string): string {
  return `${dice.pick(`${label} range`, ['192.0.2', '198.51.100', '203.0.113'])}.${dice.int(`${label} host`, 1, 254)}`
}

/** `Enabled` but for the share of resources that are kept off the Internet. */
export function networkAccess(seat: Seat): 'Enabled' | 'Disabled' {
  return seat.wrong('public') || seat.dice.chance('publicByDesign', 0.4) ? 'Enabled' : 'Disabled'
}

export function onOff(on: boolean): 'Enabled' | 'Disabled' {
  return on ? 'Enabled' : 'Disabled'
}

/** The member `identity`, for resources that may have one of their own. */
export function withIdentity(seat: Seat): JsonObject {
  const identity = seat.identity()
  return identity === undefined ? {} : { identity }
}

/** A reference, or nothing when there is nothing to refer to. */
export function reference(name: string, id: string | undefined): JsonObject {
  return id === undefined ? {} : { [name]: { id } }
}

/** Some of the names, which ones the parent's dice decide, each with its body. */
export function some(
  parent: Node,
  names: readonly string[],
  share: number,
  body: (name: string, dice: Dice) => JsonObject,
): readonly Child[] {
  return names
    .filter((name) => parent.dice.chance(`has ${name}`, share))
    .map((name) => ({ name, body: body(name, parent.dice.of('child', name)) }))
}

/** One child of this name. */
export function only(name: string, body: JsonObject): readonly Child[] {
  return [{ name, body }]
}

export function etag(dice: Dice): string {
  return `W/"${dice.guid('etag')}"`
}

/** Subnets, rules and peerings stand in their parent's answer; asked for by themselves they are the same. */
export function inParent(parentType: string, segment: string): ChildKind {
  return {
    type: `${parentType}/${segment}`,
    list: (parent: Node) => {
      const items = at(parent.body, ['properties', segment])
      if (!Array.isArray(items)) return []
      return items.flatMap((item: JsonObject) => (typeof item.name === 'string' ? [{ name: item.name, body: item }] : []))
    },
  }
}

/** A list that subscriptions have, each item below the subscription itself. */
export function ofSubscriptions(
  type: string,
  make: (scope: Scope & { readonly subscription: Subscription }) => readonly JsonObject[],
  table?: string,
): ExtensionKind {
  return {
    type,
    ...(table === undefined ? {} : { table }),
    list: (scope) => {
      const { subscription } = scope
      if (subscription === undefined) return nothing
      return listed(
        make({ ...scope, subscription }).map((body) => ({
          id: `/subscriptions/${subscription.id}/providers/${type}/${String(body.name)}`,
          type,
          ...body,
        })),
      )
    },
  }
}
