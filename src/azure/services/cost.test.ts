import { afterEach, describe, expect, test } from 'vitest'
import { serve, type TestServer } from '../client/server.fixture.ts'
import { drawn, edgesOf, entityOf, hasAnswers, named, published, recorded, subscription } from '../service.fixture.ts'
import { budget, costAnomalyAlert, usageDetails } from './cost.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

async function listed({ source }: typeof budget, value: readonly object[], base?: string): Promise<unknown[]> {
  server = await serve(() => ({ body: { value, ...(base === undefined ? {} : { nextLink: base }) } }))
  if (source.kind !== 'list') throw new Error('no list')
  return Array.fromAsync(source.list({ ...server.caller, session: server.session, scope: subscription }))
}

test('of usage only the first row is read, and its key outlives the billing period', async () => {
  expect(await listed(usageDetails, [{ id: '/1' }, { id: '/2' }], 'https://elsewhere.example/next')).toEqual([{ id: '/1' }])
  expect(server?.seen.map(({ url }) => url)).toEqual([expect.stringContaining('%24top=1')])
  expect(entityOf(usageDetails, { id: '/1' }).key).toBe('azure_usage_details:s1')
  expect(edgesOf(usageDetails, { id: '/1' })[0]?.type).toBe('azure_subscription_uses_usage_details')
})

test('of scheduled actions only those on anomalies count', async () => {
  const anomaly = { id: '/2', kind: 'InsightAlert', properties: { status: 'Enabled', notification: { to: ['a@x'] } } }
  expect(await listed(costAnomalyAlert, [{ id: '/1', kind: 'Email' }, anomaly])).toEqual([anomaly])
  expect(entityOf(costAnomalyAlert, anomaly).properties).toMatchObject({ status: 'Enabled', recipients: ['a@x'] })
})

test('a budget of a group hangs on the group, any other on the subscription', () => {
  const own = { id: 'subscriptions/s1/providers/Microsoft.Consumption/budgets/B' }
  expect(drawn(budget, own)).toEqual([`/subscriptions/s1|HAS|/${own.id.toLowerCase()}`])
  const ofGroup = { id: 'subscriptions/s1/resourceGroups/G/providers/Microsoft.Consumption/budgets/B' }
  expect(drawn(budget, ofGroup)).toEqual([`/subscriptions/s1/resourcegroups/g|HAS|/${ofGroup.id.toLowerCase()}`])
})

test('notices that are off reach nobody', () => {
  const notifications = {
    on: { enabled: true, threshold: 80, contactEmails: ['a@x', 'b@x'] },
    more: { threshold: 90, contactEmails: ['b@x'] },
    off: { enabled: false, threshold: 100, contactEmails: ['c@x'] },
    odd: 'x',
  }
  expect(entityOf(budget, { id: '/b', properties: { notifications } }).properties).toMatchObject({
    notificationCount: 4,
    thresholds: [80, 90],
    contactEmails: ['a@x', 'b@x'],
  })
})

describe.skipIf(!hasAnswers)('of recorded and published answers', () => {
  test('the offer of a subscription', () => {
    const [row] = recorded('/providers/Microsoft.Consumption/usageDetails')
    expect(row && entityOf(usageDetails, row).properties).toMatchObject({
      displayName: 'MS-AZR-0003P',
      offerId: 'MS-AZR-0003P',
      billingCurrency: 'USD',
      productName: 'Premium Page Blob - P30 LRS - Disk - US East',
      cost: 3.45170112,
      date: Date.parse('2024-08-20'),
      subscriptionId: '1a0c5f7e-3b29-4c68-8d11-a4f2e6b79c03',
    })
  })

  test('a budget', () => {
    expect(entityOf(budget, named(published('azure_budget'), 'TestBudget')).properties).toMatchObject({
      amount: 100.65,
      timeGrain: 'Monthly',
      currency: 'USD',
      startsOn: Date.parse('2017-10-01'),
      contactEmails: expect.arrayContaining(['johndoe@contoso.com']),
    })
  })
})
