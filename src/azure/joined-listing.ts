/** Resources of one kind that Azure Resource Manager knows under several types. */
import type { BulkSource, ListSource } from '../collect/resource.ts'
import { bulkOf, shared } from './arm-listing.ts'
import { onBehalf } from './client/http.ts'
import { type Answer, text } from './client/json.ts'
import { armKey } from './ids.ts'
import type { AzureCall, AzureResource, ListingOf } from './listing.ts'
import { orOnlyPart } from './sees-all.ts'
import type { AzureSession } from './session.ts'

export interface JoinedType {
  readonly armType: string
  readonly version: string
  readonly permission: string
}

/** All lists, each asked for by its own permission: one that is refused leaves the kind unknown. */
export function armOfTypes(first: JoinedType, ...others: readonly JoinedType[]): ListingOf {
  const types = [first, ...others]
  const source: ListSource<Answer, AzureSession> = {
    kind: 'list',
    api: types.map(({ armType }) => `GET /subscriptions/{subscriptionId}/providers/${armType}`).join(', '),
    async *list(call) {
      for (const { armType, version, permission } of types) {
        const own = asking(call, permission)
        yield* orOnlyPart(own, call.session.arm.list(`/subscriptions/${call.scope.id}/providers/${armType}`, version, own))
      }
    },
  }
  const parts = types.map((type) => ({ ...type, bulk: bulkOf('resources', type.armType) }))
  const bulk: BulkSource<Answer, AzureSession> = {
    api: parts.map((part) => part.bulk.api).join(', '),
    scopesPerCall: Math.min(...parts.map((part) => part.bulk.scopesPerCall)),
    async *list(call, scopes) {
      for (const part of parts) yield* part.bulk.list(asking(call, part.permission), scopes)
    },
    async proves(call, scope) {
      const proofs = await Promise.all(parts.map((part) => part.bulk.proves(asking(call, part.permission), scope)))
      return proofs.every(Boolean)
    },
  }
  return ({ type }) => ({
    scope: 'subscription',
    source,
    bulk,
    armType: first.armType,
    otherArmTypes: others.map(({ armType }) => armType),
    ...shared(type, first.armType, true),
    shared: (resource) => shared(type, typeOf(resource, types, first), true).shared(resource),
  })
}

function asking(call: AzureCall, permission: string): AzureCall {
  return { ...onBehalf(call, permission), session: call.session, scope: call.scope }
}

/** By the id: how the answers spell their type varies. */
function typeOf({ raw }: AzureResource, types: readonly JoinedType[], otherwise: JoinedType): string {
  const key = armKey(text(raw, 'id') ?? '')
  return (types.find(({ armType }) => key.includes(`/${armType.toLowerCase()}/`)) ?? otherwise).armType
}
