import { afterEach, describe, expect, test } from 'vitest'
import { MalformedAnswerError, PermissionError } from '../../collect/errors.ts'
import { type Reply, type Seen, serve, type TestServer } from '../client/server.fixture.ts'
import type { AzureDetail } from '../listing.ts'
import { subscription } from '../service.fixture.ts'
import { appSettings, authentication, functions, publishing, web } from './site-details.ts'

const id = '/subscriptions/s1/resourceGroups/g/providers/Microsoft.Web/sites/S'
const raw = { id, properties: { state: 'Running' } }
const secret = 'hunter2'

let server: TestServer | undefined
afterEach(() => server?.stop())

async function asked(detail: AzureDetail, reply: (path: string, request: Seen) => Reply, of = raw): Promise<unknown> {
  const started = await serve((request) => reply((request.url.split('?')[0] ?? '').replace(id, ''), request))
  server = started
  return detail.get({ ...started.caller, session: started.session, scope: subscription }, of)
}

const missing: Reply = { status: 404, body: { error: { code: 'NotFound', message: 'no' } } }
const refused: Reply = { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }

test('of the web settings those are kept that are no secrets', async () => {
  const properties = {
    minTlsVersion: '1.2',
    ftpsState: 'AllAllowed',
    appSettings: [{ name: 'a', value: secret }],
    siteAuthSettings: { clientSecret: secret },
  }
  const answer = await asked(web, () => ({ body: { properties } }))
  expect(answer).toMatchObject({ minTlsVersion: '1.2', ftpsState: 'AllAllowed' })
  expect(JSON.stringify(answer)).not.toContain(secret)
})

describe('whether callers must sign in', () => {
  test('is said by the settings of the second version, which Reader may read', async () => {
    const properties = {
      platform: { enabled: true },
      globalValidation: { requireAuthentication: true, unauthenticatedClientAction: 'Return401' },
    }
    expect(await asked(authentication, () => ({ body: { properties } }))).toEqual({
      enabled: true,
      required: true,
      unauthenticatedAction: 'Return401',
    })
    expect(server?.seen.map(({ method }) => method)).toEqual(['GET'])
  })

  test('is said by those of the first where there are no others', async () => {
    const properties = { enabled: false, clientSecret: secret }
    const answer = await asked(authentication, (path) => (path === '/config/authsettingsV2' ? missing : { body: { properties } }))
    expect(answer).toEqual({ enabled: false, unauthenticatedAction: undefined })
    expect(server?.seen.map(({ method, url }) => `${method} ${url.split('?')[0]?.replace(id, '')}`)).toEqual([
      'GET /config/authsettingsV2',
      'POST /config/authsettings/list',
    ])
  })

  test('is unknown where either is refused', async () => {
    await expect(asked(authentication, () => refused)).rejects.toMatchObject({ permission: 'Microsoft.Web/sites/config/Read' })
    await server?.stop()
    const first = asked(authentication, (path) => (path === '/config/authsettingsV2' ? missing : refused))
    await expect(first).rejects.toMatchObject({ permission: 'Microsoft.Compute/disks/read' })
  })
})

test('passwords for putting files there are allowed or not, each way by itself', async () => {
  const value = [
    { name: 'ftp', properties: { allow: false } },
    { name: 'scm', properties: { allow: true } },
  ]
  expect(await asked(publishing, () => ({ body: { value } }))).toEqual({ ftp: false, scm: true })
})

describe('application settings', () => {
  test('are known by name; only versions and languages have their value told', async () => {
    const properties = { DB_PASSWORD: secret, FUNCTIONS_EXTENSION_VERSION: '~4', FUNCTIONS_WORKER_RUNTIME: `node ${secret}` }
    expect(await asked(appSettings, () => ({ body: { properties } }))).toEqual({
      names: ['DB_PASSWORD', 'FUNCTIONS_EXTENSION_VERSION', 'FUNCTIONS_WORKER_RUNTIME'],
      values: { FUNCTIONS_EXTENSION_VERSION: '~4' },
    })
    expect(server?.seen.map(({ method }) => method)).toEqual(['POST'])
  })

  test('that are refused, or no settings at all, are no empty settings', async () => {
    await expect(asked(appSettings, () => refused)).rejects.toBeInstanceOf(PermissionError)
    await server?.stop()
    await expect(asked(appSettings, () => ({ body: { value: [] } }))).rejects.toBeInstanceOf(MalformedAnswerError)
  })
})

describe('functions', () => {
  test('are told with their triggers and who may call them, without keys and addresses', async () => {
    const bindings = [
      { type: 'httpTrigger', authLevel: 'function', name: 'req' },
      { type: 'http', direction: 'out' },
    ]
    const properties = { isDisabled: false, config: { bindings }, invoke_url_template: `https://s/api/f?code=${secret}` }
    const answer = await asked(functions, () => ({ body: { value: [{ name: 'S/f', properties }, { name: 'S/g' }] } }))
    expect(answer).toEqual({
      found: [
        { name: 'f', disabled: false, triggers: ['httpTrigger'], authLevels: ['function'] },
        { name: 'g', disabled: undefined, triggers: [], authLevels: [] },
      ],
    })
  })

  test('of a broken host are unknown, which hides nothing else of the app', async () => {
    await expect(asked(functions, () => ({ status: 502, body: 'bad gateway' }))).rejects.toMatchObject({ outcome: 'malformed' })
  })

  test('of a stopped app are not asked for', () => {
    expect(functions.when?.({ id, properties: { state: 'Stopped' } })).toBe(false)
    expect(functions.when?.(raw)).toBe(true)
  })
})
