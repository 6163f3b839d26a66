/** The words in which definitions call AWS: lists over the SDK's paginators, details, and tables that many resources share. */
import type { MetadataBearer } from '@smithy/types'
import type { Call, DetailSource, ListSource } from '../collect/resource.ts'
import { type Ask, type AwsService, answered, ask, enabledPlace } from './client/service.ts'
import type { AwsSession } from './client/session.ts'
import { type Place, placeOf } from './place.ts'

/** A detail call whose answer's type is known to the definition that makes it. */
export interface Detail<Raw, Answer> extends DetailSource<Raw, AwsSession> {
  get(call: Call<AwsSession>, raw: Raw): Promise<Answer | undefined>
}

/** Every page of a list, and the resources on each. A page is mapped and staged before the next one is asked for. */
export function list<Sdk, Client, Page, Raw>(
  service: AwsService<Sdk, Client>,
  api: string,
  pages: (ask: Ask<Sdk, Client>) => AsyncIterable<Page>,
  items: (page: Page) => readonly Raw[] | undefined,
): ListSource<Raw, AwsSession> {
  return {
    kind: 'list',
    api,
    async *list(call) {
      const iterator = await answered(call, call.permission, async () => pages(await ask(service, call))[Symbol.asyncIterator]())
      for (;;) {
        const page = await answered(call, call.permission, () => iterator.next())
        if (page.done === true) return
        yield* items(page.value) ?? []
      }
    },
  }
}

/** The resources of one call without pages. */
export function single<Sdk, Client, Raw>(
  service: AwsService<Sdk, Client>,
  api: string,
  get: (ask: Ask<Sdk, Client>) => Promise<readonly Raw[]>,
): ListSource<Raw, AwsSession> {
  return {
    kind: 'list',
    api,
    async *list(call) {
      yield* await answered(call, call.permission, async () => get(await ask(service, call)))
    },
  }
}

/** One resource that no call lists: a service as such. It is there where the account lets us in. */
export function synthetic<Raw>(raw: (at: Place) => Raw): ListSource<Raw, AwsSession> {
  return {
    kind: 'list',
    api: '(none)',
    async *list(call) {
      const at = enabledPlace(call)
      await answered(call, call.permission, async () => call.session.accounts.get(at.accountId)?.credentials())
      yield raw(at)
    },
  }
}

export interface DetailOptions<Raw> {
  /** The IAM action, where it is not called like the operation: `s3:GetEncryptionConfiguration`. */
  readonly permission?: string
  when?(raw: Raw): boolean
  /** Error codes by which AWS says that there is none: `NoSuchBucketPolicy`. */
  readonly none?: readonly string[]
}

/** A further call for one resource. */
export function detail<Sdk, Client, Raw, Answer>(
  service: AwsService<Sdk, Client>,
  api: string,
  get: (ask: Ask<Sdk, Client>, raw: Raw) => Promise<Answer | undefined>,
  { permission = api, when, none = [] }: DetailOptions<Raw> = {},
): Detail<Raw, Answer> {
  return {
    api,
    permission,
    ...(when === undefined ? {} : { when }),
    get: (call, raw) =>
      answered(call, permission, async () => {
        const asked = await ask(service, call)
        return undefinedOn(none, () => get(asked, raw))
      }),
  }
}

/** An optional setting of one resource: where AWS names it "not configured" the answer is empty, which is not the same as unknown. */
export function setting<Sdk, Client, Raw, Answer extends object>(
  service: AwsService<Sdk, Client>,
  api: string,
  get: (ask: Ask<Sdk, Client>, raw: Raw) => Promise<Answer>,
  options: DetailOptions<Raw> = {},
): Detail<Raw, Partial<Answer>> {
  const asked = detail(service, api, get, options)
  return { ...asked, get: async (call, raw): Promise<Partial<Answer>> => (await asked.get(call, raw)) ?? {} }
}

/** An answer without the SDK's account of how it came: request ids have no place in a graph or an archive. */
export function bare<Output extends MetadataBearer>({ $metadata: _, ...answer }: Output): Omit<Output, '$metadata'> {
  return answer
}

/** Runs `work`; undefined where AWS says by one of these error codes that there is nothing. */
export async function undefinedOn<T>(codes: readonly string[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && codes.includes(error.name)) return undefined
    throw error
  }
}

/** What one call, or one paged list, tells of all resources of a scope: asked once, looked up for each. */
export interface Table<Content> {
  detail<Raw, Answer>(pick: (content: Content, raw: Raw, at: Place) => Answer | undefined): Detail<Raw, Answer>
}

/**
 * A table of the account and region a call runs in. Kept for the session; a refusal is kept too, for it would be the
 * same for every resource.
 */
export function table<Sdk, Client, Content>(
  service: AwsService<Sdk, Client>,
  api: string,
  load: (ask: Ask<Sdk, Client>) => Promise<Content>,
  options: { readonly permission?: string } = {},
): Table<Content> {
  const { permission = api } = options
  const kept = new WeakMap<AwsSession, Map<string, Promise<Content>>>()
  const content = (call: Call<AwsSession>): Promise<Content> => {
    const contents = kept.get(call.session) ?? new Map<string, Promise<Content>>()
    kept.set(call.session, contents)
    const { accountId, region } = placeOf(call.scope)
    const name = `${accountId}/${region}`
    const known = contents.get(name)
    if (known !== undefined) return known
    const loading = answered(call, permission, async () => load(await ask(service, call)))
    contents.set(name, loading)
    return loading
  }
  return {
    detail: (pick) => ({
      api,
      permission,
      cost: 'once',
      get: async (call, raw) => pick(await content(call), raw, placeOf(call.scope)),
    }),
  }
}

/** All pages of a paginator, flat. */
export async function all<Page, Item>(pages: AsyncIterable<Page>, items: (page: Page) => readonly Item[] | undefined): Promise<Item[]> {
  const result: Item[] = []
  for await (const page of pages) result.push(...(items(page) ?? []))
  return result
}
