/** The data plane of storage accounts, as far as settings stand in it. https://learn.microsoft.com/rest/api/storageservices */
import { at } from '../json.ts'
import type { Node } from '../kind.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import type { Call, Reply } from './reply.ts'
import type { ServerRules } from './settings.ts'

const accountType = 'Microsoft.Storage/storageAccounts'
const hostForm = /^([a-z0-9]+)\.(blob|queue|table)\.core\.windows\.net$/

export const storageAudience = /^https:\/\/storage\.azure\.com\/?$/i

export function isStorageHost(host: string): boolean {
  return hostForm.test(host)
}

export class Storage {
  readonly #tenant: Tenant
  readonly #rules: ServerRules
  /** stbookingprd0100012: the code of the account's subscription and its number end the name. */
  readonly #endings: readonly (readonly [Subscription, RegExp])[]

  constructor(tenant: Tenant, rules: ServerRules) {
    this.#tenant = tenant
    this.#rules = rules
    this.#endings = tenant.subscriptions.map((subscription) => [subscription, new RegExp(`${subscription.code}(\\d+)$`)])
  }

  answer(call: Call): Reply {
    const [, name = '', service = ''] = hostForm.exec(call.host) ?? []
    const account = this.#find(name)
    const asked = call.query.get('restype') === 'service' && call.query.get('comp') === 'properties'
    if (account === undefined || !asked) return refusal(404, 'ResourceNotFound')
    const networks = at(account.body, ['properties', 'networkAcls', 'defaultAction'])
    const isShut = at(account.body, ['properties', 'publicNetworkAccess']) === 'Disabled' || networks === 'Deny'
    if (isShut || account.subscription?.readable === false) return refusal(403, 'AuthorizationFailure')
    if (this.#rules.deny.some((pattern) => pattern.test(`${call.host}${call.path}`))) return refusal(403, 'AuthorizationPermissionMismatch')
    return { status: 200, body: propertiesOf(account, service), headers: xml, kind: 'item' }
  }

  unauthorized(): Reply {
    return refusal(401, 'InvalidAuthenticationInfo')
  }

  #find(name: string): Node | undefined {
    const kind = this.#tenant.kinds.get(accountType.toLowerCase())
    if (kind === undefined) return undefined
    for (const [subscription, ending] of this.#endings) {
      const hand = this.#tenant.handMade.resources(accountType, subscription.id)
      const made = hand.find((node) => node.name.toLowerCase() === name)
      if (made !== undefined) return made
      const number = Number(ending.exec(name)?.[1]) - 1
      const population = this.#tenant.population(kind, subscription)
      if (!population.has(number)) continue
      const found = this.#tenant.list(kind, subscription).at(hand.length + population.before(number))
      if (found.name === name) return found
    }
    return undefined
  }
}

const xml = { 'content-type': 'application/xml' }

function propertiesOf({ drift }: Node, service: string): string {
  const flag = (call: string) => `<${call}>${drift.chance(`${service} ${call} logged`, 0.4)}</${call}>`
  const kept = '<RetentionPolicy><Enabled>true</Enabled><Days>90</Days></RetentionPolicy>'
  const logging = `<Logging><Version>1.0</Version>${flag('Read')}${flag('Write')}${flag('Delete')}${kept}</Logging>`
  return `<?xml version="1.0" encoding="utf-8"?><StorageServiceProperties>${logging}<Cors /></StorageServiceProperties>`
}

function refusal(status: number, code: string): Reply {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>Status ${status}.</Message></Error>`
  return { status, body, headers: { ...xml, 'x-ms-error-code': code }, kind: 'error' }
}
