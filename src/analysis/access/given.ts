/** What the edges of the graph and every question about access begin with. */
import { denies, deniesByPrincipal } from './denies.ts'
import { elevators } from './elevation.ts'
import { edge, ownPolicies, realm } from './facts.ts'
import { grants } from './grants.ts'
import { directory, membership, named } from './members.ts'
import type { Relation } from './relation.ts'
import { managementGroups } from './scopes.ts'

/** Everything that was given and denied, whatever the action. */
export const given: readonly Relation[] = [
  realm,
  edge,
  ...directory,
  ...grants,
  ...denies,
  elevators,
  named,
  ...membership,
  ...deniesByPrincipal,
  managementGroups,
  ownPolicies,
]
