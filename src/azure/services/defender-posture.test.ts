import { afterEach, describe, expect, test } from 'vitest'
import { PermissionError } from '../../collect/errors.ts'
import { type Reply, serve, type TestServer } from '../client/server.fixture.ts'
import { drawn, edgesOf, entityOf, hasAnswers, named, published, subscription } from '../service.fixture.ts'
import { attackPath, regulatoryComplianceStandard } from './defender-posture.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

const id = '/subscriptions/s1/providers/Microsoft.Security/attackPaths/P'
const key = id.toLowerCase()
const machine = '/subscriptions/S1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/VM'
const vault = '/subscriptions/S1/resourceGroups/g/providers/Microsoft.KeyVault/vaults/V'

describe('an attack path', () => {
  const entities = [
    { entityInternalId: '1', entityName: 'VM', entityType: 'virtualmachine', entityIdentifiers: { azureResourceId: machine } },
    { entityInternalId: '2', entityName: 'V', entityType: 'keyvault', entityIdentifiers: { azureResourceId: vault } },
    { entityInternalId: '3', entityName: 'bucket', entityType: 's3bucket', entityIdentifiers: { awsResourceName: 'arn:aws:s3:::b' } },
    { entityInternalId: '4', entityName: 'odd', entityIdentifiers: { azureResourceId: 7 } },
  ]

  test('as documented relates to every resource of Azure on it, and says where it begins and ends', () => {
    const raw = {
      id,
      name: 'P',
      properties: {
        displayName: 'Internet exposed VM has read permission to a Key Vault',
        attackPathType: 'InternetExposed',
        potentialImpact: 'DataExposure',
        riskCategories: ['DataExposure', 'CredentialAccess'],
        entryPointEntityInternalID: '1',
        targetEntityInternalID: '2',
        graphComponent: { insights: [], entities, connections: [] },
      },
    }
    expect(entityOf(attackPath, raw)).toMatchObject({
      key,
      properties: {
        displayName: 'Internet exposed VM has read permission to a Key Vault',
        potentialImpact: 'DataExposure',
        riskCategories: ['DataExposure', 'CredentialAccess'],
        entryPointResourceId: machine.toLowerCase(),
        targetResourceId: vault.toLowerCase(),
        entityNames: ['VM', 'V', 'bucket', 'odd'],
      },
    })
    expect(edgesOf(attackPath, raw).map(({ edge, type }) => [edge, type])).toEqual([
      [`${key}|RELATES|${machine.toLowerCase()}`, 'azure_attack_path_relates_any_resource'],
      [`${key}|RELATES|${vault.toLowerCase()}`, 'azure_attack_path_relates_any_resource'],
    ])
  })

  test('of Exposure Management holds its ends whole', () => {
    const properties = {
      displayName: 'A path',
      riskLevel: 'High',
      riskFactors: ['Internet exposure'],
      entryPoint: { id: machine, within: '/subscriptions/S1/resourceGroups/g' },
      target: { entity: { azureResourceId: vault } },
      mITRETacticsAndTechniques: [{ tactic: 'Initial Access' }],
      isPartialAttackPath: true,
    }
    const found = entityOf(attackPath, { id, properties }).properties
    expect(found).toMatchObject({
      riskLevel: 'High',
      riskFactors: ['Internet exposure'],
      isPartial: true,
      entryPointResourceId: machine.toLowerCase(),
      targetResourceId: vault.toLowerCase(),
    })
    expect(found.mitreTacticsAndTechniques).toEqual(['{"tactic":"Initial Access"}'])
    expect(found).not.toHaveProperty('potentialImpact')
    expect(drawn(attackPath, { id, properties }).toSorted()).toEqual([
      `${key}|RELATES|/subscriptions/s1/resourcegroups/g`,
      `${key}|RELATES|${machine.toLowerCase()}`,
      `${key}|RELATES|${vault.toLowerCase()}`,
    ])
  })

  test('of an unexpected shape relates to nothing', () => {
    const properties = { graphComponent: { entities: 'odd' }, entryPoint: 7, entryPointEntityInternalID: ['1'] }
    expect(drawn(attackPath, { id, properties })).toEqual([])
    expect(entityOf(attackPath, { id, properties }).properties).not.toHaveProperty('entryPointResourceId')
  })
})

describe('attack paths', () => {
  const row = { id, name: 'P', type: 'microsoft.security/attackpaths', subscriptionId: 's1', properties: { displayName: 'A path' } }
  const rows: Reply = { body: { totalRecords: 1, data: [row] } }

  /** What a principal with these actions gets, in bulk and by the list of one subscription. */
  async function asked(actions: readonly string[] | undefined) {
    server = await serve(({ method, url }) => {
      if (method === 'POST') return rows
      const value = actions?.map((action) => ({ actions: [action], notActions: [] })) ?? []
      return url.includes('/permissions?') ? { body: { value } } : { body: { value: [] } }
    })
    const { source, bulk } = attackPath
    if (source.kind !== 'list' || bulk === undefined) throw new Error('no list')
    const call = { ...server.caller, permission: attackPath.permission, session: server.session, scope: subscription }
    return {
      bulk: () => Array.fromAsync(bulk.list(call, [subscription])),
      proof: () => bulk.proves(call, subscription),
      list: () => Array.fromAsync(source.list(call)),
    }
  }

  test('are the same in bulk and for one subscription', async () => {
    const { bulk, list } = await asked(['*/read'])
    expect((await bulk()).map(({ raw }) => raw)).toEqual(await list())
  })

  test('that nobody proves to be all are not asked for again: there is no other list of them', async () => {
    const { proof } = await asked(undefined)
    expect(await proof()).toBe(true)
  })

  test('are denied, not complete, to who may read something else', async () => {
    const { proof, list } = await asked(['Microsoft.Compute/*'])
    await expect(proof()).rejects.toThrow(PermissionError)
    await expect(list()).rejects.toThrow(PermissionError)
  })
})

describe.skipIf(!hasAnswers)('of published answers', () => {
  test('a standard counts the controls that pass and fail', () => {
    const found = named(published('azure_regulatory_compliance_standard'), 'Azure-CIS-1.1.0')
    const { key: standard, properties } = entityOf(regulatoryComplianceStandard, found)
    expect(standard).toBe(
      '/subscriptions/00000000-0000-0000-0000-000000000000/providers/microsoft.security/regulatorycompliancestandards/azure-cis-1.1.0',
    )
    expect(properties).toMatchObject({
      displayName: 'Azure-CIS-1.1.0',
      state: 'Failed',
      passedControls: 41,
      failedControls: 34,
      skippedControls: 0,
      unsupportedControls: 36,
    })
    expect(drawn(regulatoryComplianceStandard, found)).toEqual([`/subscriptions/s1|HAS|${standard}`])
  })
})
