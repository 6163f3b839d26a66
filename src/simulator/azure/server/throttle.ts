/**
 * Throttling by token buckets, as Azure Resource Manager does it per principal and subscription (reads: 250 tokens,
 * 25 back each second), Resource Graph per principal (15 requests in 5 seconds), and Microsoft Graph per application.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
import { armHost, graphHost, type Reply, refusal, type SignedCall } from './reply.ts'

interface Allowance {
  readonly size: number
  readonly perSecond: number
}

const arm: Allowance = { size: 250, perSecond: 25 }
const resourceGraph: Allowance = { size: 15, perSecond: 3 }
const microsoftGraph: Allowance = { size: 3500, perSecond: 350 }

class Bucket {
  readonly #allowance: Allowance
  #tokens: number
  #filledAt: number

  constructor(allowance: Allowance, now: number) {
    this.#allowance = allowance
    this.#tokens = allowance.size
    this.#filledAt = now
  }

  /** Takes one token; otherwise tells after how many seconds there is one. */
  take(now: number): { readonly left: number } | { readonly wait: number } {
    const { size, perSecond } = this.#allowance
    this.#tokens = Math.min(size, this.#tokens + ((now - this.#filledAt) / 1000) * perSecond)
    this.#filledAt = now
    if (this.#tokens < 1) return { wait: Math.max(1, Math.ceil((1 - this.#tokens) / perSecond)) }
    this.#tokens--
    return { left: Math.floor(this.#tokens) }
  }
}

export class Throttle {
  /** 1 is as in Azure, 0.1 a tenth of it. */
  readonly #scale: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(scale: number) {
    this.#scale = scale
  }

  /** The headers that tell what is left, or the refusal. */
  check(call: SignedCall, now: number): Readonly<Record<string, string>> | Reply {
    if (call.host === armHost) return isResourceGraph(call) ? this.#resourceGraph(call, now) : this.#arm(call, now)
    if (call.host === graphHost) return this.#graph(call, now)
    return {}
  }

  #arm(call: SignedCall, now: number): Readonly<Record<string, string>> | Reply {
    const subscription = /^\/subscriptions\/([^/]+)/i.exec(call.path)?.[1]?.toLowerCase()
    const taken = this.#take(`arm ${call.token.objectId} ${subscription ?? 'tenant'}`, arm, now)
    const header = `x-ms-ratelimit-remaining-${subscription === undefined ? 'tenant' : 'subscription'}-reads`
    if ('left' in taken) return { [header]: String(taken.left) }
    const message = `Number of 'read' requests for subscription '${subscription ?? ''}' actor '${call.token.objectId}' exceeded. Please try again after '${taken.wait}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`
    return throttled(
      refusal(armHost, 429, subscription === undefined ? 'TenantRequestsThrottled' : 'SubscriptionRequestsThrottled', message, {
        [header]: '0',
      }),
      taken.wait,
    )
  }

  #resourceGraph(call: SignedCall, now: number): Readonly<Record<string, string>> | Reply {
    const taken = this.#take(`arg ${call.token.objectId}`, resourceGraph, now)
    if ('left' in taken) return { 'x-ms-user-quota-remaining': String(taken.left), 'x-ms-user-quota-resets-after': '00:00:05' }
    const message =
      'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.'
    return throttled(
      refusal(armHost, 429, 'RateLimiting', message, {
        'x-ms-user-quota-remaining': '0',
        'x-ms-user-quota-resets-after': `00:00:0${Math.min(9, taken.wait)}`,
      }),
      taken.wait,
    )
  }

  #graph(call: SignedCall, now: number): Readonly<Record<string, string>> | Reply {
    const taken = this.#take(`graph ${call.token.objectId}`, microsoftGraph, now)
    return 'left' in taken
      ? {}
      : throttled(
          refusal(graphHost, 429, 'TooManyRequests', 'Too many requests. Please retry later.', {
            'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${call.token.clientId}`,
          }),
          taken.wait,
        )
  }

  #take(key: string, allowance: Allowance, now: number) {
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) {
      bucket = new Bucket({ size: Math.max(1, allowance.size * this.#scale), perSecond: allowance.perSecond * this.#scale }, now)
      this.#buckets.set(key, bucket)
    }
    return bucket.take(now)
  }
}

export function isResourceGraph(call: { readonly method: string; readonly path: string }): boolean {
  return call.method === 'POST' && call.path.toLowerCase() === '/providers/microsoft.resourcegraph/resources'
}

function throttled(reply: Reply, wait: number): Reply {
  return { ...reply, kind: 'throttled', headers: { ...reply.headers, 'retry-after': String(wait) } }
}
