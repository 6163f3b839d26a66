/** Application permissions of Microsoft Graph, as the token says them. */
import { CloudError } from '../../collect/errors.ts'
import type { PermissionCheck } from '../../collect/resource.ts'
import { holds, remedyFor } from '../client/graph-permissions.ts'
import type { Answer } from '../client/json.ts'
import { claimsOf } from '../client/tokens.ts'
import { type Consent, consentOf } from '../consent.ts'
import type { AzureSession } from '../session.ts'
import { attempt, type Needed } from './needed.ts'

export async function* graphChecks(session: AzureSession, needed: Needed, signal: AbortSignal): AsyncGenerator<PermissionCheck> {
  if (needed.size === 0) return
  const scope = `tenant ${session.config.tenantId}`
  const token = await attempt(() => session.tokens.get(session.cloud.graph.audience, signal))
  if (token instanceof CloudError) {
    for (const [permission, neededBy] of needed) yield { permission, scope, granted: 'unknown', neededBy, remedy: token.message }
    return
  }
  const claims = claimsOf(token)
  let consent: Consent | undefined
  for (const [permission, neededBy] of needed) {
    const granted = holds(permission, claims)
    if (granted === true) {
      yield { permission, scope, granted, neededBy }
      continue
    }
    consent ??= await consentOf(session, signal)
    yield { permission, scope, granted, neededBy, remedy: consent.remedy(permission) ?? withoutHint(permission, claims) }
  }
}

/** The registration tells what is amiss only to who may read it, which takes a permission too. */
function withoutHint(permission: string, claims: Answer): string {
  const roles = Array.isArray(claims.roles) ? claims.roles : []
  if (holds(permission, claims) !== false || roles.length > 0 || claims.scp !== undefined) return remedyFor(permission, claims)
  return (
    'The token holds no application permission of Microsoft Graph at all. Under API permissions of the app registration each one must ' +
    'have the type Application (a Delegated one does nothing here) and the status Granted: an administrator uses "Grant admin consent".'
  )
}
