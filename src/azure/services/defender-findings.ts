/** What Microsoft Defender for Cloud found. https://learn.microsoft.com/rest/api/defenderforcloud */
import { from } from '../../collect/links.ts'
import { epoch } from '../../graph/properties.ts'
import { arm, embeddedIn } from '../arm-listing.ts'
import { type Answer, at, objects, text, texts } from '../client/json.ts'
import { extended } from '../ends.ts'
import { date, type Fact, type FactTable, from as fact, otherwise, ref } from '../facts.ts'
import { armKey, armKeys } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'
import { subscriptionKeyOf } from '../tenant.ts'

const service = 'Defender for Cloud'

/** The first of the paths that leads to something: shapes of several versions differ. */
function either(...paths: readonly string[]): Fact {
  return fact(paths, (...values) => values.find((value) => value !== undefined))
}

export const securityAssessment = resource({
  type: 'azure_security_assessment',
  class: ['Assessment'],
  title: 'Security assessment',
  service,
  list: arm('Microsoft.Security/assessments', '2021-06-01', { bulk: 'securityresources', inResourceGroup: false }),
  permission: 'Microsoft.Security/assessments/read',
  properties: {
    assessmentKey: 'name',
    displayName: 'properties.displayName',
    statusCode: 'properties.status.code',
    statusCause: 'properties.status.cause',
    statusDescription: 'properties.status.description',
    // Some versions write these two with capitals.
    'resourceDetails.source': either('properties.resourceDetails.Source', 'properties.resourceDetails.source'),
    scannedResourceId: fact(['properties.resourceDetails.Id', 'properties.resourceDetails.id'], scanned, 'text'),
    // Only Resource Graph says what an assessment is about.
    severity: 'properties.metadata.severity',
    categories: 'properties.metadata.categories',
    description: 'properties.metadata.description',
    remediationDescription: 'properties.metadata.remediationDescription',
    policyDefinitionId: ref('properties.metadata.policyDefinitionId'),
    assessmentType: 'properties.metadata.assessmentType',
    azurePortalLink: 'properties.links.azurePortal',
  },
  links: [from('azure_subscription', 'PERFORMED', ({ scope }) => subscriptionKeyOf(scope))],
})

/** Resources of other clouds have ids of other forms, which stay as they are. */
function scanned(capital: unknown, small: unknown): string | undefined {
  const id = capital ?? small
  return typeof id === 'string' && id !== '' ? (id.startsWith('/') ? armKeys([id])[0] : id) : undefined
}

const subAssessmentType = 'Microsoft.Security/assessments/subAssessments'
const subAssessmentPermission = `${subAssessmentType}/read`

/** What every sub-assessment says, whatever was scanned. */
const found: FactTable = {
  displayName: 'properties.displayName',
  statusCode: 'properties.status.code',
  severity: 'properties.status.severity',
  open: fact(['properties.status.code'], (code) => (code === undefined ? undefined : code === 'Unhealthy'), 'text'),
  category: 'properties.category',
  description: 'properties.description',
  impact: 'properties.impact',
  remediation: 'properties.remediation',
  timeGenerated: date('properties.timeGenerated'),
}

/** What scanners found on machines and images; what they found in databases is {@link sqlVulnerabilityFinding}. */
export const securitySubAssessment = resource({
  type: 'azure_security_sub_assessment',
  class: ['Vulnerability'],
  title: 'Security sub-assessment',
  service,
  list: arm(subAssessmentType, '2019-01-01-preview', {
    path: '/providers/Microsoft.Security/subAssessments',
    bulk: 'securityresources',
    inResourceGroup: false,
  }),
  permission: subAssessmentPermission,
  isEntity: ({ raw }) => !isOfSql(raw),
  properties: {
    ...found,
    vulnerabilityId: 'properties.id',
    assessedResourceId: either('properties.resourceDetails.id', 'properties.resourceDetails.Id'),
    assessedResourceType: 'properties.additionalData.assessedResourceType',
    cve: 'properties.additionalData.cve[].title',
    patchable: 'properties.additionalData.patchable',
    publishedOn: date('properties.additionalData.publishedTime'),
    imageDigest: 'properties.additionalData.imageDigest',
    repositoryName: 'properties.additionalData.repositoryName',
  },
  links: [
    from('azure_security_assessment', 'IDENTIFIED', assessmentOf),
    // An image has an id of its own registry's making: the vulnerability then is the registry's.
    from('ANY_RESOURCE', 'HAS', serverOf, {
      type: 'ANY_RESOURCE_has_azure_security_sub_assessment',
    }),
  ],
})

function assessmentOf({ raw }: AzureResource): string | undefined {
  return text(raw, 'id')
    ?.toLowerCase()
    .replace(/\/subassessments\/[^/]+$/, '')
}

/**
 * Defender shows the results of each scan of a database, of both configurations of the assessment, among its sub-assessments: one list
 * of a subscription instead of one of each database (`sqlVulnerabilityAssessments/default/scans`).
 */
