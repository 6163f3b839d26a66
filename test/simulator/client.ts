/** Asks a simulated tenant as any client would: over HTTP, with a token. */
import { type RunningTenant, type SimulatorOptions, startTenant } from '../../src/simulator/azure/index.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body, when it is JSON. */
  readonly body: Body
}

export interface Body {
  readonly [name: string]: unknown
  readonly value?: readonly Item[]
  readonly error?: { readonly code: string; readonly message: string }
}

export interface Item {
  readonly [name: string]: unknown
  readonly id: string
}

export interface Rows {
  readonly totalRecords: number
  readonly data: readonly (Item & Record<string, string & number>)[]
  readonly $skipToken?: string
}

export class Client {
  readonly tenant: RunningTenant
  readonly #tokens = new Map<string, string>()

  constructor(tenant: RunningTenant) {
    this.tenant = tenant
  }

  /** A sign-in with other words than the right ones where they are given. */
  signIn(form: Readonly<Record<string, string>> = {}, tenantId = this.tenant.tenantId): Promise<Answer> {
    const right = {
      grant_type: 'client_credentials',
      client_id: this.tenant.clientId,
      client_secret: this.tenant.clientSecret,
      scope: 'https://management.azure.com/.default',
    }
    const body = new URLSearchParams(Object.entries({ ...right, ...form }).filter(([, value]) => value !== ''))
    return ask(`${this.tenant.base}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body })
  }

  async token(audience: string): Promise<string> {
    const known = this.#tokens.get(audience)
    if (known !== undefined) return known
    const { body } = await this.signIn({ scope: `${audience}/.default` })
    const token = String(body.access_token)
    this.#tokens.set(audience, token)
    return token
  }

  /** A GET of Resource Manager; the path holds everything but a usual api-version. */
  async arm(path: string, init: RequestInit = {}): Promise<Answer> {
    const url = path.includes('api-version=') ? path : `${path}${path.includes('?') ? '&' : '?'}api-version=2024-03-01`
    return this.#ask('management.azure.com', url, 'https://management.azure.com', init)
  }

  graph(path: string, init: RequestInit = {}): Promise<Answer> {
    return this.#ask('graph.microsoft.com', path, 'https://graph.microsoft.com', init)
  }

  async query(query: string, options: object = {}, subscriptions?: readonly string[]): Promise<Rows> {
    const { status, body, text } = await this.queried(query, options, subscriptions)
    if (status !== 200) throw new Error(text)
    return { totalRecords: Number(body.totalRecords), data: [], ...body }
  }

  queried(query: string, options: object = {}, subscriptions?: readonly string[]): Promise<Answer> {
    const path = '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01'
    return this.arm(path, { method: 'POST', body: JSON.stringify({ query, options, subscriptions }) })
  }

  /** All rows of a query, page by page. */
  async allRows(query: string, options: object = {}): Promise<Rows['data']> {
    const rows: Rows['data'][number][] = []
    for (let token: string | undefined; ; ) {
      const page = await this.query(query, { ...options, ...(token === undefined ? {} : { $skipToken: token }) })
      rows.push(...page.data)
      if (page.$skipToken === undefined) return rows
      token = page.$skipToken
    }
  }

  /** All items of a list, page by page, and how many pages they took. */
  async all(first: Promise<Answer>): Promise<{ readonly items: readonly Item[]; readonly pages: number }> {
    const items: Item[] = []
    let answer = await first
    for (let pages = 1; ; pages++) {
      items.push(...(answer.body.value ?? []))
      const next = answer.body.nextLink ?? answer.body['@odata.nextLink']
      if (typeof next !== 'string') return { items, pages }
      const path = next.slice(this.tenant.base.length)
      const host = path.split('/')[1] ?? ''
      const rest = path.slice(host.length + 1)
      answer = await (host.startsWith('graph') ? this.graph(rest) : this.arm(rest))
    }
  }

  async #ask(host: string, path: string, audience: string, init: RequestInit): Promise<Answer> {
    const headers = { authorization: `Bearer ${await this.token(audience)}`, ...init.headers }
    return ask(`${this.tenant.base}/${host}${path}`, { ...init, headers })
  }
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: asBody(text) }
}

function asBody(text: string): Body {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** Runs a tenant for as long as the work takes. */
export async function withTenant<T>(options: SimulatorOptions, work: (client: Client) => Promise<T>): Promise<T> {
  const tenant = await startTenant(options)
  try {
    return await work(new Client(tenant))
  } finally {
    await tenant.close()
  }
}
