import { describe, expect, test } from 'vitest'
import { edgesOf, entityOf, hasAnswers, published } from '../service.fixture.ts'
import { lighthouseDelegation } from './lighthouse.ts'

test('a delegation whose definition is not said trusts nobody', () => {
  expect(edgesOf(lighthouseDelegation, { id: '/l' }, {}, 'TRUSTS')).toEqual([])
})

describe.skipIf(!hasAnswers)('of published answers', () => {
  const [found] = published('azure_lighthouse_delegation')

  test('the subscription trusts the tenant that manages it', () => {
    expect(found && edgesOf(lighthouseDelegation, found, {}, 'TRUSTS')).toMatchObject([
      {
        edge: '/subscriptions/s1|TRUSTS|83abe5cd-bcc3-441a-bd86-e6a75360cecc',
        placeholder: { type: 'azure_account', properties: { displayName: 'Contoso Corp.' } },
      },
    ])
  })

  test('who holds which role, for good or on request', () => {
    expect(found && entityOf(lighthouseDelegation, found).properties).toMatchObject({
      displayName: 'DefinitionName',
      principalNames: ['Support User', 'User Access Administrator'],
      authorizations: [
        'f98d86a2-4cc4-4e9d-ad47-b3e80a1bcdfc acdd72a7-3385-48ef-bd42-f606fba81ae7',
        'f98d86a2-4cc4-4e9d-ad47-b3e80a1bcdfc 18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
      ],
      eligibleAuthorizations: ['700bddf4-2c3b-4cd1-bb02-6a2c622524f4 8e3af657-a8ff-443c-a75c-2fe8c4bcb635'],
      publisher: 'marketplace-test',
    })
  })
})
