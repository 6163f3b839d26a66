/** Microsoft Graph: lists, single objects, and many small questions in one. https://learn.microsoft.com/graph/json-batching */
import { BatchQueue } from './batch.ts'
import type { Cloud } from './clouds.ts'
import { remedyFor } from './graph-permissions.ts'
import type { Caller, Http } from './http.ts'
import type { Answer } from './json.ts'
import { pages } from './pages.ts'
import { claimsOf } from './tokens.ts'

/** Graph throttles an application by tenant. */
const directory = 'directory'
const shape = { next: '@odata.nextLink' }

export type GraphVersion = 'v1.0' | 'beta'

export class Graph {
  readonly #http: Http
  readonly #cloud: Cloud
  readonly #tenantId: string
  readonly #batches: BatchQueue

  constructor(http: Http, cloud: Cloud, tenantId: string) {
    this.#http = http
    this.#cloud = cloud
    this.#tenantId = tenantId
    this.#batches = new BatchQueue(
      (requests, caller) => this.#send('POST', `${cloud.graph.url}/v1.0/$batch`, caller, { requests }),
      async (caller) => ({ scope: this.#scope, remedy: remedyFor(caller.permission, claimsOf(await this.#token(caller))) }),
      (answer, error) => http.heed(cloud.graph.url, directory, answer, error),
      http.patience,
    )
  }

  get(path: string, caller: Caller, version: GraphVersion = 'v1.0'): Promise<Answer> {
    return this.#send('GET', `${this.#cloud.graph.url}/${version}${path}`, caller)
  }

  /** All items of a list, page by page, as large as the API allows. */
  list(path: string, caller: Caller, version: GraphVersion = 'v1.0'): AsyncIterable<Answer> {
    return pages(`${this.#cloud.graph.url}/${version}${path}`, this.#cloud.graph, shape, (url) => this.#send('GET', url, caller))
  }

  /** The same, its first page asked together with those of other lists: for one list per object. */
  listInBatch(path: string, caller: Caller): AsyncIterable<Answer> {
    const first = `${this.#cloud.graph.url}/v1.0${path}`
    return pages(first, this.#cloud.graph, shape, (url) =>
      url === first ? this.#batches.get(path, caller) : this.#send('GET', url, caller),
    )
  }

  /** One object, asked together with others. */
  getInBatch(path: string, caller: Caller): Promise<Answer> {
    return this.#batches.get(path, caller)
  }

  async #send(method: 'GET' | 'POST', url: string, caller: Caller, body?: unknown): Promise<Answer> {
    const remedy = remedyFor(caller.permission, claimsOf(await this.#token(caller)))
    const answered = await this.#http.send(
      {
        method,
        url,
        audience: this.#cloud.graph.audience,
        scope: directory,
        grant: { scope: this.#scope, remedy },
        // Graph answers large lists of some kinds only to those who accept that they lag behind.
        ...(/[?&]\$(count|search)=/.test(url) ? { headers: { consistencylevel: 'eventual' } } : {}),
        ...(body === undefined ? {} : { body }),
      },
      caller,
    )
    return answered.body
  }

  #token(caller: Caller): Promise<string> {
    return this.#http.tokens.get(this.#cloud.graph.audience, caller.signal)
  }

  get #scope(): string {
    return `tenant ${this.#tenantId}`
  }
}
