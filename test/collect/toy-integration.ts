/** The toy cloud's client and definitions: every kind of source that a definition may have. */
import {
  MalformedAnswerError,
  NotRegisteredError,
  PermissionError,
  SignInError,
  ThrottledError,
  UnreachableError,
} from '../../src/collect/errors.ts'
import { from } from '../../src/collect/links.ts'
import type { Call, Integration, ResourceDefinition, Scope } from '../../src/collect/resource.ts'

interface ToySession {
  readonly url: string
}

interface Named {
  readonly id?: string
  readonly name?: string | null
}

interface Box extends Named {
  readonly drawers?: readonly Drawer[]
}

interface Drawer extends Named {
  readonly coins?: readonly Named[]
  /** A hole where a drawer was: none itself, but coins may lie in it. */
  readonly hole?: boolean
}

type ToyDefinition<Raw> = ResourceDefinition<Raw, ToySession>

/** What all toys share: an id that makes the key, no links, no details, no scopes opened. */
function toy<Raw extends Named>(
  definition: Pick<ToyDefinition<Raw>, 'type' | 'title' | 'scope' | 'source'> & Partial<ToyDefinition<Raw>>,
): ToyDefinition<Raw> {
  const kind = definition.type.replace('toy_', '')
  return {
    class: ['Toy'],
    service: 'Toys',
    permission: `toy/${kind}/read`,
    details: {},
    links: [],
    entity: ({ raw, details }) => {
      if (raw.id === undefined) throw new MalformedAnswerError(`A ${kind} without id.`)
      return { key: `${kind}:${raw.id}`, properties: { name: raw.name, ...details } }
    },
    opens: () => undefined,
    ...definition,
  }
}

const account = toy<Named>({
  type: 'toy_account',
  title: 'Account',
  scope: 'planet',
  source: { kind: 'list', api: 'GET /accounts', list: (call) => pages(call, '/accounts') },
  opensKind: 'account',
  opens: ({ raw, scope }) => ({ kind: 'account', id: raw.id ?? '', name: raw.name ?? '', within: scope, data: null }),
})

const box = toy<Box>({
  type: 'toy_box',
  title: 'Box',
  scope: 'account',
  source: { kind: 'list', api: 'GET /accounts/{id}/boxes', list: (call) => pages(call, `/accounts/${call.scope.id}/boxes`) },
  details: {
    lock: { api: 'GET /boxes/{id}/lock', permission: 'toy/lock/read', get: (call, raw) => get(call, `/boxes/${raw.id}/lock`) },
  },
  links: [from('toy_account', 'HAS', ({ scope }) => `account:${scope.id}`)],
  opens: ({ raw, scope }) => ({ kind: 'toy_box', id: `box:${raw.id}`, name: raw.name ?? '', within: scope, data: { id: raw.id } }),
})

const drawer = toy<Drawer>({
  type: 'toy_drawer',
  title: 'Drawer',
  scope: 'account',
  source: { kind: 'embedded', api: 'in the box', parent: 'toy_box', pick: ({ raw }) => (raw as Box).drawers ?? [] },
  entity: ({ raw }) => (raw.hole === true ? undefined : { key: `drawer:${raw.id}`, properties: { name: raw.name } }),
})

const coin = toy<Named>({
  type: 'toy_coin',
  title: 'Coin',
  scope: 'account',
  source: { kind: 'embedded', api: 'in the drawer', parent: 'toy_drawer', pick: ({ raw }) => (raw as Drawer).coins ?? [] },
})

const key = toy<Named>({
  type: 'toy_key',
  title: 'Key',
  scope: 'account',
  source: {
    kind: 'embedded',
    api: 'in the lock',
    parent: 'toy_box',
    detail: 'lock',
    pick: ({ details }) => (details.lock as { keys?: readonly Named[] } | undefined)?.keys ?? [],
  },
})

const thing = toy<Named>({
  type: 'toy_thing',
  title: 'Thing',
  scope: 'toy_box',
  source: {
    kind: 'list',
    api: 'GET /boxes/{id}/things',
    list: (call) => pages(call, `/boxes/${(call.scope.data as Named).id}/things`),
  },
})

const gadget = toy<Named>({
  type: 'toy_gadget',
  title: 'Gadget',
  scope: 'account',
  source: { kind: 'list', api: 'GET /accounts/{id}/gadgets', list: (call) => pages(call, `/accounts/${call.scope.id}/gadgets`) },
  bulk: {
    api: 'GET /bulk-gadgets',
    scopesPerCall: 2,
    async *list(call, scopes) {
      const query = scopes.map(({ id }) => `account=${id}`).join('&')
      for await (const row of pages<{ account: string; gadget: Named }>(call, `/bulk-gadgets?${query}`)) {
        yield { scope: row.account, raw: row.gadget }
      }
    },
    proves: async (_call, scope) => scope.id.startsWith('proven'),
  },
})

export const definitions = [account, box, drawer, coin, key, thing, gadget] as const

export function toyIntegration(url: string, more: Partial<Integration<ToySession>> = {}): Integration<ToySession> {
  return {
    name: 'toys',
    type: 'azure',
    instance: 'toy-1',
    class: ['CSP'],
    definitions: async () => definitions,
    properties: { 'tag.AccountName': 'toyland' },
    open: async () => ({ url }),
    async *roots() {
      yield planet
    },
    async *permissions() {},
    close: async () => {},
    ...more,
  }
}

export const planet: Scope = { kind: 'planet', id: 'earth', name: 'Earth', data: null }

async function* pages<Item>(call: Call<ToySession>, path: string): AsyncIterable<Item> {
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: { value?: Item[]; next?: string } = (await get(call, next)) as object
    yield* page.value ?? []
    next = page.next
  }
}

async function get(call: Call<ToySession>, path: string): Promise<unknown> {
  call.request()
  const response = await fetch(call.session.url + path, { signal: call.signal })
  const text = await response.text()
  call.received(text.length)
  const facts = { status: response.status, requestId: response.headers.get('x-request-id') ?? '' }
  switch (response.status) {
    case 200:
      return parse(text)
    case 401:
      throw new SignInError('The token was not accepted.', facts)
    case 403:
      throw new PermissionError(call.permission, call.scope.id, `Refused: ${call.permission} is missing.`, { ...facts, code: 'Forbidden' })
    case 404:
      return undefined
    case 409:
      throw new NotRegisteredError('Not enabled here.', facts)
    case 429:
      throw new ThrottledError('Still throttled.', facts)
    default:
      throw new UnreachableError(`The cloud answered ${response.status}.`, facts)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MalformedAnswerError('The answer is no JSON.', { cause: error })
  }
}
