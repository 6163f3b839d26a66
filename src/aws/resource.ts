/** What every AWS resource shares, said once; a definition in `services/` says only what is its own. */
import { MalformedAnswerError } from '../collect/errors.ts'
import { type Ends, from, type LinkOptions, to } from '../collect/links.ts'
import type { EmbeddedSource, LinkRule, ListSource, Resource, ResourceDefinition, Scope } from '../collect/resource.ts'
import type { Verb } from '../graph/model.ts'
import { epoch, type Loose, tags } from '../graph/properties.ts'
import type { Detail } from './calls.ts'
import type { AwsSession } from './client/session.ts'
import { consoleLink, type Place, parseArn, placeOf } from './place.ts'

/** A raw resource with what its details answered, as this definition's own calls give them, and where it was found. */
export interface Found<Raw, Details> {
  readonly raw: Raw
  /** A detail that was refused, or that does not exist, is absent. */
  readonly details: Partial<Details>
  readonly at: Place
  readonly scope: Scope
}

/** The links table's words, knowing the definition's types. */
export interface Words<Raw, Details> {
  to(verb: Verb, other: string, ends: (found: Found<Raw, Details>) => Ends, options?: LinkOptions): LinkRule<Raw>
  from(other: string, verb: Verb, ends: (found: Found<Raw, Details>) => Ends, options?: LinkOptions): LinkRule<Raw>
}

/** The service that a type belongs to. */
export interface ServiceFacts {
  readonly type: string
  readonly title: string
  /** Global services run in the account's scope, once. */
  readonly scope: 'account' | 'region'
}

export interface Facts<Raw, Details> {
  readonly type: string
  readonly class: readonly string[]
  readonly title: string
  readonly service: ServiceFacts
  readonly source: ListSource<Raw, AwsSession> | EmbeddedSource<Raw>
  /** The IAM action of the list call. */
  readonly permission: string
  readonly details?: { readonly [Name in keyof Details]: Detail<Raw, Details[Name]> }
  /** The ARN, or what stands for one. Undefined: AWS's answer lacks the resource's identity. */
  key(found: Found<Raw, Details>): string | undefined
  /** The ARN where it is not the key. */
  arn?(found: Found<Raw, Details>): string | undefined
  /** The resource's tags; by default those of its own answer. */
  tags?(found: Found<Raw, Details>): unknown
  entity(found: Found<Raw, Details>): Loose
  /** The resource's page in the console, below the console's host. */
  page?(found: Found<Raw, Details>): string | undefined
  links?(words: Words<Raw, Details>): readonly LinkRule<Raw>[]
  /** False for what the service has only through another resource: no `aws_<service> HAS` edge. */
  readonly ofService?: boolean
}

export interface AwsResource<Raw, Details> extends ResourceDefinition<Raw, AwsSession> {
  found(resource: Resource<unknown>): Found<Raw, Details>
}

export function resource<Raw, Details = Record<never, never>>(facts: Facts<Raw, Details>): AwsResource<Raw, Details> {
  const found = (resource: Resource<unknown>): Found<Raw, Details> => ({
    // The runner hands back what this definition's own calls answered; only these calls decide what that is.
    raw: resource.raw as Raw,
    details: resource.details as Partial<Details>,
    at: placeOf(resource.scope),
    scope: resource.scope,
  })
  const words: Words<Raw, Details> = {
    to: (verb, other, ends, options) => to(verb, other, (resource) => ends(found(resource)), options),
    from: (other, verb, ends, options) => from(other, verb, (resource) => ends(found(resource)), options),
  }
  const { service } = facts
  const ofService = facts.ofService === false ? [] : [words.from(service.type, 'HAS', ({ at }) => serviceKey(service, at))]
  return {
    type: facts.type,
    class: facts.class,
    title: facts.title,
    service: service.title,
    scope: service.scope,
    permission: facts.permission,
    source: facts.source,
    details: facts.details ?? {},
    links: [...ofService, ...(facts.links?.(words) ?? [])],
    found,
    entity(resource) {
      const self = found(resource)
      const key = facts.key(self)
      if (key === undefined || key === '') throw new MalformedAnswerError(`A ${facts.type} without identity in ${resource.scope.id}.`)
      return { key, properties: properties(facts, self, key) }
    },
    opens: () => undefined,
  }
}

