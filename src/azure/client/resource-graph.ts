/** Azure Resource Graph: a type in all subscriptions by one query. https://learn.microsoft.com/azure/governance/resource-graph */
import { MalformedAnswerError } from '../../collect/errors.ts'
import type { Cloud } from './clouds.ts'
import type { Caller, Http } from './http.ts'
import { type Answer, isAnswer } from './json.ts'
import { PageGuard } from './page-guard.ts'

const path = '/providers/Microsoft.ResourceGraph/resources'
const version = '2024-04-01'
/** The most rows of a page and subscriptions of a query. */
const pageSize = 1000
export const subscriptionsPerQuery = 1000

export class ResourceGraph {
  readonly #http: Http
  readonly #cloud: Cloud

  constructor(http: Http, cloud: Cloud) {
    this.#http = http
    this.#cloud = cloud
  }

  /**
   * All rows of a query. It must end in an order that holds the id: without one pages overlap.
   * @throws MalformedAnswerError when the rows are fewer than the answer says there are
   */
  async *rows(query: string, subscriptions: readonly string[], caller: Caller): AsyncGenerator<Answer> {
    const guard = new PageGuard('Resource Graph')
    let token: string | undefined
    let count = 0
    do {
      const body = await this.#page(query, subscriptions, token, caller)
      const data = body.data
      if (!Array.isArray(data)) throw new MalformedAnswerError('Resource Graph answered without data.')
      guard.check(data)
      for (const row of data) {
        if (!isAnswer(row)) throw new MalformedAnswerError('Resource Graph answered a row that is no object.')
        count++
        yield row
      }
      token = tokenOf(body)
      if (token === undefined) checkComplete(body, count)
    } while (token !== undefined)
  }

  async #page(query: string, subscriptions: readonly string[], token: string | undefined, caller: Caller): Promise<Answer> {
    const { body } = await this.#http.send(
      {
        method: 'POST',
        url: `${this.#cloud.resourceManager.url}${path}?api-version=${version}`,
        audience: this.#cloud.resourceManager.audience,
        scope: 'resource-graph',
        body: {
          query,
          subscriptions,
          options: { resultFormat: 'objectArray', $top: pageSize, ...(token === undefined ? {} : { $skipToken: token }) },
        },
        grant: { scope: 'the subscriptions', remedy: 'Grant it the role Reader on them.' },
      },
      caller,
    )
    return body
  }
}

function tokenOf(body: Answer): string | undefined {
  const token = body.$skipToken
  return typeof token === 'string' && token !== '' ? token : undefined
}

function checkComplete(body: Answer, count: number): void {
  const total = body.totalRecords
  if (typeof total === 'number' && count < total) {
    throw new MalformedAnswerError(`Resource Graph gave ${count} of ${total} rows and no next page.`)
  }
}
