/**
 * What answers say of the throttles that requests share. All that is known of Azure's headers for it stands here.
 *
 * Resource Manager counts by subscription, and by tenant what belongs to none, and tells what is left with each answer. Behind it
 * each provider has limits of its own: what they refuse passed the subscription's throttle, and says so by what is left there.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 * Resource Graph counts queries by user. https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
 * Microsoft Graph tells neither, but names the throttle with what it refuses. https://learn.microsoft.com/graph/throttling
 */

import type { CloudError } from '../../collect/errors.ts'
import type { Allowance, Throttle } from '../../collect/throttle.ts'
import type { RawAnswer } from './transport.ts'

/** Requests at once to what has not told what is left: the smallest of the limits, that of Resource Graph, lets so many pass. */
export const untilTold = 15

const left = ['x-ms-user-quota-remaining', 'x-ms-ratelimit-remaining-subscription-reads', 'x-ms-ratelimit-remaining-tenant-reads']
const wholeScope: ReadonlySet<string> = new Set(['SubscriptionRequestsThrottled', 'TenantRequestsThrottled'])

/** Tells a scope's throttle what an answer says of it. @param error what the answer means where it is no success */
export function heed(answer: RawAnswer, throttle: Throttle, error?: CloudError): void {
  const allowance = allowanceIn(answer)
  if (answer.status === 429 && error !== undefined && refusesAll(answer, allowance, error)) {
    throttle.refused(answer.header('retry-after') ?? secondsIn(allowance), error)
  } else throttle.passed(allowance)
}

function refusesAll(answer: RawAnswer, allowance: Allowance | undefined, { facts }: CloudError): boolean {
  if (allowance !== undefined) return allowance.left <= 0
  return wholeScope.has(facts.code ?? '') || answer.header('x-ms-throttle-scope') !== undefined
}

function allowanceIn({ header }: RawAnswer): Allowance | undefined {
  const told = left.map((name) => header(name)).find((value) => value !== undefined)
  if (told === undefined || !/^\d+$/.test(told)) return undefined
  const backInMs = durationMs(header('x-ms-user-quota-resets-after'))
  return { left: Number(told), ...(backInMs === undefined ? {} : { backInMs }) }
}

function secondsIn(allowance: Allowance | undefined): string | undefined {
  return allowance?.backInMs === undefined ? undefined : String(allowance.backInMs / 1000)
}

/** `hh:mm:ss` */
function durationMs(text: string | undefined): number | undefined {
  const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? '') ?? []
  return seconds === undefined ? undefined : ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
}
