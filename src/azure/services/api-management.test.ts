import { expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, opened, recorded } from '../service.fixture.ts'
import { apiManagementApi, apiManagementService } from './api-management.ts'

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/A'
const service = (properties: unknown) => ({ id, name: 'A', properties })

test('a service is public by its addresses, and unknown to be so without them', () => {
  const open = (publicIPAddresses: unknown) => entityOf(apiManagementService, service({ publicIPAddresses })).properties.public
  expect([open(['1.2.3.4']), open([]), open(null), open('x')]).toEqual([true, false, undefined, undefined])
})

test('a service has its APIs', () => {
  const scope = opened(apiManagementService, service({}))
  expect(drawn(apiManagementApi, { id: `${id}/apis/E`, name: 'E' }, { scope })).toEqual([
    `${id.toLowerCase()}|HAS|${id.toLowerCase()}/apis/e`,
  ])
})

test.skipIf(!hasAnswers)('as recorded', () => {
  const raw = named(recorded('/providers/Microsoft.ApiManagement/service'), 'ResourceDelete1')
  const found = entityOf(apiManagementService, raw).properties
  expect(found).toMatchObject({
    public: true,
    publicIpAddresses: ['172.210.88.26'],
    gatewayUrl: 'https://resourcedelete1.azure-api.net',
    publisherName: 'GONZALO',
    customProperties: expect.stringContaining('"Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls11":"false"'),
    createdOn: Date.parse('2024-02-05T16:43:41.408Z'),
  })
  expect(found).not.toHaveProperty('privateIpAddresses')
  const api = named(recorded('service/ResourceDelete1/apis'), 'echo-api')
  expect(entityOf(apiManagementApi, api, { scope: opened(apiManagementService, raw) }).properties).toMatchObject({
    displayName: 'Echo API',
    name: 'echo-api',
    address: 'echo',
    protocols: ['https'],
    serviceUrl: 'http://echoapi.cloudapp.net/api',
    subscriptionRequired: false,
    isCurrent: true,
  })
})
