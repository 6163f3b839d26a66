import { describe, expect, test } from 'vitest'
import { drawn, entityOf } from '../service.fixture.ts'
import { accessPackageAssignment, accessPackageCatalog } from './entra-access-packages.ts'

const holder = '5f33789b-0cae-443b-9f6c-c115895d3c64'
const asker = '02e7e79a-bb30-4f28-ad78-1888f5cb4aa1'

test('an assignment is held by its target, not by whoever the policy lets ask', () => {
  const raw = {
    id: 'a1',
    accessPackage: { id: 'p1', displayName: 'Build farm' },
    assignmentPolicy: { id: 'q1', specificAllowedTargets: [{ userId: asker }] },
    target: { objectId: holder },
  }
  const edges = drawn(accessPackageAssignment, raw)
  expect(edges).toContain(`${holder}|ASSIGNED|p1`)
  expect(edges.join()).not.toContain(asker)
  expect(entityOf(accessPackageAssignment, raw).properties).toMatchObject({
    displayName: 'Build farm',
    userId: asker,
    targetObjectId: holder,
  })
})

describe('a catalogue', () => {
  const resources = [
    { originSystem: 'AadApplication', description: 'AppId: 59E9FFDF-d0cb-49e5-82b6-4ac925ac884a' },
    { originSystem: 'AadGroup', description: 'AppId: 00000000-0000-4000-8000-000000000000' },
    { originSystem: 'AadApplication', description: null },
  ]
  const raw = { id: 'c1', displayName: 'Tools', accessPackages: [{ id: 'p1' }, { id: 'p2' }] }
  const application = '59e9ffdf-d0cb-49e5-82b6-4ac925ac884a'

  test('is assigned to the applications among its resources', () => {
    expect(drawn(accessPackageCatalog, raw, { details: { resources } })).toEqual([
      `azure_access_packages_catalog_c1|ASSIGNED|${application}`,
      `p1|HAS|${application}`,
      `p2|HAS|${application}`,
    ])
  })

  test('whose resources could not be read is there all the same', () => {
    expect(entityOf(accessPackageCatalog, raw).properties).toMatchObject({ name: 'Tools', accessPackageId: ['p1', 'p2'] })
    expect(drawn(accessPackageCatalog, raw)).toEqual([])
  })
})
