/** The data plane of key vaults: what a vault holds, without values. https://learn.microsoft.com/rest/api/keyvault */
import type { JsonObject } from '../json.ts'
import { at } from '../json.ts'
import type { Node } from '../kind.ts'
import { listed } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import { isReply, pageOf } from './paging.ts'
import { type Call, loginHost, ok, type Reply } from './reply.ts'
import type { ServerRules } from './settings.ts'

const vaultType = 'Microsoft.KeyVault/vaults'
const suffix = '.vault.azure.net'
const pageSize = 25

export const vaultAudience = /^https:\/\/vault\.azure\.net\/?$/i

export function isVaultHost(host: string): boolean {
  return host.endsWith(suffix)
}

export class Vaults {
  readonly #tenant: Tenant
  readonly #rules: ServerRules

  constructor(tenant: Tenant, rules: ServerRules) {
    this.#tenant = tenant
    this.#rules = rules
  }

  answer(call: Call): Reply {
    const vault = this.#find(call.host.slice(0, -suffix.length))
    const kind = /^\/(keys|secrets|certificates)\/?$/i.exec(call.path)?.[1]?.toLowerCase()
    if (vault === undefined || kind === undefined) return refusal(404, 'NotFound', 'There is nothing at this address.')
    const refused = this.#refused(vault, call, kind)
    if (refused !== undefined) return refused
    const page = pageOf(call, listed(contents(vault, kind, call.host)), {
      size: this.#rules.pageSize || pageSize,
      link: 'nextLink',
      parameter: '$skiptoken',
    })
    return isReply(page) ? page : ok({ value: page.items, nextLink: page.next ?? null }, 'list')
  }

  /** The challenge by which a vault tells where to sign in. */
  challenge(call: Call): Reply {
    const authority = `${call.origin(loginHost)}/${this.#tenant.id}`
    return {
      ...refusal(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.'),
      headers: { 'www-authenticate': `Bearer authorization="${authority}", resource="https://vault.azure.net"` },
    }
  }

  #find(name: string): Node | undefined {
    for (const subscription of this.#tenant.subscriptions) {
      const hand = this.#tenant.handMade.resources(vaultType, subscription.id).find((node) => node.name.toLowerCase() === name)
      if (hand !== undefined) return hand
    }
    // kv-booking-prd01-00012: the subscription's code stands in the name.
    const subscription = this.#tenant.subscriptions.find(({ code }) => name.split('-')[2] === code)
    const kind = this.#tenant.kinds.get(vaultType.toLowerCase())
    const number = Number(/(\d+)$/.exec(name)?.[1]) - 1
    if (subscription === undefined || kind === undefined || !this.#tenant.population(kind, subscription).has(number)) return undefined
    const found = this.#tenant
      .list(kind, subscription)
      .at(this.#tenant.handMade.resources(vaultType, subscription.id).length + this.#tenant.population(kind, subscription).before(number))
    return found.name === name ? found : undefined
  }

  /** A vault without Azure RBAC lets nobody in but whom its policies name; one that is off the Internet lets nobody in. */
  #refused(vault: Node, call: Call, kind: string): Reply | undefined {
    if (this.#rules.deny.some((pattern) => pattern.test(`${call.host}${call.path}`)))
      return refusal(403, 'Forbidden', `Caller is not authorized to perform action on resource.`, 'ForbiddenByRbac')
    if (this.#rules.openVaults) return undefined
    if (at(vault.body, ['properties', 'publicNetworkAccess']) === 'Disabled')
      return refusal(
        403,
        'Forbidden',
        'Public network access is disabled and request is not from a trusted service nor via an approved private link.',
        'ForbiddenByConnection',
      )
    if (at(vault.body, ['properties', 'enableRbacAuthorization']) !== true)
      return refusal(
        403,
        'Forbidden',
        `The user, group or application does not have ${kind} list permission on key vault '${vault.name};location=${String(vault.body.location)}'.`,
        'AccessDenied',
      )
    return undefined
  }
}

function contents(vault: Node, kind: string, host: string): readonly JsonObject[] {
  const { dice, drift, tenant } = vault
  const seconds = (days: number) => Math.floor(Date.parse(tenant.daysAgo(days)) / 1000)
  const names =
    { keys: ['storage', 'disks', 'signing'], secrets: ['db-password', 'api-token', 'smtp'], certificates: ['web', 'partner'] }[kind] ?? []
  return names
    .filter((name) => dice.chance(`${kind} ${name}`, 0.7))
    .map((name) => {
      const endless = drift.chance(`endless ${name}`, tenant.misconfigured * 2)
      const made = dice.int(`age ${name}`, 20, 900)
      const attributes = {
        enabled: !drift.chance(`off ${name}`, 0.05),
        nbf: seconds(made),
        ...(endless ? {} : { exp: seconds(-drift.int(`expires ${name}`, -40, 300)) }),
        created: seconds(made),
        updated: seconds(made),
        recoveryLevel: at(vault.body, ['properties', 'enablePurgeProtection']) === true ? 'Recoverable' : 'Recoverable+Purgeable',
        recoverableDays: 90,
      }
      const id = `https://${host}/${kind}/${name}`
      if (kind === 'keys') return { kid: id, attributes, tags: {} }
      if (kind === 'secrets') return { id, attributes, contentType: 'text/plain', tags: {} }
      return { id, attributes, x5t: dice.hex(`x5t ${name}`, 27), subject: `CN=${name}`, tags: {} }
    })
}

function refusal(status: number, code: string, message: string, inner?: string): Reply {
  return { status, body: { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } }, kind: 'error' }
}
