/** What a raw resource becomes: an entity, its links, and the scope it opens for others. No side effects. */
import type { Link } from '../graph/link.ts'
import { type Loose, normalise } from '../graph/properties.ts'
import type { StagedEntity } from '../store/store.ts'
import { MalformedAnswerError } from './errors.ts'
import { type Definition, openedKind } from './plan.ts'
import type { Resource, Scope } from './resource.ts'

export interface Mapped {
  /** Undefined for a resource that is none of the type; it may still draw edges between others. */
  readonly entity: StagedEntity | undefined
  readonly links: readonly Link[]
  readonly opens: Scope | undefined
  /** Properties left out for the unexpected type of what the answer holds in their place. */
  readonly skipped: readonly string[]
}

/**
 * @param common properties that every entity of the integration gets; they win over the resource's own
 * @throws MalformedAnswerError for a resource without identity
 */
export function map(definition: Definition, resource: Resource<unknown>, common: Loose): Mapped {
  const mapped = definition.entity(resource)
  const links = definition.links.flatMap((rule) => [...rule.links(resource, mapped?.key)])
  if (mapped === undefined) return { entity: undefined, links, opens: undefined, skipped: [] }
  const { key, borrowed, skipped = [], class: classes = definition.class } = mapped
  if (key === '') throw new MalformedAnswerError(`A ${definition.type} without identity in ${resource.scope.id}.`)
  const entity = {
    key,
    type: definition.type,
    class: classes,
    properties: normalise({ ...mapped.properties, ...common, displayName: displayName(mapped.properties, key) }),
    raw: JSON.stringify(resource.raw),
    ...(borrowed === undefined ? {} : { borrowed }),
  }
  return { entity, links, opens: opens(definition, resource, key), skipped }
}

function opens(definition: Definition, resource: Resource<unknown>, key: string): Scope | undefined {
  const scope = definition.opens(resource, key)
  const kind = openedKind(definition)
  if (scope === undefined || scope.kind === kind) return scope
  throw new Error(`${definition.type} opened a scope of kind ${scope.kind}, but is defined to open ${kind}.`)
}

function displayName(properties: Loose, key: string): string {
  for (const name of [properties.displayName, properties.name]) if (name !== undefined && name !== null && name !== '') return String(name)
  return key
}
