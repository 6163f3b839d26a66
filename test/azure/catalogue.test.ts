/** The definitions against the reference catalogue: every type, property and relationship that it names, or the reason why not. */
import { describe, expect, test } from 'vitest'
import { azureDefinitions } from '../../src/azure/definitions.ts'
import { logCategories } from '../../src/azure/services/log-categories.ts'
import { relationshipType } from '../../src/graph/model.ts'
import { hasShared } from '../shared.ts'
import { drawnAs, type Reference, readReference, referenceFile } from './reference.ts'

/** Rules for what is no property of the entity. */
const elsewhere: ReadonlySet<string | undefined> = new Set(['on the relationship', 'raw only'])

/** A row may name several properties, leave a part of the name open (`log.<category>.enabled`), or only say what is read. */
function meant(name: string): string[] {
  const names = name.split(', ').filter((one) => !one.includes(' '))
  return names.map((one) => one.replace(/\.<.*$/, '.*'))
}

/** Types of `beyond` without definition. */
const left: Readonly<Record<string, string>> = {
  // The catalogue itself: "stored as a stream, not as graph nodes". A graph of what is has no place for what happened.
  azure_activity_log_event: 'a stream of events, no state',
}

/** What the catalogue of `beyond` calls the other end of, in words, and what the definitions draw. */
const inWords: Readonly<Record<string, readonly string[]>> = {
  'azure_role_eligibility ASSIGNED principal': [
    'azure_role_eligibility ASSIGNED azure_user',
    'azure_role_eligibility ASSIGNED azure_user_group',
  ],
  'azure_federated_identity_credential TRUSTS external issuer': ['azure_federated_identity_credential TRUSTS azure_external_issuer'],
  'azure_app_role_assignment ALLOWS azure_service_principal (resource)': ['azure_app_role_assignment ALLOWS azure_service_principal'],
  'azure_cross_tenant_access_policy TRUSTS azure_account (other tenant, placeholder)': [
    'azure_cross_tenant_access_policy TRUSTS azure_account',
  ],
  'azure_subscription TRUSTS azure_account (other tenant)': ['azure_subscription TRUSTS azure_account'],
  'azure_afd_endpoint CONNECTS origin host': ['azure_afd_endpoint CONNECTS host'],
  // An endpoint connects whatever it names.
  'azure_private_endpoint CONNECTS azure_cognitive_account': ['azure_private_endpoint CONNECTS ANY_RESOURCE'],
}

describe.skipIf(!hasShared(referenceFile))('the definitions', () => {
  const empty: Reference = { entities: [], relationships: [], diagnosticSettings: [], placeholders: [], beyond: [] }
  const catalogue = hasShared(referenceFile) ? readReference() : empty
  const defined = new Map(azureDefinitions.map((definition) => [definition.type, definition]))
  const rows = azureDefinitions.flatMap(({ type: own, links }) =>
    links.map(({ direction, class: verb, near = own, other, type }) => {
      const [from, to] = direction === 'to' ? [near, other] : [other, near]
      return { from, verb, to, type: type ?? relationshipType(from, verb, to) }
    }),
  )

  test('the catalogue is whole', () => {
    expect([catalogue.entities.length, catalogue.relationships.length, catalogue.beyond.length]).toEqual([142, 230, 80])
  })

  test.each(catalogue.entities)('$_type has the class and every property of the catalogue', ({ _type, _class, properties }) => {
    const definition = defined.get(_type)
    expect(definition?.class).toEqual(_class)
    const names = new Set([...(definition?.properties ?? []), 'tag.*'])
    const wanted = properties.filter(({ rule }) => !elsewhere.has(rule)).flatMap(({ name }) => meant(name))
    expect(wanted.filter((name) => !names.has(name))).toEqual([])
  })

  test('draw every relationship of the catalogue, by its verb and by its type', () => {
    const drawn = new Set(rows.map(({ from, verb, to, type }) => `${from}|${verb}|${to} ${type}`))
    expect(catalogue.relationships.map(drawnAs).filter((row) => !drawn.has(row))).toEqual([])
  })

  test('ask all 18 kinds of the catalogue for diagnostic settings, and know the logs of each', () => {
    const asked = [defined.get('azure_diagnostic_setting')?.scope ?? []].flat()
    expect(catalogue.diagnosticSettings.length).toBe(18)
    for (const { entityType, logCategories: wanted } of catalogue.diagnosticSettings) {
      const kind = entityType === 'azure_subscription' ? 'subscription' : entityType
      expect(asked).toContain(kind)
      // What a profile logs depends on its tier: the service is asked for each.
      if (kind !== 'azure_cdn_profile') expect(logCategories[kind] ?? [], kind).toEqual(wanted.toSorted())
    }
  })

  test('hold every type of beyond with its class, but for those left out with a reason', () => {
    const missing = catalogue.beyond.filter(({ _type }) => !defined.has(_type)).map(({ _type }) => _type)
    expect(missing.toSorted()).toEqual(Object.keys(left).toSorted())
    for (const { _type, _class } of catalogue.beyond) if (defined.has(_type)) expect(defined.get(_type)?.class, _type).toEqual(_class)
  })

  test('draw every relationship that beyond names for its types', () => {
    const drawn = new Set(rows.map(({ from, verb, to }) => `${from} ${verb} ${to}`))
    const wanted = catalogue.beyond
      .filter(({ _type }) => defined.has(_type))
      .flatMap(({ relationships }) => relationships.flatMap((row) => inWords[row] ?? alternativesOf(row)))
    expect(wanted.length).toBeGreaterThan(100)
    expect(wanted.filter((row) => !drawn.has(row))).toEqual([])
  })
})

/** `a VERB b|c` names two. */
function alternativesOf(row: string): string[] {
  const [froms = '', verb = '', tos = '', ...rest] = row.split(' ')
  if (rest.length > 0) throw new Error(`"${row}" is no row of three words: say what it means`)
  const inRow = froms.split('|').flatMap((from) => tos.split('|').map((to) => `${from} ${verb} ${to}`))
  return inRow.flatMap((one) => inWords[one] ?? [one])
}

test('every type is defined once, in snake case, with a class, a title, a service and a permission', () => {
  expect(new Set(azureDefinitions.map(({ type }) => type)).size).toBe(azureDefinitions.length)
  for (const { type, class: classes, title, service, permission } of azureDefinitions) {
    expect(type).toMatch(/^azure_[a-z0-9_]+$/)
    expect([classes.length > 0, title !== '', service !== '', permission !== '']).toEqual([true, true, true, true])
  }
})