/** `aws_ec2:123456789012:eu-west-1`, `aws_iam:123456789012`. */
export function serviceKey({ type, scope }: ServiceFacts, at: Place): string {
  return scope === 'account' ? `${type}:${at.accountId}` : `${type}:${at.accountId}:${at.region}`
}

/** Resources that stand in their parent's answer, or in that of one of its details. */
export function embeddedIn<Parent, Details, Raw>(
  parent: AwsResource<Parent, Details>,
  api: string,
  pick: (parent: Found<Parent, Details>) => Iterable<Raw> | undefined,
  detail?: keyof Details & string,
): EmbeddedSource<Raw> {
  return {
    kind: 'embedded',
    api,
    parent: parent.type,
    pick: (resource) => pick(parent.found(resource)) ?? [],
    ...(detail === undefined ? {} : { detail }),
  }
}

function properties<Raw, Details>(facts: Facts<Raw, Details>, self: Found<Raw, Details>, key: string): Loose {
  const labels = tagRecord(facts.tags === undefined ? ownTags(self.raw) : facts.tags(self))
  const own = facts.entity(self)
  const page = facts.page?.(self)
  const arn = facts.arn === undefined ? ownArn(key) : facts.arn(self)
  return {
    accountId: self.at.accountId,
    ...(facts.service.scope === 'region' ? { region: self.at.region } : {}),
    ...(arn === undefined ? {} : { arn }),
    ...(page === undefined ? {} : { webLink: consoleLink(self.at, page) }),
    ...fromTags(labels),
    ...tags(labels),
    ...own,
    name: present(own.name) ?? present(labels.Name) ?? present(own.id) ?? key,
    displayName: present(labels.Name) ?? present(own.displayName) ?? present(own.name) ?? present(own.id) ?? key,
    ...('createdOn' in own ? { createdOn: epoch(own.createdOn) } : {}),
  }
}

/** A key is an ARN as it stands, or was built from one. */
function ownArn(key: string): string | undefined {
  return parseArn(key) === undefined || key.includes('|') ? undefined : key
}

/** What the tags of a resource say about it in the words of the data model. */
function fromTags(labels: Readonly<Record<string, string>>): Loose {
  const value = (name: string) => Object.entries(labels).find(([label]) => label.toLowerCase() === name)?.[1]
  return {
    classification: value('classification'),
    owner: value('owner'),
    PII: flag(value('pii')),
    PHI: flag(value('phi')),
    PCI: flag(value('pci')),
  }
}

/** `true`, `yes`, `1` and their opposites; anything else says nothing. */
function flag(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined
  if (/^(true|yes|y|1)$/i.test(value)) return true
  return /^(false|no|n|0)$/i.test(value) ? false : undefined
}

function ownTags(raw: unknown): unknown {
  return typeof raw === 'object' && raw !== null && 'Tags' in raw ? raw.Tags : undefined
}

/** The three ways in which AWS writes tags: `[{ Key, Value }]`, `[{ TagKey, TagValue }]`, `{ key: value }`. */
function tagRecord(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null) return {}
  const pairs = Array.isArray(given) ? given.map(tagPair) : Object.entries(given)
  return Object.fromEntries(pairs.flatMap((pair) => (pair === undefined ? [] : [[pair[0], String(pair[1] ?? '')]])))
}

function tagPair(tag: unknown): readonly [string, unknown] | undefined {
  if (typeof tag !== 'object' || tag === null) return undefined
  if ('Key' in tag && typeof tag.Key === 'string') return [tag.Key, 'Value' in tag ? tag.Value : '']
  if ('TagKey' in tag && typeof tag.TagKey === 'string') return [tag.TagKey, 'TagValue' in tag ? tag.TagValue : '']
  return undefined
}

function present(value: unknown): unknown {
  return value === undefined || value === null || value === '' ? undefined : value
}
