/** What nobody may do whatever his roles: set by managed applications, deployment stacks and Azure itself. https://learn.microsoft.com/azure/role-based-access-control/deny-assignments */
import { to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { type Answer, objects, text } from '../client/json.ts'
import { date, from, otherwise } from '../facts.ts'
import { armKey, objectKey } from '../ids.ts'
import type { AzureLink } from '../listing.ts'
import { permissionFacts } from '../permission-sets.ts'
import { anyScope, principalPlaceholder, principalTypeOf } from '../placeholders.ts'
import { resource } from '../resource.ts'

/** Stands in a deny assignment for all principals. */
const everyone = '00000000-0000-0000-0000-000000000000'
const principalTypes = ['azure_user', 'azure_user_group', 'azure_service_principal', 'azure_unknown_principal_type']

export const denyAssignment = resource({
  type: 'azure_deny_assignment',
  class: ['AccessPolicy'],
  title: 'Deny assignment',
  service: 'Authorization',
  list: arm('Microsoft.Authorization/denyAssignments', '2022-04-01', { inResourceGroup: false }),
  permission: 'Microsoft.Authorization/denyAssignments/read',
  properties: {
    displayName: 'properties.denyAssignmentName',
    description: 'properties.description',
    scope: 'properties.scope',
    ...permissionFacts,
    appliesToChildScopes: from(['properties.doNotApplyToChildScopes'], (not) => not !== true, 'scalar'),
    appliesToEveryone: from(['properties.principals'], (principals) => idsOf(principals).includes(everyone), 'objects'),
    principalIds: from(['properties.principals'], idsOf, 'objects'),
    excludedPrincipalIds: from(['properties.excludePrincipals'], idsOf, 'objects'),
    isSystemProtected: 'properties.isSystemProtected',
    // One that is only being tried out denies nothing.
    effect: otherwise('properties.denyAssignmentEffect', 'enforced'),
    condition: 'properties.condition',
    conditionVersion: 'properties.conditionVersion',
    createdOn: date('properties.createdOn'),
    updatedOn: date('properties.updatedOn'),
  },
  links: [
    to(
      'DENIES',
      'ANY_SCOPE',
      ({ raw }) => {
        const scope = text(raw, 'properties.scope')
        return scope === undefined ? undefined : armKey(scope)
      },
      { type: 'azure_deny_assignment_denies_any_scope', placeholder: anyScope },
    ),
    ...[...principalTypes, 'azure_everyone'].map((type) => names('ASSIGNED', 'properties.principals', type)),
    ...principalTypes.map((type) => names('EXCLUDES', 'properties.excludePrincipals', type)),
  ],
})

/** The principals of a list that are of this type. */
function names(verb: 'ASSIGNED' | 'EXCLUDES', path: string, type: string): AzureLink {
  return to(
    verb,
    type,
    ({ raw }) =>
      objects(raw, path)
        .filter((one) => typeOf(one) === type)
        .flatMap(keyOf),
    {
      placeholder: principalPlaceholder(type),
    },
  )
}

function typeOf(principal: Answer): string {
  return keyOf(principal)[0] === everyone ? 'azure_everyone' : principalTypeOf(text(principal, 'type'))
}

function keyOf(principal: Answer): string[] {
  const id = text(principal, 'id')
  return id === undefined ? [] : [objectKey(id)]
}

function idsOf(principals: unknown): string[] {
  return objects({ principals }, 'principals').flatMap(keyOf)
}

export const denyAssignmentDefinitions = [denyAssignment]
