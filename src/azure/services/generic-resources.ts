/**
 * Nothing of a tenant stays invisible: every resource of a type that no other definition lists.
 * https://learn.microsoft.com/azure/governance/resource-graph · https://learn.microsoft.com/rest/api/resources/resources/list
 */
import { from, to } from '../../collect/links.ts'
import { acrossSubscriptions, bulkByQuery, resourceOf, shared } from '../arm-listing.ts'
import { type Answer, at, isAnswer, text, texts } from '../client/json.ts'
import { detail } from '../detail.ts'
import { subscriptionOutsideGroups } from '../ends.ts'
import { date, ref, region } from '../facts.ts'
import { armIdsIn, armKey, armKeys, lastSegmentOf, objectKey, parentResourceKeyOf } from '../ids.ts'
import type { AzureCall, AzureResource, ListingOf } from '../listing.ts'
import { principalPlaceholder } from '../placeholders.ts'
import { type AzureDefinition, resource } from '../resource.ts'
import { orOnlyPart } from '../sees-all.ts'
import { wholeResource } from '../whole-resource.ts'
import { classOfType } from './generic-classes.ts'
import { resourceTypeDefinition } from './resource-types.ts'

/** Which definitions list each ARM type, in lower case. */
export type Modelled = ReadonlyMap<string, readonly string[]>

/** The sweep of what none of these definitions lists, and the count of everything by type. */
export function genericDefinitions(others: readonly AzureDefinition[]): readonly AzureDefinition[] {
  const modelled = modelledBy(others)
  return [genericResource(modelled), resourceTypeDefinition(modelled)]
}

export function modelledBy(definitions: readonly AzureDefinition[]): Modelled {
  const pairs = definitions.flatMap(({ type, armTypes }) => armTypes.map((armType) => ({ type, armType: armType.toLowerCase() })))
  const groups = Map.groupBy(pairs, ({ armType }) => armType)
  return new Map([...groups].map(([armType, all]) => [armType, [...new Set(all.map(({ type }) => type))].sort()]))
}

export function genericResource(modelled: Modelled): AzureDefinition {
  return resource({
    type: 'azure_resource',
    class: ['Resource'],
    classOf: ({ raw }) => classOfType(typeOf(raw)),
    title: 'Resource of any other type',
    service: 'Resource Manager',
    list: sweep(modelled),
    permission: '*/read',
    // The list of all resources leaves out what Resource Graph answers at once.
    details: { facts: detail('GET {resource}', { permission: '*/read', when: ({ facts }) => facts === undefined }, wholeFacts) },
    properties: {
      kind: 'kind',
      sku: 'sku.name',
      skuTier: 'sku.tier',
      location: region('location'),
      zones: 'zones',
      managedBy: ref('managedBy'),
      provisioningState: 'facts.provisioningState',
      createdOn: date('facts.createdAt'),
      identityType: 'identity.type',
      principalId: 'identity.principalId',
    },
    links: [
      from('azure_subscription', 'HAS', subscriptionOutsideGroups),
      from('ANY_RESOURCE', 'HAS', ({ raw }) => parentResourceKeyOf(armKey(text(raw, 'id') ?? '')), { type: 'azure_resource_has_resource' }),
      to('USES', 'azure_service_principal', principals, {
        type: 'azure_resource_uses_managed_identity',
        placeholder: principalPlaceholder('azure_service_principal'),
      }),
      to('USES', 'ANY_RESOURCE', ({ raw }) => armKeys(Object.keys(userAssigned(raw))), { type: 'azure_resource_uses_managed_identity' }),
      to('CONNECTS', 'ANY_RESOURCE', references, { type: 'azure_resource_connects_resource' }),
    ],
  })
}

function sweep(modelled: Modelled): ListingOf {
  const types = [...modelled.keys()].sort()
  const known = types.map((type) => `'${type}'`).join(', ')
  const path = '/resources'
  return ({ type }) => {
    const ofAny = shared(type, '', true)
    return {
      ...ofAny,
      scope: 'subscription',
      source: {
        kind: 'list',
        api: `GET /subscriptions/{subscriptionId}${path}`,
        async *list(call: AzureCall) {
          const all = call.session.arm.list(`/subscriptions/${call.scope.id}${path}`, '2021-04-01', call)
          for await (const one of orOnlyPart(call, all)) if (!modelled.has(typeOf(one))) yield slim(one)
        },
      },
      bulk: bulkByQuery(`resources | where type !in~ (${known}) | ${acrossSubscriptions}`, (row) => ({
        ...slim(resourceOf(row)),
        facts: factsOf(row),
      })),
      shared(found) {
        const { key, properties } = ofAny.shared(found)
        const name = lastSegmentOf(text(found.raw, 'name') ?? key)
        return { key, properties: { ...properties, name, displayName: name, type: typeOf(found.raw) } }
      },
    }
  }
}

/** Nobody knows which of the other fields, in an answer of an unknown type, are secrets. */
function slim({ id, name, type, kind, location, sku, zones, tags, identity, managedBy }: Answer): Answer {
  const kept = { id, name, type, kind, location, sku, zones, tags, identity, managedBy }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}

async function wholeFacts(call: AzureCall, raw: Answer): Promise<Answer> {
  return factsOf(await wholeResource(call, text(raw, 'id') ?? '', typeOf(raw)))
}

/** What is kept of the properties: the resources that they name, and what all types have in common. */
function factsOf(whole: Answer): Answer {
  return {
    references: armIdsIn(whole.properties),
    ...(at(whole, 'properties.provisioningState') === undefined ? {} : { provisioningState: text(whole, 'properties.provisioningState') }),
    ...(at(whole, 'systemData.createdAt') === undefined ? {} : { createdAt: text(whole, 'systemData.createdAt') }),
  }
}

/** Resource Graph has all types in lower case. */
function typeOf(raw: Answer): string {
  return (text(raw, 'type') ?? '').toLowerCase()
}

function userAssigned(raw: Answer): Answer {
  const found = at(raw, 'identity.userAssignedIdentities')
  return isAnswer(found) ? found : {}
}

function principals({ raw }: AzureResource): string[] {
  const own = texts(raw, 'identity.principalId')
  return [...new Set([...own, ...Object.values(userAssigned(raw)).flatMap((one) => texts(one, 'principalId'))].map(objectKey))]
}

/** Beside what stands above it and below it, of which other edges tell. */
function references({ raw, details }: AzureResource): string[] {
  const self = armKey(text(raw, 'id') ?? '')
  const named = armKeys([...texts(details, 'facts.references'), ...texts(raw, 'facts.references'), ...texts(raw, 'managedBy')])
  return named.filter((key) => key !== self && !self.startsWith(`${key}/`) && !key.startsWith(`${self}/`))
}
