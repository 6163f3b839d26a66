/** Azure Resource Manager: lists and single resources of any provider. https://learn.microsoft.com/rest/api/azure */
import type { Cloud } from './clouds.ts'
import type { Caller, Http } from './http.ts'
import type { Answer } from './json.ts'
import { pages } from './pages.ts'

export type Query = Readonly<Record<string, string>>

export class Arm {
  readonly #http: Http
  readonly #cloud: Cloud
  readonly #principal: string

  /** @param principal whom to grant what is missing, for remedies: the client id */
  constructor(http: Http, cloud: Cloud, principal: string) {
    this.#http = http
    this.#cloud = cloud
    this.#principal = principal
  }

  /** One resource by its id, or the answer of an action on it. */
  async get(path: string, version: string, caller: Caller, query: Query = {}): Promise<Answer> {
    return this.#send('GET', this.#url(path, version, query), path, caller)
  }

  async post(path: string, version: string, caller: Caller, body: unknown): Promise<Answer> {
    return this.#send('POST', this.#url(path, version, {}), path, caller, body)
  }

  /** All items of a list, page by page. */
  list(path: string, version: string, caller: Caller, query: Query = {}): AsyncIterable<Answer> {
    return pages(this.#url(path, version, query), this.#cloud.resourceManager, { next: 'nextLink' }, (url) =>
      this.#send('GET', url, path, caller),
    )
  }

  /** The items of a list that is asked for by a POST without body, as OData queries of providers are. */
  listByPost(path: string, version: string, caller: Caller): AsyncIterable<Answer> {
    return pages(this.#url(path, version, {}), this.#cloud.resourceManager, { next: '@odata.nextLink' }, (url) =>
      this.#send('POST', url, path, caller),
    )
  }

  async #send(method: 'GET' | 'POST', url: string, path: string, caller: Caller, body?: unknown): Promise<Answer> {
    const scope = scopeOf(path)
    const answered = await this.#http.send(
      {
        method,
        url,
        audience: this.#cloud.resourceManager.audience,
        scope: throttleOf(path),
        grant: { scope, remedy: this.#remedy(scope, caller.permission) },
        ...(body === undefined ? {} : { body }),
      },
      caller,
    )
    return answered.body
  }

  #url(path: string, version: string, query: Query): string {
    // Ids come from answers: without its slash one could run on the host's own name.
    const encoded = `/${path.replace(/^\/+/, '')}`.split('/').map(encodeURIComponent).join('/')
    return `${this.#cloud.resourceManager.url}${encoded}?${new URLSearchParams({ 'api-version': version, ...query })}`
  }

  /** The command that gives the principal a role. */
  grant(role: string, scope: string): string {
    return `az role assignment create --assignee ${this.#principal} --role "${role}" --scope ${scope}`
  }

  /** What to do for an action, which no role that only reads holds. */
  grantAction(scope: string): string {
    return `Reader does not hold it, 'isobar init --print role' prints a custom role that does. Make and assign it: ${this.grant('Isobar Additional Reader', scope)}`
  }

  #remedy(scope: string, permission: string): string {
    if (isAction(permission)) return this.grantAction(scope)
    const role = permission.startsWith('Microsoft.Management/managementGroups') ? 'Management Group Reader' : 'Reader'
    return `Grant it the role ${role} there or above: ${this.grant(role, scope)}`
  }
}

/** Actions change things or answer secrets; what only reads ends otherwise. */
export function isAction(permission: string): boolean {
  return /\/action$/i.test(permission)
}

/** Where a role must be assigned for a path to be readable: its subscription, its management group, the directory, or the root. */
function scopeOf(path: string): string {
  const scope = /^(\/subscriptions\/[^/]+|\/providers\/Microsoft\.Management\/managementGroups\/[^/]+|\/providers\/microsoft\.aadiam)/i
  return scope.exec(path)?.[1] ?? '/'
}

/** ARM throttles by subscription, and what belongs to none by tenant. */
function throttleOf(path: string): string {
  return (/^\/subscriptions\/([^/]+)/i.exec(path)?.[1] ?? 'tenant').toLowerCase()
}