export const sqlVulnerabilityFinding = resource({
  type: 'azure_sql_vulnerability_finding',
  class: ['Vulnerability'],
  title: 'SQL vulnerability finding',
  service,
  list: embeddedIn(securitySubAssessment, subAssessmentType, 'subAssessments[] of databases', (found) => (isOfSql(found) ? [found] : [])),
  permission: subAssessmentPermission,
  properties: {
    ...found,
    ruleId: 'properties.id',
    statusCause: 'properties.status.cause',
    assessedResourceId: fact(['properties.resourceDetails.id', 'properties.resourceDetails.Id'], scanned, 'text'),
    assessedType: 'properties.additionalData.type',
    query: 'properties.additionalData.query',
    benchmarks: 'properties.additionalData.benchmarks[].benchmark',
  },
  links: [
    from('azure_sql_database', 'HAS', databaseOf),
    from('azure_security_assessment', 'IDENTIFIED', assessmentOf),
    // The databases of managed instances are none of these.
    from('ANY_RESOURCE', 'HAS', (finding) => (databaseOf(finding) === undefined ? serverOf(finding) : undefined), {
      type: 'ANY_RESOURCE_has_azure_sql_vulnerability_finding',
    }),
  ],
})

function isOfSql(found: Answer): boolean {
  return /^sqlservervulnerability$/i.test(text(found, 'properties.additionalData.assessedResourceType') ?? '')
}

function databaseOf({ raw }: AzureResource): string | undefined {
  const key = armKey(text(raw, 'properties.resourceDetails.id') ?? serverOf({ raw }) ?? '')
  return /\/microsoft\.sql\/servers\/[^/]+\/databases\/[^/]+$/.test(key) ? key : undefined
}

/** What the assessment hangs on: the server, or in some answers the database itself. */
function serverOf({ raw }: Pick<AzureResource, 'raw'>): string | undefined {
  return extended(text(raw, 'id') ?? '', 'Microsoft.Security')
}

const open: ReadonlySet<unknown> = new Set(['Active', 'InProgress'])

/** Versions from before 2020 name some fields otherwise. */
export const defenderAlert = resource({
  type: 'azure_defender_alert',
  class: ['Vulnerability'],
  title: 'Defender alert',
  service,
  list: arm('Microsoft.Security/locations/alerts', '2022-01-01', {
    path: '/providers/Microsoft.Security/alerts',
    bulk: 'securityresources',
    inResourceGroup: false,
  }),
  permission: 'Microsoft.Security/alerts/read',
  properties: {
    name: 'properties.alertDisplayName',
    displayName: 'properties.alertDisplayName',
    alertType: either('properties.alertType', 'properties.alertName'),
    description: 'properties.description',
    status: either('properties.status', 'properties.state'),
    open: fact(['properties.status', 'properties.state'], (status, state) => isOpen(status ?? state), 'text'),
    severity: either('properties.severity', 'properties.reportedSeverity'),
    intent: 'properties.intent',
    techniques: 'properties.techniques',
    startedOn: date('properties.startTimeUtc'),
    endedOn: date('properties.endTimeUtc'),
    createdOn: fact(['properties.timeGeneratedUtc', 'properties.detectedTimeUtc'], (now, then) => epoch(now ?? then), 'dates'),
    compromisedEntity: 'properties.compromisedEntity',
    productName: 'properties.productName',
    resourceIds: fact(['properties.resourceIdentifiers[].azureResourceId', 'properties.associatedResource'], resourceIds, 'texts'),
    remediationSteps: 'properties.remediationSteps',
    webLink: 'properties.alertUri',
    isIncident: 'properties.isIncident',
  },
  links: [
    from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope)),
    from('ANY_RESOURCE', 'HAS', affected, { type: 'ANY_RESOURCE_has_azure_defender_alert', mapped: true }),
  ],
})

function isOpen(status: unknown): boolean | undefined {
  return status === undefined ? undefined : open.has(status)
}

function resourceIds(now: unknown, then: unknown): string[] {
  const all = [...(Array.isArray(now) ? now : []), then]
  return armKeys(all.filter((id): id is string => typeof id === 'string' && id !== ''))
}

/** The subscription has its alerts anyway. */
function affected({ raw, scope }: AzureResource): string[] {
  const now = objects(raw, 'properties.resourceIdentifiers').flatMap((one) => texts(one, 'azureResourceId'))
  return resourceIds(now, at(raw, 'properties.associatedResource')).filter((key) => key !== subscriptionKeyOf(scope))
}

export const secureScore = resource({
  type: 'azure_secure_score',
  class: ['Assessment'],
  title: 'Secure score',
  service,
  list: arm('Microsoft.Security/secureScores', '2020-01-01', { inResourceGroup: false }),
  permission: 'Microsoft.Security/secureScores/read',
  properties: {
    displayName: otherwise('properties.displayName', 'Secure score'),
    currentScore: 'properties.score.current',
    maxScore: 'properties.score.max',
    percentage: 'properties.score.percentage',
    weight: 'properties.weight',
  },
  links: [from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope))],
})

export const defenderFindingDefinitions = [securityAssessment, securitySubAssessment, sqlVulnerabilityFinding, defenderAlert, secureScore]
