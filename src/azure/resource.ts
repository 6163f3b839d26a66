/**
 * The Azure `resource()`: a definition says what is particular to its type, as a table of facts; what all resources
 * listed in the same way share is filled in here and in the listings.
 */
import type { ResourceDefinition, Scope } from '../collect/resource.ts'
import type { Borrowed } from '../graph/link.ts'
import type { Loose } from '../graph/properties.ts'
import { armTags } from './arm-tags.ts'
import { type Answer, at, isAnswer, probe, text } from './client/json.ts'
import { type Expected, type FactTable, isOdd, readFacts, readFrom } from './facts.ts'
import type { AzureDetail, AzureLink, AzureResource, Listing, ListingOf } from './listing.ts'
import type { AzureSession } from './session.ts'

export interface AzureDefinition extends ResourceDefinition<Answer, AzureSession> {
  /** Names of the properties that its entities may have, beside `tag.*`. */
  readonly properties: readonly string[]
  /** Provider and type of the ARM resources that it stands for: Microsoft.Compute/disks. */
  readonly armTypes: readonly string[]
}

/** What a child's listing needs to know of its parent. */
export interface ResourceShape {
  readonly type: string
  readonly scope: string | readonly string[]
  readonly armType?: string
}

export interface ResourceFacts {
  readonly type: string
  readonly class: readonly string[]
  readonly title: string
  readonly service: string
  readonly list: ListingOf
  readonly permission: string
  /** What its list needs beside, where it is made of several calls. */
  readonly furtherPermissions?: readonly string[]
  /**
   * Where each property stands in the answer; the listing adds what its resources share. Paths that begin with the name
   * of a detail read its answer, those that begin with `parent` what the parent says `forChildren`.
   */
  readonly properties: FactTable
  /** The key, for types whose own id is not unique or not stable; by default the listing's. */
  readonly key?: (resource: AzureResource, id: string) => string
  /** Where further tags stand, for types that name them otherwise. */
  readonly tags?: string
  /**
   * Objects whose fields nobody knows beforehand, by the prefix that their properties bear: `settings` gives
   * `settings.{field}`. Where they stand in the answer, and how they are made of it where they are not the object there.
   */
  readonly spread?: Readonly<Record<string, string | Spread>>
  /** Further calls per resource; facts read their answers by their names. */
  readonly details?: Readonly<Record<string, AzureDetail>>
  /** Properties whose values other entities hold; none where the keys of these are unknown. */
  readonly borrowed?: Readonly<Record<string, (resource: AzureResource) => Borrowed>>
  readonly links?: readonly AzureLink[]
  /** What children's listings and mappings need of this resource, beside its id. */
  readonly forChildren?: FactTable
  /** The class of one resource, where `class` is not that of all. */
  readonly classOf?: (resource: AzureResource) => readonly string[]
  /** Answers that are no entity of this type; their links are drawn all the same. */
  readonly isEntity?: (resource: AzureResource) => boolean
  /** The scope that it opens, where that is not simply itself. */
  readonly opens?: { readonly kind: string; scope(resource: AzureResource): Omit<Scope, 'kind' | 'within'> | undefined }
}

export interface Spread {
  /** What it is made of. */
  readonly at: string
  readonly expects: Expected
  of(resource: AzureResource): Loose
}

