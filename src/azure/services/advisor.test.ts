import { describe, expect, test } from 'vitest'
import { edgesOf, entityOf, hasAnswers, named, recorded } from '../service.fixture.ts'
import { advisorRecommendation } from './advisor.ts'

test('a recommendation is about a resource, and may stem from an assessment and from nothing else', () => {
  const raw = {
    id: '/R/providers/Microsoft.Advisor/recommendations/N',
    properties: { resourceMetadata: { resourceId: '/R', source: '/S' } },
  }
  const key = raw.id.toLowerCase()
  expect(edgesOf(advisorRecommendation, raw)).toEqual([
    { edge: `/r|HAS|${key}`, type: 'azure_resource_has_finding' },
    { edge: `/s|IDENTIFIED|${key}`, type: 'azure_assessment_identified_recommendation' },
  ])
  const [source] = [
    ...(advisorRecommendation.links[1]?.links({ raw, details: {}, scope: { kind: '', id: '', name: '', data: {} } }, key) ?? []),
  ]
  expect(source?.from.targets).toEqual([{ by: 'key', key: '/s', type: 'azure_security_assessment' }])
})

test('an impact that is not said, or new, counts as medium', () => {
  const severity = (impact?: string) => entityOf(advisorRecommendation, { id: '/a', properties: { impact } }).properties.numericSeverity
  expect([severity('High'), severity('Medium'), severity('Low'), severity(), severity('Grave')]).toEqual([10, 5, 1, 5, 5])
})

describe.skipIf(!hasAnswers)('of recorded answers', () => {
  test('what is wrong and what to do', () => {
    const found = named(recorded('/providers/Microsoft.Advisor/recommendations'), 'f23c07c6-7312-d415-7b37-5566279f876f')
    expect(entityOf(advisorRecommendation, found).properties).toMatchObject({
      displayName: 'Storage account public access should be disallowed',
      open: true,
      severity: 'Medium',
      category: 'Security',
      assessment: '51fd8bb1-0db4-bbf1-7e2b-cfcba7eb66a6',
      score: '4',
      updatedOn: Date.parse('2020-10-08T13:53:02.971Z'),
    })
  })
})
