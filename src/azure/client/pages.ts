/** Follows a list from page to page, and only where a list may lead. */
import { MalformedAnswerError } from '../../collect/errors.ts'
import type { Api } from './clouds.ts'
import { shown } from './failure.ts'
import { type Answer, isAnswer } from './json.ts'
import { PageGuard } from './page-guard.ts'

export interface PageShape {
  /** Where the answer names the next page: nextLink, @odata.nextLink. */
  readonly next: string
  /** Where its items stand; `value` unless said otherwise. */
  readonly items?: string
}

/**
 * The items of all pages.
 * @param get fetches a page; throws when it cannot be had
 * @throws MalformedAnswerError for a page without a list, an item that is no object, a next page on another host or one read before
 */
export async function* pages(
  first: string,
  api: Pick<Api, 'url' | 'origin'>,
  shape: PageShape,
  get: (url: string) => Promise<Answer>,
): AsyncGenerator<Answer> {
  const guard = new PageGuard(shown(first))
  for (let url: string | undefined = first; url !== undefined; ) {
    const body: Answer = await get(url)
    const items = itemsOf(body, shape.items ?? 'value', url)
    guard.check(items)
    yield* items
    url = nextOf(body, shape.next, url, api)
  }
}

function itemsOf(body: Answer, name: string, url: string): Answer[] {
  const items = body[name]
  if (!Array.isArray(items)) throw new MalformedAnswerError(`${shown(url)} answered without a list named ${name}.`)
  return items.map((item: unknown) => {
    if (!isAnswer(item)) throw new MalformedAnswerError(`${shown(url)} answered a list with an item that is no object.`)
    return item
  })
}

function nextOf(body: Answer, name: string, url: string, api: Pick<Api, 'url' | 'origin'>): string | undefined {
  const link = body[name]
  if (link === undefined || link === null || link === '') return undefined
  if (typeof link !== 'string' || !URL.canParse(link, url)) {
    throw new MalformedAnswerError(`${shown(url)} names a next page that is no address.`)
  }
  const next = new URL(link, url)
  if (next.href === new URL(url).href) throw new MalformedAnswerError(`${shown(url)} names itself as its next page.`)
  if (next.origin === new URL(api.url).origin) return next.href
  // Behind a proxy that is asked by its own name the API still names itself.
  if (next.origin === api.origin) return api.url + next.pathname + next.search
  throw new MalformedAnswerError(`${shown(url)} names a next page on another host, ${next.host}; it is not followed.`)
}