export function resource(facts: ResourceFacts): AzureDefinition & ResourceShape {
  const { type, opens } = facts
  const details = facts.details ?? {}
  const listing = facts.list({ type, properties: facts.properties, details: Object.keys(details) })
  const read = reader(listing, facts)
  return {
    type,
    class: facts.class,
    title: facts.title,
    service: facts.service,
    scope: listing.scope,
    permission: facts.permission,
    ...(facts.furtherPermissions === undefined ? {} : { furtherPermissions: facts.furtherPermissions }),
    source: listing.source,
    ...(listing.bulk === undefined ? {} : { bulk: listing.bulk }),
    ...(listing.armType === undefined ? {} : { armType: listing.armType }),
    armTypes: [listing.armType ?? [], listing.otherArmTypes ?? []].flat(),
    details,
    properties: [
      ...new Set([
        ...listing.properties,
        ...Object.keys(facts.properties),
        ...Object.keys(facts.spread ?? {}).map((prefix) => `${prefix}.*`),
        ...Object.keys(facts.borrowed ?? {}),
      ]),
    ],
    fedBy: Object.fromEntries(Object.keys(details).map((name) => [name, readFrom(facts.properties, name)])),
    links: [...(listing.links ?? []), ...(facts.links ?? [])],
    entity(resource) {
      const { key: id, properties } = listing.shared(resource)
      const key = facts.key?.(resource, id) ?? id
      if (facts.isEntity?.(resource) === false) return undefined
      const { properties: all, skipped } = read(resource, properties)
      return {
        key,
        ...(facts.classOf === undefined ? {} : { class: facts.classOf(resource) }),
        properties: all,
        ...(facts.borrowed === undefined ? {} : { borrowed: borrowed(facts.borrowed, resource) }),
        ...(skipped.length === 0 ? {} : { skipped }),
      }
    },
    ...(opens === undefined ? {} : { opensKind: opens.kind }),
    opens(resource, key) {
      const { scope: within } = resource
      if (opens !== undefined) {
        const scope = opens.scope(resource)
        return scope === undefined ? undefined : { ...scope, kind: opens.kind, within }
      }
      const data = { id: text(resource.raw, 'id') ?? key, ...readFacts(facts.forChildren ?? {}, resource.raw) }
      return { kind: type, id: key, name: text(resource.raw, 'name') ?? text(resource.raw, 'displayName') ?? key, within, data }
    },
  }
}

interface Read {
  readonly properties: Loose
  /** Those left out because what stands at their place is of an unexpected type. */
  readonly skipped: readonly string[]
}

/** Reads what a resource says, but for what the listing knows of it, `given`: this wins over what all have, and its own over both. */
function reader({ facts: shared = {}, tags }: Pick<Listing, 'facts' | 'tags'>, facts: ResourceFacts) {
  const tagPaths = [tags ?? [], facts.tags ?? []].flat()
  return (resource: AzureResource, given: Loose): Read => {
    const { raw, details, scope } = resource
    const skipped: string[] = []
    const skip = (name: string) => skipped.push(name)
    const unread: string[] = []
    const ofAll = { ...withoutUndefined(readFacts(shared, raw, (name) => unread.push(name))), ...given }
    const own = {
      ...tagged(tagPaths, raw, skip),
      ...spread(facts.spread ?? {}, resource, skip),
      ...readFacts(facts.properties, { ...raw, ...details, parent: scope.data }, skip),
    }
    const properties: Loose = { ...ofAll, ...withoutUndefined(own) }
    return { properties, skipped: [...skipped, ...unread.filter((name) => properties[name] === undefined && !skipped.includes(name))] }
  }
}

/** `tag.{name}`, from every place where tags stand. */
function tagged(paths: readonly string[], raw: Answer, skip: (name: string) => void): Loose {
  return Object.fromEntries(
    paths.flatMap((path) => {
      const found = probe(raw, path)
      if (isOdd(found, 'object')) skip('tag.*')
      return Object.entries(armTags(found))
    }),
  )
}

/** The fields of the objects that the table names, by its prefixes. */
function spread(table: NonNullable<ResourceFacts['spread']>, resource: AzureResource, skip: (name: string) => void): Loose {
  const fields = Object.entries(table).flatMap(([prefix, rule]) => {
    const { at: path, expects, of } = typeof rule === 'string' ? whole(rule) : rule
    if (isOdd(probe(resource.raw, path), expects)) {
      skip(`${prefix}.*`)
      return []
    }
    return Object.entries(of(resource)).map(([name, value]) => [`${prefix}.${name}`, value] as const)
  })
  return Object.fromEntries(fields)
}

function whole(path: string): Spread {
  return {
    at: path,
    expects: 'object',
    of({ raw }) {
      const found = at(raw, path)
      return isAnswer(found) ? found : {}
    },
  }
}

function borrowed(table: NonNullable<ResourceFacts['borrowed']>, resource: AzureResource): Record<string, Borrowed> {
  const entries = Object.entries(table).map(([name, borrow]) => [name, borrow(resource)] as const)
  return Object.fromEntries(entries.filter(([, { keys }]) => keys.length > 0))
}

/** A fact that is not there must not hide what the listing knows (a creation date). */
function withoutUndefined(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined))
}
