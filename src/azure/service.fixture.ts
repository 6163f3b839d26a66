/** For the tests of the services: recorded and published answers, and what a definition makes of one. */
import { readFileSync } from 'node:fs'
import { hasShared, shared } from '../../test/shared.ts'
import type { Scope } from '../collect/resource.ts'
import type { End, Link, Target } from '../graph/link.ts'
import { type Entity, relationshipType } from '../graph/model.ts'
import { normalise } from '../graph/properties.ts'
import { type Answer, isAnswer, objects, text } from './client/json.ts'
import { parseAnswer } from './client/secrets.ts'
import type { AzureDefinition } from './resource.ts'
import { tenantScope } from './tenant.ts'

const recordings = 'captures/azure/requests.ndjson'
const examples = 'captures/azure-examples/responses.ndjson'

/** For `describe.skipIf(!hasAnswers)`. */
export const hasAnswers = hasShared(recordings) && hasShared(examples)

export const tenant = tenantScope({ tenantId: 't1', domain: 'contoso.example', portal: 'https://portal.azure.com' }, 'contoso')
export const subscription: Scope = { kind: 'subscription', id: 's1', name: 'dev', within: tenant, data: {} }

/** The items of the recorded lists whose path ends like this. */
export function recorded(path: string): Answer[] {
  return bodies(recordings, (record) => record.path.toLowerCase().endsWith(path.toLowerCase()))
}

/** The items of the published answers of a type, or of one of its detail calls. */
export function published(type: string, detail?: string): Answer[] {
  return bodies(examples, (record) => record.type === type && record.detail === detail)
}

interface Recorded {
  readonly path: string
  readonly type?: string
  readonly detail?: string
}

function bodies(file: string, wanted: (record: Recorded) => boolean): Answer[] {
  if (!hasShared(file)) return []
  const lines = readFileSync(shared + file, 'utf8').split('\n')
  return lines.flatMap((line) => {
    if (line === '') return []
    const { body, ...record }: Recorded & { readonly body: unknown } = JSON.parse(line)
    if (!wanted(record)) return []
    // As the client reads it, without secrets.
    const answer = parseAnswer(JSON.stringify(body))
    if (!isAnswer(answer)) return []
    return Array.isArray(answer.value) ? objects(answer, 'value') : [answer]
  })
}

/** The one of this name. */
export function named(items: readonly Answer[], name: string): Answer {
  const found = items.find((item) => text(item, 'name') === name)
  if (found === undefined) throw new Error(`no ${name} among ${items.map((item) => text(item, 'name')).join(', ')}`)
  return found
}

interface Around {
  readonly details?: Readonly<Record<string, unknown>>
  readonly scope?: Scope
}

/** Key and properties as the graph holds them, and which were left out. */
export function entityOf(definition: AzureDefinition, raw: Answer, { details = {}, scope = subscription }: Around = {}) {
  const entity = definition.entity({ raw, details, scope })
  if (entity === undefined) throw new Error(`no ${definition.type}`)
  return { key: entity.key, borrowed: entity.borrowed, properties: normalise(entity.properties), skipped: entity.skipped ?? [] }
}

/** The scope that a parent opens for its children. */
export function opened(definition: AzureDefinition, raw: Answer, scope = subscription): Scope {
  const found = definition.opens({ raw, details: {}, scope }, entityOf(definition, raw, { scope }).key)
  if (found === undefined) throw new Error(`${definition.type} opens nothing`)
  return found
}

export interface DrawnEdge {
  /** `{from}|{VERB}|{to}`: keys, or what the ends are looked for by. */
  readonly edge: string
  readonly type: string
  readonly properties?: Link['properties']
  readonly suffix?: string
  readonly placeholder?: Entity
}

/** All edges that a resource draws, or those of one verb. */
export function edgesOf(definition: AzureDefinition, raw: Answer, around: Around = {}, verb?: string): DrawnEdge[] {
  const resource = { raw, details: around.details ?? {}, scope: around.scope ?? subscription }
  const self = definition.entity(resource)?.key
  return definition.links.flatMap((rule) =>
    [...rule.links(resource, self)]
      .filter((link) => verb === undefined || link.class === verb)
      .map((link) => {
        const near = rule.near ?? definition.type
        const [from, to] = rule.direction === 'to' ? [near, rule.other] : [rule.other, near]
        const placeholder = link.to.placeholder ?? link.from.placeholder
        return {
          edge: `${described(link.from)}|${link.class}|${described(link.to)}`,
          type: link.type ?? relationshipType(from, link.class, to),
          ...(link.properties === undefined ? {} : { properties: link.properties }),
          ...(link.suffix === undefined ? {} : { suffix: link.suffix }),
          ...(placeholder === undefined ? {} : { placeholder }),
        }
      }),
  )
}

/** The edges alone. */
export function drawn(...asked: Parameters<typeof edgesOf>): string[] {
  return edgesOf(...asked).map(({ edge }) => edge)
}

function described({ targets }: End): string {
  return targets.map(target).join(' or ')
}

function target(one: Target): string {
  switch (one.by) {
    case 'key':
      return one.key
    case 'where':
      return `${one.type}${JSON.stringify(one.where)}`
    case 'through':
      return `${one.key}.${one.property}`
    case 'within':
      return `${one.type} in ${one.cidr}`
    case 'like':
      return `${one.type} like ${one.key}${JSON.stringify(one.where)}`
  }
}
