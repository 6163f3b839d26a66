/** The definitions against the reference catalogue: every property and relationship that it names for their types. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { azureDefinitions } from '../../src/azure/index.ts'
import { relationshipType } from '../../src/graph/model.ts'
import { hasShared, shared } from '../shared.ts'

interface Catalogue {
  readonly entities: readonly {
    readonly _type: string
    readonly _class: readonly string[]
    readonly apiVersion: string
    readonly properties: readonly { readonly name: string; readonly rule?: string }[]
  }[]
  readonly relationships: readonly {
    readonly fromType: string
    readonly _class: string
    readonly toType: string
    readonly _type: string
  }[]
  readonly placeholders: readonly { readonly _type: string }[]
}

const file = 'reference/azure-catalogue.json'

/** Rules for what is no property of the entity. */
const elsewhere: ReadonlySet<string | undefined> = new Set(['on the relationship', 'raw only'])

/** A row may name several properties, leave a part of the name open (`log.<category>.enabled`), or only say what is read. */
function meant(name: string): string[] {
  const names = name.split(', ').filter((one) => !one.includes(' '))
  return names.map((one) => one.replace(/\.<.*$/, '.*'))
}

/** What the catalogue calls by a class, or by a step's name, and the definitions by a type. */
const sameEnd: Readonly<Record<string, string>> = { Host: 'host', Network: 'network' }

/** Rows that the catalogue itself advises against, and what it would have in their place. */
const instead: Readonly<Record<string, string>> = {
  // No gateway depends on ExpressRoute.
  'azure_expressroute|HAS|azure_application_gateway azure_expressroute_has_application_gateway':
    'azure_resource_group|HAS|azure_application_gateway azure_resource_group_has_application_gateway',
  // The table names the service twice and means its circuits.
  'azure_expressroute|HAS|azure_expressroute azure_expressroute_has_':
    'azure_expressroute|HAS|azure_expressroute_circuit azure_expressroute_has_circuit',
}

describe.skipIf(!hasShared(file))('the definitions', () => {
  const catalogue: Catalogue = hasShared(file)
    ? JSON.parse(readFileSync(shared + file, 'utf8'))
    : { entities: [], relationships: [], placeholders: [] }
  const defined = new Map(azureDefinitions.map((definition) => [definition.type, definition]))
  const entities = catalogue.entities.filter(({ _type }) => defined.has(_type))

  test.each(entities)('$_type has the class and every property of the catalogue', ({ _type, _class, properties }) => {
    const definition = defined.get(_type)
    expect(definition?.class).toEqual(_class)
    const names = new Set([...(definition?.properties ?? []), 'tag.*'])
    const wanted = properties.filter(({ rule }) => !elsewhere.has(rule)).flatMap(({ name }) => meant(name))
    expect(wanted.filter((name) => !names.has(name))).toEqual([])
  })

  test('draw every relationship of the catalogue between their types, and to its placeholders', () => {
    const known = new Set([
      ...defined.keys(),
      ...catalogue.placeholders.map(({ _type }) => _type),
      'ANY_PRINCIPAL',
      'ANY_SCOPE',
      'ANY_RESOURCE',
      'Host',
      'Network',
    ])
    const isOurs = (type: string) => defined.has(type)
    const rows = catalogue.relationships.filter(
      ({ fromType, toType }) => known.has(fromType) && known.has(toType) && (isOurs(fromType) || isOurs(toType)),
    )
    const drawn = new Set(
      azureDefinitions.flatMap(({ type: own, links }) =>
        links.map(({ direction, class: verb, near = own, other, type }) => {
          const [from, to] = direction === 'to' ? [near, other] : [other, near]
          return `${from}|${verb}|${to} ${type ?? relationshipType(from, verb, to)}`
        }),
      ),
    )
    const wanted = rows.map(
      ({ fromType, _class, toType, _type }) => `${sameEnd[fromType] ?? fromType}|${_class}|${sameEnd[toType] ?? toType} ${_type}`,
    )
    expect(wanted.length).toBeGreaterThan(50)
    expect(wanted.map((row) => instead[row] ?? row).filter((row) => !drawn.has(row))).toEqual([])
  })
})

test('every type is defined once, in snake case, with a class, a title, a service and a permission', () => {
  expect(new Set(azureDefinitions.map(({ type }) => type)).size).toBe(azureDefinitions.length)
  for (const { type, class: classes, title, service, permission } of azureDefinitions) {
    expect(type).toMatch(/^azure_[a-z0-9_]+$/)
    expect([classes.length > 0, title !== '', service !== '', permission !== '']).toEqual([true, true, true, true])
  }
})
