import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, published } from '../service.fixture.ts'
import { cognitiveAccount, machineLearningWorkspace, searchService } from './ai-services.ts'

describe.skipIf(!hasAnswers)('AI services', () => {
  test('an account asks for deployments only where models can be deployed', () => {
    const { deployments } = cognitiveAccount.details
    const kinds = ['OpenAI', 'AIServices', 'Face', undefined].map((kind) => deployments?.when?.({ kind }))
    expect(kinds).toEqual([true, true, false, false])
  })

  test('an account says its models; one that does not say whether keys are let in leaves it open', () => {
    const raw = named(published('azure_cognitive_account'), 'bingSearch')
    const details = { deployments: { found: [{ name: 'chat', model: 'gpt-4o-mini', filter: 'Microsoft.DefaultV2' }] } }
    const { properties } = entityOf(cognitiveAccount, raw, { details })
    expect(properties).toMatchObject({ kind: 'Bing.Search', deployedModels: ['gpt-4o-mini'] })
    expect(properties).not.toHaveProperty('disableLocalAuth')
  })

  test('a workspace uses its storage, vault, registry and insights', () => {
    const raw = published('azure_ml_workspace').find(({ identity }) => identity !== undefined) ?? {}
    const types = drawn(machineLearningWorkspace, raw, {}, 'USES').map((edge) => edge.split('/').at(-2))
    expect(types).toEqual(['storageaccounts', 'vaults', 'registries', 'components', 'userassignedidentities'])
    expect(entityOf(machineLearningWorkspace, raw).properties).toMatchObject({ encryptedWithCustomerKey: true })
  })

  test('a search service says whether keys are let in', () => {
    const [raw = {}] = published('azure_search_service')
    const keys = (properties: object) => entityOf(searchService, { ...raw, properties }).properties.disableLocalAuth
    expect([keys({ disableLocalAuth: false }), keys({ disableLocalAuth: true }), keys({})]).toEqual([false, true, undefined])
  })
})
