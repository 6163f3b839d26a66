/** The options of the simulated tenant as command line flags. */
import type { SimulatorOptions } from './azure/index.ts'
import { faultKinds, parseFault } from './azure/server/faults.ts'

export interface Flag {
  readonly name: string
  /** What its value is called; absent for a switch. */
  readonly value?: string
  /** May be given several times. */
  readonly many?: true
  readonly what: string
}

const kindsOfFaults = Object.keys(faultKinds).join(', ')

export const flags: readonly Flag[] = [
  { name: 'scenario', value: 'NAME', what: 'generated, demo or odd-names (generated)' },
  { name: 'subscriptions', value: 'N', what: 'how many subscriptions (3)' },
  { name: 'resources', value: 'N', what: 'how many resources in all of them (1000); made when asked for, they take no memory' },
  { name: 'seed', value: 'N', what: 'what everything follows from (1)' },
  { name: 'week', value: 'N', what: 'how many weeks have passed: resources come, go and change (0)' },
  { name: 'misconfigured', value: 'SHARE', what: 'the share of resources that are wrong in any one respect (0.1)' },
  { name: 'port', value: 'N', what: 'port on 127.0.0.1 (a free one)' },
  { name: 'tls', what: 'serve https, with a certificate of its own' },
  { name: 'page-size', value: 'N', what: "items on a page, instead of the services' own sizes" },
  { name: 'latency-ms', value: 'N', what: 'added to every answer' },
  { name: 'token-ttl', value: 'SECONDS', what: 'how long a token lives (3599)' },
  { name: 'throttle', value: 'SHARE', what: 'throttle by token buckets: 1 as Azure does, 0.1 a tenth of its limits (off)' },
  { name: 'fault', value: 'RULE', many: true, what: `KIND[,rate=SHARE][,times=N][,ms=N][,path=REGEX]; a status, or ${kindsOfFaults}` },
  { name: 'deny', value: 'REGEX', many: true, what: 'paths that answer 403' },
  { name: 'not-registered', value: 'NAMESPACE', many: true, what: 'providers that are registered nowhere' },
  { name: 'unreadable', value: 'N|ID', many: true, what: 'subscriptions without the role Reader' },
  { name: 'unseen', value: 'N|ID', many: true, what: 'subscriptions without any role: they are not even listed' },
  { name: 'without-action', value: 'ACTION', many: true, what: 'actions beyond Reader that no role holds' },
  { name: 'delegated', value: 'ROLE', many: true, what: 'permissions of Microsoft Graph that were added with the type Delegated' },
  { name: 'without-role', value: 'ROLE', many: true, what: 'permissions of Microsoft Graph that nobody consented to' },
  { name: 'open-vaults', what: 'vaults show what they hold, whatever their networks and policies say' },
  { name: 'not-premium', what: 'a tenant without the licence for sign-in dates and the registration report' },
]

/** By the name of the flag. */
export type FlagValues = Readonly<Record<string, unknown>>

/** @throws RangeError for a value that cannot be used */
export function optionsOf(values: FlagValues): SimulatorOptions {
  const number = (name: string, fallback: number) => {
    const value = values[name]
    if (value === undefined) return fallback
    const found = Number(value)
    if (!Number.isFinite(found) || found < 0) throw new RangeError(`--${name} wants a number, not ${String(value)}`)
    return found
  }
  const list = (name: string) => {
    const value = values[name]
    return Array.isArray(value) ? value.map(String) : []
  }
  return {
    scenario: String(values.scenario ?? 'generated'),
    subscriptions: number('subscriptions', 3),
    resources: number('resources', 1000),
    seed: number('seed', 1),
    week: number('week', 0),
    ...(values.misconfigured === undefined ? {} : { misconfigured: number('misconfigured', 0) }),
    port: number('port', 0),
    tls: values.tls === true,
    pageSize: number('page-size', 0),
    latencyMs: number('latency-ms', 0),
    tokenTtlSeconds: number('token-ttl', 3599),
    throttle: number('throttle', 0),
    faults: list('fault').map(parseFault),
    deny: list('deny').map((pattern) => new RegExp(pattern, 'i')),
    notRegistered: list('not-registered'),
    unreadable: list('unreadable'),
    unseen: list('unseen'),
    withoutActions: list('without-action'),
    delegated: list('delegated'),
    withoutRoles: list('without-role'),
    ...(values['open-vaults'] === true ? { openVaults: true } : {}),
    premium: values['not-premium'] !== true,
  }
}
