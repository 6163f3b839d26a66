import { describe, expect, test } from 'vitest'
import { drawn, entityOf } from '../service.fixture.ts'
import { roleDefinition } from './authorization.ts'
import { denyAssignment } from './deny-assignments.ts'

const guid = (digit: number) => `${digit}0000000-0000-4000-8000-000000000000`

const answer = {
  id: '/subscriptions/s1/resourceGroups/Managed/providers/Microsoft.Authorization/denyAssignments/d1',
  name: 'd1',
  type: 'Microsoft.Authorization/denyAssignments',
  properties: {
    denyAssignmentName: 'Managed by its publisher',
    permissions: [{ actions: ['*'], notActions: ['*/read'], dataActions: [], notDataActions: [] }],
    scope: '/subscriptions/s1/resourceGroups/Managed',
    doNotApplyToChildScopes: false,
    principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
    excludePrincipals: [
      { id: guid(1), type: 'ServicePrincipal' },
      { id: guid(2), type: 'Group' },
    ],
    isSystemProtected: true,
  },
}

describe('a deny assignment', () => {
  test('says what it denies, to whom, and who is spared', () => {
    expect(entityOf(denyAssignment, answer).properties).toMatchObject({
      displayName: 'Managed by its publisher',
      actions: ['*'],
      notActions: ['*/read'],
      appliesToChildScopes: true,
      appliesToEveryone: true,
      excludedPrincipalIds: [guid(1), guid(2)],
      effect: 'enforced',
    })
  })

  test('is drawn to its scope and its principals, everyone among them', () => {
    const { key } = entityOf(denyAssignment, answer)
    expect(drawn(denyAssignment, answer)).toEqual([
      `${key}|DENIES|/subscriptions/s1/resourcegroups/managed`,
      `${key}|ASSIGNED|00000000-0000-0000-0000-000000000000`,
      `${key}|EXCLUDES|${guid(2)}`,
      `${key}|EXCLUDES|${guid(1)}`,
    ])
  })
})

describe('a role definition', () => {
  const role = (permissions: unknown) => entityOf(roleDefinition, { id: '/r', name: 'r', properties: { permissions } }).properties

  test('keeps its sets of permissions apart where one gives what another leaves out', () => {
    expect(role([{ actions: ['*'], notActions: ['a/delete'] }, { actions: ['a/delete'] }])).toMatchObject({
      actions: ['*', 'a/delete'],
      permissions: ['{"actions":["*"],"notActions":["a/delete"]}', '{"actions":["a/delete"]}'],
    })
    expect(role([{ actions: ['*'] }])).not.toHaveProperty('permissions')
  })

  test('keeps the condition under which a set holds', () => {
    expect(role([{ actions: ['*'], condition: 'x' }])).toMatchObject({ permissions: ['{"actions":["*"],"condition":"x"}'] })
  })
})
