import type { Registration } from './registration.ts'

/** What the server allows and refuses, apart from what the tenant holds. */
export interface ServerRules {
  /** Items on a page instead of the services' own sizes; 0 for those. */
  readonly pageSize: number
  /** Paths below these answer 403, as for a permission that is missing. */
  readonly deny: readonly RegExp[]
  /** Actions that no role of the client holds: Microsoft.Web/sites/config/list/action. */
  readonly withoutActions: readonly string[]
  /** What the client's app registration asks Microsoft Graph for. */
  readonly registration: Registration
  /** Whether the tenant has the licence that sign-in dates and the registration report need. */
  readonly premium: boolean
  /** Whether vaults show what they hold whatever their networks and policies say. */
  readonly openVaults: boolean
}
