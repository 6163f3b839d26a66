/** A cloud small enough to hold in the head, served over real HTTP: accounts hold boxes and gadgets, boxes hold drawers, coins and things. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ToyBox {
  readonly id?: string
  readonly name?: string | null
  readonly drawers?: readonly { readonly id: string; readonly hole?: boolean; readonly coins?: readonly { readonly id: string }[] }[]
  readonly things?: readonly { readonly id: string }[]
  readonly lock?: { readonly maker: string; readonly keys?: readonly { readonly id: string }[] }
}

export interface ToyAccount {
  readonly id: string
  readonly name?: string
  readonly boxes?: Iterable<ToyBox>
  readonly gadgets?: Iterable<{ readonly id: string }>
}

/** What a path answers instead of its data: a status with an error code, text that is no JSON, or nothing until the end. */
export type Fault = { readonly status: number; readonly code?: string; readonly times?: number } | { readonly text: string } | 'hang'

export class ToyCloud {
  accounts: readonly ToyAccount[]
  pageSize = 3
  /** Accounts that the bulk call leaves out, as if the caller had no right to see them. */
  readonly hidden = new Set<string>()
  readonly faults = new Map<string, Fault>()
  /** Paths asked for, in order. */
  readonly requests: string[] = []
  /** Called before each answer. */
  onRequest: (path: string) => void = () => {}
  readonly #server: Server

  private constructor(accounts: readonly ToyAccount[]) {
    this.accounts = accounts
    this.#server = createServer((request, response) => this.#answer(request, response))
  }

  static async start(accounts: readonly ToyAccount[]): Promise<ToyCloud> {
    const cloud = new ToyCloud(accounts)
    await new Promise<void>((resolve) => cloud.#server.listen(0, '127.0.0.1', resolve))
    return cloud
  }

  get url(): string {
    const address = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${address.port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://toy')
    const path = url.pathname
    this.requests.push(path)
    this.onRequest(path)
    const fault = this.faults.get(path)
    if (fault === 'hang') return
    if (fault !== undefined && 'text' in fault) {
      response.end(fault.text)
      return
    }
    if (fault !== undefined) {
      if (fault.times === 1) this.faults.delete(path)
      else if (fault.times !== undefined) this.faults.set(path, { ...fault, times: fault.times - 1 })
      send(response, fault.status, { error: { code: fault.code ?? 'Fault', message: `no ${path}` } })
      return
    }
    const data = this.#data(path, url.searchParams)
    if (data === undefined) send(response, 404, { error: { code: 'NotFound', message: path } })
    else if (Symbol.iterator in data) this.#page(response, url, data)
    else send(response, 200, data)
  }

  #data(path: string, query: URLSearchParams): object | Iterable<unknown> | undefined {
    const [, collection, id, part] = path.split('/').map(decodeURIComponent)
    if (collection === 'accounts' && id === undefined) return this.accounts.map(({ id, name }) => ({ id, name: name ?? id }))
    if (collection === 'bulk-gadgets') return this.#bulk(query.getAll('account'))
    if (collection === 'accounts') {
      const account = this.accounts.find((one) => one.id === id)
      return part === 'boxes' ? shown(account?.boxes ?? []) : part === 'gadgets' ? (account?.gadgets ?? []) : undefined
    }
    const box = this.accounts.flatMap(({ boxes = [] }) => [...boxes]).find((one) => one.id === id)
    return part === 'things' ? (box?.things ?? []) : part === 'lock' ? box?.lock : undefined
  }

  *#bulk(accounts: readonly string[]): Iterable<unknown> {
    for (const { id: account, gadgets = [] } of this.accounts) {
      if (!accounts.includes(account) || this.hidden.has(account)) continue
      for (const gadget of gadgets) yield { account, gadget }
    }
  }

  #page(response: ServerResponse, url: URL, items: Iterable<unknown>): void {
    const start = Number(url.searchParams.get('from') ?? 0)
    const page = [
      ...Iterator.from(items)
        .drop(start)
        .take(this.pageSize + 1),
    ]
    const more = page.length > this.pageSize
    if (more) page.pop()
    url.searchParams.set('from', String(start + this.pageSize))
    send(response, 200, { value: page, ...(more ? { next: url.pathname + url.search } : {}) })
  }
}

/** A box as the list shows it: its things and its lock are asked for one by one. */
function* shown(boxes: Iterable<ToyBox>): Iterable<unknown> {
  for (const { things: _things, lock: _lock, ...box } of boxes) yield box
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': `toy-${status}` })
  response.end(JSON.stringify(body))
}
