/** The options of the simulated tenant as command line flags. */
import type { SimulatorOptions } from './azure/index.ts'
import { faultKinds, parseFault } from './azure/server/faults.ts'

const flags = {
  scenario: ['NAME', 'generated (default), demo or odd-names'],
  subscriptions: ['N', 'how many subscriptions (3)'],
  resources: ['N', 'how many resources in all of them (1000); they are made when asked for and take no memory'],
  seed: ['N', 'what everything follows from (1)'],
  week: ['N', 'how many weeks have passed: resources come, go and change (0)'],
  misconfigured: ['SHARE', 'the share of resources that are wrong in any one respect (0.1)'],
  port: ['N', 'port on 127.0.0.1 (a free one)'],
  'page-size': ['N', "items on a page, instead of the services' own sizes"],
  'latency-ms': ['N', 'added to every answer'],
  'token-ttl': ['SECONDS', 'how long a token lives (3599)'],
  throttle: ['SHARE', 'throttle by token buckets: 1 as Azure does, 0.1 a tenth of its limits (off)'],
} as const

const lists = {
  fault: [
    'RULE',
    `faults on purpose: KIND[,rate=SHARE][,times=N][,ms=N][,path=REGEX]; KIND is a status or one of ${Object.keys(faultKinds).join(', ')}`,
  ],
  deny: ['REGEX', 'paths that answer 403'],
  'not-registered': ['NAMESPACE', 'providers that are registered nowhere'],
  unreadable: ['N|ID', 'subscriptions without the role Reader'],
  'without-role': ['ROLE', 'permissions of Microsoft Graph that were not consented to'],
} as const

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true } as const
const plain = { type: 'boolean' } as const

export const usage = {
  options: {
    ...Object.fromEntries(Object.keys(flags).map((name) => [name, text])),
    ...Object.fromEntries(Object.keys(lists).map((name) => [name, texts])),
    tls: plain,
    'not-premium': plain,
    help: plain,
  },
  text: [
    'Simulates an Azure tenant on 127.0.0.1: sign-in, Resource Manager, Resource Graph and Microsoft Graph.',
    '',
    ...Object.entries({ ...flags, ...lists }).map(([name, [value, what]]) => `  ${`--${name} ${value}`.padEnd(28)} ${what}`),
    `  ${'--tls'.padEnd(28)} serve https, with a certificate of its own`,
    `  ${'--not-premium'.padEnd(28)} a tenant without the licence for sign-in dates and the registration report`,
  ].join('\n'),
}

/** @throws RangeError for a value that cannot be used */
export function optionsOf(values: Values): SimulatorOptions {
  const number = (name: keyof typeof flags, fallback: number) => {
    const value = values[name]
    if (value === undefined) return fallback
    const found = Number(value)
    if (!Number.isFinite(found) || found < 0) throw new RangeError(`--${name} wants a number, not ${String(value)}`)
    return found
  }
  const list = (name: keyof typeof lists) => {
    const value = values[name]
    return Array.isArray(value) ? value.map(String) : []
  }
  return {
    scenario: typeof values.scenario === 'string' ? values.scenario : 'generated',
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
    withoutRoles: list('without-role'),
    premium: values['not-premium'] !== true,
  }
}
