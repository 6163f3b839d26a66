import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, published, tenant } from '../service.fixture.ts'
import { accessReview, directorySync, managedDevice, riskyUser, subscribedSku } from './entra-governance.ts'

const scope = { scope: tenant }
const id = 'd1d4a5d4-a5d4-d1d4-d4a5-d4d1d4a5d4d1'

test('a risky user is a finding of its own that the user has', () => {
  expect(drawn(riskyUser, { id, riskState: 'atRisk' }, scope)).toEqual([`${id}|HAS|azure_risky_user:${id}`])
  const open = (riskState?: string) => entityOf(riskyUser, { id, riskState }, scope).properties.open
  expect([open('atRisk'), open('remediated'), open()]).toEqual([true, false, undefined])
})

test('a device whose compliance nobody judged yet is neither compliant nor not', () => {
  const compliant = (complianceState: string) => entityOf(managedDevice, { id, complianceState }, scope).properties.compliant
  expect(['compliant', 'noncompliant', 'inGracePeriod', 'unknown'].map(compliant)).toEqual([true, false, undefined, undefined])
})

test('a device is that of the directory which bears its device id', () => {
  expect(drawn(managedDevice, { id, azureADDeviceId: 'dev-1' }, scope, 'IS')).toEqual([`${id}|IS|azure_device{"deviceId":"dev-1"}`])
})

describe.skipIf(!hasAnswers)('published answers', () => {
  test('a review evaluates the group that it names', () => {
    const [raw = {}] = published('azure_access_review')
    expect(drawn(accessReview, raw, scope)).toEqual([`${String(raw.id)}|EVALUATES|119cc181-22f0-4e18-8537-264e7524ee0b`])
    expect(entityOf(accessReview, raw, scope).properties).toMatchObject({ reviewsGuests: false, recurrenceType: 'weekly' })
  })

  test('a review of guests says so', () => {
    const [raw = {}] = published('azure_access_review', 'filtered')
    expect(entityOf(accessReview, raw, scope).properties).toMatchObject({ reviewsGuests: true, autoApplyDecisionsEnabled: true })
  })

  test('a suspended licence is not active', () => {
    const active = published('azure_subscribed_sku').map((raw) => entityOf(subscribedSku, raw, scope).properties.active)
    expect(active).toEqual([true, false])
  })

  test('synchronisation says each of its features', () => {
    const [raw = {}] = published('azure_directory_sync')
    expect(entityOf(directorySync, raw, scope).properties).toMatchObject({
      'features.passwordSyncEnabled': false,
      'features.blockSoftMatchEnabled': false,
      deletionAlertThreshold: 500,
    })
  })
})
