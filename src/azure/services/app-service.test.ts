import { describe, expect, test } from 'vitest'
import { serve } from '../client/server.fixture.ts'
import { drawn, entityOf, hasAnswers, named, published, recorded } from '../service.fixture.ts'
import { appServicePlan, functionApp, webApp } from './app-service.ts'

const web = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web'
const site = (kind: unknown, properties: unknown = {}) => ({ id: `${web}/sites/S`, name: 'S', kind, properties })

describe('a site', () => {
  test('runs in its plan, in whatever letter case that is named', () => {
    const raw = site('app', { serverFarmId: `${web}/serverFarms/Plan` })
    for (const definition of [webApp, functionApp]) {
      expect(drawn(definition, raw, {}, 'USES')).toEqual([`${web.toLowerCase()}/sites/s|USES|${web.toLowerCase()}/serverfarms/plan`])
      expect(drawn(definition, site('app'), {}, 'USES')).toEqual([])
    }
  })

  test('has its settings from their own calls, and none of them known where these were refused', () => {
    const details = {
      web: {
        minTlsVersion: '1.2',
        ftpsState: 'Disabled',
        cors: { allowedOrigins: ['*'] },
        ipSecurityRestrictions: [{ action: 'Allow', ipAddress: 'Any' }],
      },
      authentication: { enabled: false },
      publishing: { ftp: true, scm: false },
    }
    const { properties } = entityOf(webApp, site('app,linux'), { details })
    expect(properties).toMatchObject({
      kind: ['app', 'linux'],
      minTlsVersion: '1.2',
      ftpsState: 'Disabled',
      corsAllowedOrigins: ['*'],
      ipSecurityRestrictions: ['{"action":"Allow","ipAddress":"Any"}'],
      authEnabled: false,
      ftpBasicAuthAllowed: true,
      scmBasicAuthAllowed: false,
    })
    const refused = entityOf(webApp, site('app')).properties
    for (const name of ['minTlsVersion', 'authEnabled', 'ftpBasicAuthAllowed', 'publicNetworkAccess'])
      expect(refused).not.toHaveProperty(name)
  })

  test('is a function app or a web app, and never both', async () => {
    const kinds = ['app', 'functionapp,linux', 'FunctionApp', 'api', 'functionapp,workflowapp', undefined]
    const server = await serve(() => ({ body: { value: kinds.map((kind, index) => ({ ...site(kind), name: index })) } }))
    try {
      const scope = { kind: 'subscription', id: 's', name: 's', data: {} }
      const call = { ...server.caller, session: server.session, scope }
      const listed = async ({ source }: typeof webApp) =>
        source.kind === 'list' ? (await Array.fromAsync(source.list(call))).map(({ name }) => name) : []
      expect([await listed(webApp), await listed(functionApp)]).toEqual([
        [0, 3, 5],
        [1, 2, 4],
      ])
    } finally {
      await server.stop()
    }
  })
})

describe('a function app', () => {
  const functions = {
    found: [
      { name: 'a', triggers: ['httpTrigger'], authLevels: ['anonymous'] },
      { name: 'b', triggers: ['timerTrigger'], authLevels: [] },
    ],
  }

  test('tells which functions it has, how they are called and by whom', () => {
    expect(entityOf(functionApp, site('functionapp'), { details: { functions } }).properties).toMatchObject({
      functionCount: 2,
      functionNames: ['a', 'b'],
      functionTriggers: ['httpTrigger', 'timerTrigger'],
      functionAuthLevels: ['anonymous'],
    })
    expect(entityOf(functionApp, site('functionapp')).properties).not.toHaveProperty('functionCount')
  })

  test('is watched by Application Insights when a setting says so, unknown without the settings', () => {
    const watched = (names?: string[]) =>
      entityOf(functionApp, site('functionapp'), names === undefined ? {} : { details: { appSettings: { names } } }).properties
        .applicationInsightsConfigured
    expect([watched(['APPINSIGHTS_INSTRUMENTATIONKEY']), watched(['OTHER']), watched()]).toEqual([true, false, undefined])
  })
})

test.skipIf(!hasAnswers)('sites and plans as recorded and as published', () => {
  const app = named(recorded('/providers/Microsoft.Web/sites'), 'example-appservices')
  const [settings] = recorded('sites/example-php-appservices/config/web').map(({ properties }) => properties)
  expect(entityOf(webApp, app, { details: { web: settings } }).properties).toMatchObject({
    httpsOnly: true,
    state: 'Running',
    location: 'centralus',
    identityType: 'SystemAssigned',
    principalId: 'b680c0c3-e42a-43a8-94d6-de1c4b16f9ba',
    linuxFxVersion: 'PHP|8.0',
    serverFarmId: expect.stringMatching(/\/serverfarms\/exampleappserviceplan$/),
  })
  const plan = named(recorded('/providers/Microsoft.Web/serverfarms'), 'ExampleAppServicePlan')
  const properties = entityOf(appServicePlan, plan).properties
  expect(properties).toMatchObject({ kind: 'linux', status: 'Ready', numberOfSites: 0 })
  expect(properties).not.toHaveProperty('zoneRedundant')
  const plans = published('azure_app_service_plan').map((raw) => entityOf(appServicePlan, raw).properties)
  expect(plans).toContainEqual(expect.objectContaining({ 'sku.tier': 'Premium', 'sku.capacity': 1 }))
})
