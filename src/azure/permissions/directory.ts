/** What Azure Resource Manager keeps for Entra ID: no permissions API speaks of it, so it is tried. */
import { CloudError, PermissionError } from '../../collect/errors.ts'
import type { PermissionCheck } from '../../collect/resource.ts'
import { directoryScope } from '../permission-kinds.ts'
import { type AzureSession, ownCaller } from '../session.ts'
import { attempt, type Needed } from './needed.ts'

export async function* directoryChecks(session: AzureSession, needed: Needed, signal: AbortSignal): AsyncGenerator<PermissionCheck> {
  for (const [permission, neededBy] of needed) {
    // microsoft.aadiam/diagnosticSettings/read is asked for by /providers/microsoft.aadiam/diagnosticSettings.
    const path = `/providers/${permission.replace(/\/read$/i, '')}`
    const answer = await attempt(() => session.arm.get(path, '2017-04-01', ownCaller(signal, permission)))
    const check = { permission, scope: directoryScope, neededBy }
    if (!(answer instanceof CloudError)) yield { ...check, granted: true }
    else if (answer instanceof PermissionError) yield { ...check, granted: false, remedy: session.arm.grant('Reader', directoryScope) }
    else yield { ...check, granted: 'unknown', remedy: answer.message }
  }
}
