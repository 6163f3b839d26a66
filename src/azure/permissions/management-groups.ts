/** Whether the tree of management groups may be read, and which subscriptions it names. */
import { CloudError, PermissionError } from '../../collect/errors.ts'
import type { PermissionCheck } from '../../collect/resource.ts'
import { NotFoundError } from '../client/failure.ts'
import { type Answer, objects, text } from '../client/json.ts'
import { managementGroupsRead } from '../permission-kinds.ts'
import { type AzureSession, ownCaller } from '../session.ts'
import { attempt } from './needed.ts'

/** The root group, or why it cannot be read. Only trying tells: who may not read it is not told what he may do there. */
export async function rootGroupOf(session: AzureSession, signal: AbortSignal): Promise<Answer | CloudError> {
  return attempt(() =>
    session.arm.get(rootScope(session), '2023-04-01', ownCaller(signal, managementGroupsRead), { $expand: 'children', $recurse: 'true' }),
  )
}

export function rootScope({ config }: AzureSession): string {
  return `/providers/Microsoft.Management/managementGroups/${config.tenantId}`
}

export function managementGroupCheck(session: AzureSession, root: Answer | CloudError, neededBy: readonly string[]): PermissionCheck {
  const scope = rootScope(session)
  const check = { permission: managementGroupsRead, scope, neededBy }
  if (!(root instanceof CloudError)) return { ...check, granted: true }
  const remedy = session.arm.grant('Management Group Reader', scope)
  if (root instanceof PermissionError) return { ...check, granted: false, remedy }
  // ARM says so of groups that one may not see, and of a tenant that never had any.
  if (root instanceof NotFoundError) {
    return {
      ...check,
      granted: 'unknown',
      remedy: `There is no root management group to be seen. Open Management groups in the portal once, then: ${remedy}`,
    }
  }
  return { ...check, granted: 'unknown', remedy: root.message }
}

/** The ids of all subscriptions below, in lower case, those included that the principal has no role on. */
export function subscriptionsBelow(root: Answer | CloudError): string[] {
  return root instanceof CloudError ? [] : below(objects(root, 'properties.children'))
}

function below(children: readonly Answer[]): string[] {
  return children.flatMap((child) => {
    const name = text(child, 'name')?.toLowerCase()
    const own = name !== undefined && text(child, 'type') === '/subscriptions' ? [name] : []
    return [...own, ...below(objects(child, 'children'))]
  })
}
