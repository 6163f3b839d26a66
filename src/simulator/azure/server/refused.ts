/** The refusal of an ARM call for which the principal lacks the permission, in ARM's words. */
import { armHost, type Reply, refusal, type SignedCall } from './reply.ts'

export function refused(call: SignedCall): Reply {
  const at = call.path.toLowerCase().lastIndexOf('/providers/')
  const rest = at < 0 ? [] : call.path.slice(at + '/providers/'.length).split('/')
  const scope = at < 0 ? containerScope(call.path) : rest.length % 2 === 0 ? call.path.slice(0, at) || '/' : call.path
  const action = actionOf(call)
  const { objectId } = call.token
  return refusal(
    armHost,
    403,
    'AuthorizationFailed',
    `The client '${objectId}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  )
}

/** The permission that a call needs: Microsoft.Web/sites/config/list/action. */
export function actionOf({ method, path }: Pick<SignedCall, 'method' | 'path'>): string {
  const at = path.toLowerCase().lastIndexOf('/providers/')
  const [namespace, ...rest] = at < 0 ? [] : path.slice(at + '/providers/'.length).split('/')
  const type = at < 0 ? containerType(path) : [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/')
  return method === 'POST' ? `${type}/action` : `${type}/read`
}

/** A list of groups or resources is asked of what stands above it. */
function containerScope(path: string): string {
  return path.split('/').length % 2 === 0 ? path.slice(0, path.lastIndexOf('/')) : path
}

function containerType(path: string): string {
  const words = path
    .split('/')
    .filter(Boolean)
    .filter((_, index) => index % 2 === 0)
  return ['Microsoft.Resources', ...words].join('/')
}
