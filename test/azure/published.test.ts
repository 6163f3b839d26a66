/** The published queries that name Azure types, against the graph of the recorded tenant: what each names is there, or is listed with the reason. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { azureDefinitions } from '../../src/azure/definitions.ts'
import { hasShared, shared } from '../shared.ts'
import { collectCapture, type Kinds } from './collected.ts'
import { namedIn } from './published.ts'

const corpus = 'corpus/j1ql/queries.ndjson'

/** Names that the graph of the capture lacks, by the reason. */
const absentBecause: Readonly<Record<string, readonly string[]>> = {
  'they are types of Azure DevOps, another integration': [
    'azure_devops_alert_finding',
    'azure_devops_environment',
    'azure_devops_pipeline',
    'azure_devops_pr',
    'azure_devops_project',
    'azure_devops_repo',
  ],
  'nothing ever bore these names: azure_user_group and azure_network_firewall are meant': ['azure_group', 'azure_network_azure_firewall'],
  'people set them by themselves': ['azure_user.trusted', 'azure_vm_extension.trusted'],
  'Azure has no such fact: regions have no page in the portal, keys have dates each, recommendations have a problem and a solution': [
    'azure_location.webLink',
    'azure_storage_account.lastAccessKeyRegenerationDate',
    'azure_advisor_recommendation.recommendation',
    'azure_security_group.resource',
  ],
  'relationships are told by their class and key: _class, _key, _id': ['ALLOWS.displayName', 'ALLOWS.id'],
  'collected, and of another value or none in every recorded answer': [
    'azure_function_app.javaVersion',
    'azure_function_app.principalId',
    'azure_web_app.javaVersion',
    'azure_sql_server.vaEmails',
    'azure_sql_server.vaStoragePath',
    'azure_user.mfaEnabled',
    'azure_policy_assignment.parameters.diskEncryptionMonitoringEffect',
    'azure_policy_assignment.parameters.endpointProtectionMonitoringEffect',
    'azure_policy_assignment.parameters.jitNetworkAccessMonitoringEffect',
    'azure_policy_assignment.parameters.networkSecurityGroupsMonitoringEffect',
    'azure_policy_assignment.parameters.nextGenerationFirewallMonitoringEffect',
    'azure_policy_assignment.parameters.sqlAuditingMonitoringEffect',
    'azure_policy_assignment.parameters.sqlEncryptionMonitoringEffect',
    'azure_policy_assignment.parameters.storageEncryptionMonitoringEffect',
    'azure_policy_assignment.parameters.systemConfigurationsMonitoringEffect',
    'azure_policy_assignment.parameters.vulnerabilityAssessmentMonitoringEffect',
  ],
}
const absent = Object.values(absentBecause).flat()

describe.skipIf(!hasShared(corpus) || !hasShared('captures/azure/serve.mjs'))('the published queries about Azure', () => {
  const queries = hasShared(corpus) ? published() : []
  let kinds: Kinds

  beforeAll(async () => {
    kinds = (await collectCapture()).kinds
  }, 180_000)

  test('are 163', () => expect(queries.length).toBe(163))

  test('name types, verbs and properties that the graph has, but for those listed', () => {
    const missing = new Set(queries.flatMap((query) => [...missingIn(query, kinds)]))
    expect([...missing].toSorted()).toEqual(absent.toSorted())
  })
})

test('what no recorded answer has a value for is collected all the same', () => {
  const properties = new Map(azureDefinitions.map((definition) => [definition.type, definition.properties]))
  for (const name of absentBecause['collected, and of another value or none in every recorded answer'] ?? []) {
    const [type = '', ...property] = name.split('.')
    const known = properties.get(type) ?? []
    expect(known.includes(property.join('.')) || known.includes(`${property[0]}.*`), name).toBe(true)
  }
})

function* missingIn(query: string, { types, verbs }: Kinds): Iterable<string> {
  const named = namedIn(query)
  const typesOf = (name: string) => [...types].filter(([type, { classes }]) => type === name || classes.has(name))
  for (const name of named.kinds) if (typesOf(name).length === 0) yield name
  for (const { verbs: wanted } of named.steps) for (const verb of wanted) if (verb !== 'RELATES' && !verbs.has(verb)) yield `verb ${verb}`
  for (const { of, on, property } of named.properties) {
    if (property.startsWith('_') || property.startsWith('tag.')) continue
    for (const name of of ?? []) {
      const found = typesOf(name)
      if (found.length > 0 && !found.some(([, { properties }]) => properties.has(property))) yield `${name}.${property}`
    }
    for (const verb of on ?? []) if (verb !== 'RELATES' && verbs.has(verb) && !verbs.get(verb)?.has(property)) yield `${verb}.${property}`
  }
}

function published(): string[] {
  const lines = readFileSync(shared + corpus, 'utf8').split('\n')
  return lines.flatMap((line) => {
    if (line === '') return []
    const { query, provider }: { readonly query: string; readonly provider: string } = JSON.parse(line)
    return provider === 'azure' ? [query] : []
  })
}
