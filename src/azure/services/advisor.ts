/** What Azure Advisor recommends. https://learn.microsoft.com/rest/api/advisor */
import { from } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { keysAt } from '../ends.ts'
import { date, from as fact, ref } from '../facts.ts'
import { resource } from '../resource.ts'

const severities: ReadonlyMap<unknown, number> = new Map([
  ['High', 10],
  ['Medium', 5],
  ['Low', 1],
])

export const advisorRecommendation = resource({
  type: 'azure_advisor_recommendation',
  class: ['Finding'],
  title: 'Advisor recommendation',
  service: 'Advisor',
  list: arm('Microsoft.Advisor/recommendations', '2023-01-01', { bulk: 'advisorresources', inResourceGroup: false }),
  permission: 'Microsoft.Advisor/recommendations/read',
  properties: {
    displayName: 'properties.shortDescription.problem',
    category: 'properties.category',
    severity: 'properties.impact',
    numericSeverity: fact(['properties.impact'], (impact) => severities.get(impact) ?? 5, 'text'),
    // What is done, or no longer recommended, is not listed any more.
    open: fact([], () => true),
    impactedField: 'properties.impactedField',
    impactedValue: 'properties.impactedValue',
    updatedOn: date('properties.lastUpdated'),
    recommendationTypeId: 'properties.recommendationTypeId',
    shortDescriptionProblem: 'properties.shortDescription.problem',
    shortDescriptionSolution: 'properties.shortDescription.solution',
    assessment: 'properties.extendedProperties.assessmentKey',
    score: 'properties.extendedProperties.score',
    resourceId: ref('properties.resourceMetadata.resourceId'),
    source: 'properties.resourceMetadata.source',
    suppressionIds: 'properties.suppressionIds',
  },
  links: [
    from('ANY_SCOPE', 'HAS', keysAt('properties.resourceMetadata.resourceId'), { type: 'azure_resource_has_finding' }),
    from(
      'azure_security_assessment',
      'IDENTIFIED',
      (recommendation) =>
        keysAt('properties.resourceMetadata.source')(recommendation).map((key) => ({ by: 'key', key, type: 'azure_security_assessment' })),
      { type: 'azure_assessment_identified_recommendation' },
    ),
  ],
})

export const advisorDefinitions = [advisorRecommendation]
