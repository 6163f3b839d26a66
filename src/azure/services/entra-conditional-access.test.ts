import { describe, expect, test } from 'vitest'
import { drawn, entityOf } from '../service.fixture.ts'
import { conditionalAccessPolicy } from './entra-conditional-access.ts'

const user = '5f33789b-0cae-443b-9f6c-c115895d3c64'
const policy = (users: object, more: object = {}) => ({
  id: 'e1e5bcfc-1adf-407d-904b-5d807b742975',
  displayName: 'Require MFA',
  state: 'enabled',
  conditions: { users, ...more },
})

describe('a conditional access policy', () => {
  test('for everybody says so by a property and draws no edge to each', () => {
    const raw = policy({ includeUsers: ['All'], excludeUsers: [user] })
    expect(entityOf(conditionalAccessPolicy, raw).properties).toMatchObject({ allUsers: true, excludeUsers: [user] })
    expect(drawn(conditionalAccessPolicy, raw, {}, 'ASSIGNED')).toEqual([])
  })

  test('is assigned to the users and groups it names, not to the words among them', () => {
    const group = '00000000-0000-4000-8000-00000000000A'
    const raw = policy({ includeUsers: ['GuestsOrExternalUsers', user], includeGroups: [group] })
    expect(drawn(conditionalAccessPolicy, raw, {}, 'ASSIGNED').sort()).toEqual(
      [
        `azure_conditional_access_policy:${raw.id}|ASSIGNED|${user}`,
        `azure_conditional_access_policy:${raw.id}|ASSIGNED|${group.toLowerCase()}`,
      ].sort(),
    )
  })

  test('contains the locations it names; AllTrusted is none', () => {
    const location = '1c21307d-eac8-48d9-b87e-c335baba2ac6'
    const raw = policy({}, { locations: { includeLocations: ['AllTrusted', location] } })
    expect(drawn(conditionalAccessPolicy, raw, {}, 'CONTAINS')).toEqual([
      `azure_conditional_access_policy:${raw.id}|CONTAINS|azure_conditional_access_named_location:${location}`,
    ])
  })

  test('that only reports is not active', () => {
    const active = (state: string) => entityOf(conditionalAccessPolicy, { ...policy({}), state }).properties.active
    expect([active('enabled'), active('enabledForReportingButNotEnforced'), active('disabled')]).toEqual([true, false, false])
  })
})
