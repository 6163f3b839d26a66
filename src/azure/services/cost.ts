/** What is spent, and who learns of it. https://learn.microsoft.com/rest/api/consumption */
import { from } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { type Answer, isAnswer } from '../client/json.ts'
import { subscriptionOutsideGroups } from '../ends.ts'
import { date, from as fact } from '../facts.ts'
import type { AzureCall, ListingOf } from '../listing.ts'
import { resource } from '../resource.ts'
import { sifted } from '../sift.ts'
import { subscriptionKeyOf, subscriptionOf } from '../tenant.ts'

const service = 'Cost Management'
const usage = '/providers/Microsoft.Consumption/usageDetails'

/** One row of usage tells the offer and the currency of a subscription. */
export const usageDetails = resource({
  type: 'azure_usage_details',
  class: ['Site'],
  title: 'Usage of a subscription',
  service,
  list: firstOfSubscription,
  permission: 'Microsoft.Consumption/usageDetails/read',
  properties: {
    id: 'id',
    kind: 'kind',
    offerId: 'properties.offerId',
    productName: 'properties.product',
    productOrderName: 'properties.productOrderName',
    date: date('properties.date'),
    cost: 'properties.cost',
    billingCurrency: 'properties.billingCurrency',
    resourceId: 'properties.resourceId',
    meterId: 'properties.meterId',
    subscriptionId: fact(['properties.subscriptionId'], (id) => (typeof id === 'string' ? id.toLowerCase() : undefined), 'text'),
  },
  links: [from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope), { type: 'azure_subscription_uses_usage_details' })],
})

/** The id of a row changes with every billing period: the key is the subscription's. */
function firstOfSubscription({ type }: Parameters<ListingOf>[0]): ReturnType<ListingOf> {
  return {
    scope: 'subscription',
    source: { kind: 'list', api: `GET /subscriptions/{subscriptionId}${usage}?$top=1`, list: firstRow },
    properties: ['displayName'],
    facts: { displayName: fact(['properties.offerId', 'properties.product'], (offer, product) => offer ?? product, 'text') },
    shared: ({ scope }) => ({ key: `${type}:${subscriptionOf(scope)?.id}`, properties: {} }),
  }
}

async function* firstRow(call: AzureCall): AsyncGenerator<Answer> {
  for await (const row of call.session.arm.list(`/subscriptions/${call.scope.id}${usage}`, '2024-08-01', call, { $top: '1' })) {
    yield row
    return
  }
}

export const budget = resource({
  type: 'azure_budget',
  class: ['Rule'],
  title: 'Budget',
  service,
  list: arm('Microsoft.Consumption/budgets', '2024-08-01'),
  permission: 'Microsoft.Consumption/budgets/read',
  properties: {
    category: 'properties.category',
    amount: 'properties.amount',
    currency: 'properties.currentSpend.unit',
    currentSpend: 'properties.currentSpend.amount',
    forecastSpend: 'properties.forecastSpend.amount',
    timeGrain: 'properties.timeGrain',
    startsOn: date('properties.timePeriod.startDate'),
    endsOn: date('properties.timePeriod.endDate'),
    notificationCount: fact(['properties.notifications'], (all) => (isAnswer(all) ? Object.keys(all).length : undefined), 'object'),
    thresholds: ofNotifications('threshold'),
    contactEmails: ofNotifications('contactEmails'),
    contactRoles: ofNotifications('contactRoles'),
    contactGroups: ofNotifications('contactGroups'),
  },
  links: [from('azure_subscription', 'HAS', subscriptionOutsideGroups)],
})

/** The values of a field of all notifications that are on, each once. */
function ofNotifications(field: string) {
  return fact(
    ['properties.notifications'],
    (all) => {
      if (!isAnswer(all)) return undefined
      const values = Object.values(all).flatMap((one) => (isAnswer(one) && one.enabled !== false ? one[field] : []))
      return [...new Set(values.filter((value) => typeof value === 'number' || typeof value === 'string'))]
    },
    'object',
  )
}

export const costAnomalyAlert = resource({
  type: 'azure_cost_anomaly_alert',
  class: ['Rule'],
  title: 'Cost anomaly alert',
  service,
  // The other kind sends views by schedule.
  list: sifted(arm('Microsoft.CostManagement/scheduledActions', '2024-08-01', { inResourceGroup: false }), {
    only: ({ kind }) => kind === 'InsightAlert',
  }),
  permission: 'Microsoft.CostManagement/scheduledActions/read',
  properties: {
    displayName: 'properties.displayName',
    kind: 'kind',
    status: 'properties.status',
    scope: 'properties.scope',
    recipients: 'properties.notification.to',
    frequency: 'properties.schedule.frequency',
    endsOn: date('properties.schedule.endDate'),
  },
  links: [from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope))],
})

export const costDefinitions = [usageDetails, budget, costAnomalyAlert]
