/** Why a token lacks a Graph permission: never asked for, asked for as Delegated, or without an administrator's consent. */
import { CloudError } from '../collect/errors.ts'
import { waysTo } from './client/graph-permissions.ts'
import { onBehalf } from './client/http.ts'
import { type Answer, objects, text } from './client/json.ts'
import { type AzureSession, ownCaller } from './session.ts'

/** Microsoft Graph's own application id, the same in every tenant. */
const graphAppId = '00000003-0000-0000-c000-000000000000'

export interface Consent {
  /** What to do about a permission that the token lacks; undefined where the registration does not tell. */
  remedy(permission: string): string | undefined
}

/** Reads the app registration and what Graph calls its permissions. Who may not read them gets no hints. */
export async function consentOf(session: AzureSession, signal: AbortSignal): Promise<Consent> {
  const { clientId } = session.config
  const caller = onBehalf(ownCaller(signal, ''), 'Application.Read.All')
  if (clientId === undefined) return silent
  try {
    const [application, graph] = await Promise.all([
      session.graph.get(`/applications?$filter=appId eq '${clientId}'&$select=id,requiredResourceAccess`, caller),
      session.graph.get(`/servicePrincipals?$filter=appId eq '${graphAppId}'&$select=id,appRoles,oauth2PermissionScopes`, caller),
    ])
    return { remedy: (permission) => remedyOf(permission, objects(application, 'value')[0], objects(graph, 'value')[0]) }
  } catch (error) {
    if (error instanceof CloudError) return silent
    throw error
  }
}

const silent: Consent = { remedy: () => undefined }

function remedyOf(permission: string, application: Answer | undefined, graph: Answer | undefined): string | undefined {
  const asked = objects(application, 'requiredResourceAccess')
    .filter((api) => text(api, 'resourceAppId') === graphAppId)
    .flatMap((api) => objects(api, 'resourceAccess'))
  const has = (type: string, id: string | undefined) =>
    id !== undefined && asked.some((one) => text(one, 'type') === type && text(one, 'id') === id)
  const ways = waysTo(permission)
  const asRole = ways.find((name) => has('Role', idOf(graph, 'appRoles', name)))
  if (asRole !== undefined) {
    return `The app registration asks for ${asRole}, but no administrator has consented: use "Grant admin consent" under API permissions.`
  }
  const asScope = ways.find((name) => has('Scope', idOf(graph, 'oauth2PermissionScopes', name)))
  if (asScope !== undefined) {
    return `The app registration has ${asScope} of the type Delegated, which does nothing here: add it with the type Application and grant admin consent.`
  }
  return undefined
}

function idOf(graph: Answer | undefined, list: string, permission: string): string | undefined {
  const found = objects(graph, list).find((one) => text(one, 'value') === permission)
  return found === undefined ? undefined : text(found, 'id')
}
