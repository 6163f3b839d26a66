/** Which permissions the definitions need, and whether the signed-in principal holds them. Changes nothing. */
import { CloudError, PermissionError } from '../collect/errors.ts'
import type { PermissionCheck } from '../collect/resource.ts'
import { allows, type Grant } from './client/access.ts'
import { isAction } from './client/arm.ts'
import { holds, remedyFor } from './client/graph-permissions.ts'
import { onBehalf } from './client/http.ts'
import { text } from './client/json.ts'
import { claimsOf } from './client/tokens.ts'
import { type Consent, consentOf } from './consent.ts'
import type { AzureDefinition } from './resource.ts'
import { type AzureSession, ownCaller } from './session.ts'

/** A permission of ARM is `Provider/type/action`; Microsoft Graph's have dots. */
function isArm(permission: string): boolean {
  return permission.includes('/')
}

/** Where ARM keeps what belongs to Entra ID. */
const directory = '/providers/microsoft.aadiam'

function isOfDirectory(permission: string): boolean {
  return permission.toLowerCase().startsWith('microsoft.aadiam/')
}

export async function* permissionsOf(
  session: AzureSession,
  definitions: readonly AzureDefinition[],
  signal: AbortSignal,
): AsyncGenerator<PermissionCheck> {
  const needs = neededBy(definitions)
  const { tenantId } = session.config
  yield* graphPermissions(session, needs, signal)
  const management = needs.get('Microsoft.Management/managementGroups/read')
  if (management !== undefined) yield await managementGroupRead(session, management, signal)
  for (const [permission, types] of needs) {
    if (!isOfDirectory(permission)) continue
    // No role of a subscription or management group reaches there, and ARM does not tell who holds one.
    yield { permission, scope: directory, granted: 'unknown', neededBy: types, remedy: session.arm.grant('Reader', directory) }
  }
  const ofSubscriptions = [...needs].filter(
    ([permission]) =>
      isArm(permission) &&
      !isOfDirectory(permission) &&
      permission !== 'Microsoft.Management/managementGroups/read' &&
      permission !== 'Microsoft.Resources/subscriptions/read',
  )
  const ids = await subscriptionIds(session, signal)
  const subscriptions = needs.get('Microsoft.Resources/subscriptions/read') ?? []
  if (ids.length === 0) {
    yield {
      permission: 'Microsoft.Resources/subscriptions/read',
      scope: `tenant ${tenantId}`,
      granted: false,
      neededBy: subscriptions,
      remedy: session.arm.grant('Reader', `/providers/Microsoft.Management/managementGroups/${tenantId}`),
    }
  }
  for (const { id, readable } of ids) {
    const scope = `/subscriptions/${id}`
    const remedy = session.arm.grant('Reader', scope)
    yield {
      permission: 'Microsoft.Resources/subscriptions/read',
      scope,
      granted: readable,
      neededBy: subscriptions,
      ...(readable ? {} : { remedy }),
    }
    if (!readable) continue
    const grants = await grantsAt(session, scope, signal)
    for (const [permission, types] of ofSubscriptions) {
      const granted = grants === undefined ? 'unknown' : allows(grants, permission)
      const how = isAction(permission) ? session.arm.grantAction(scope) : remedy
      yield { permission, scope, granted, neededBy: types, ...(granted === true ? {} : { remedy: how }) }
    }
  }
}

/** The types that need each permission, details included. */
function neededBy(definitions: readonly AzureDefinition[]): Map<string, string[]> {
  const needs = new Map<string, string[]>()
  for (const { type, permission, details } of definitions) {
    for (const one of [permission, ...Object.values(details).map((detail) => detail.permission)]) {
      const types = needs.get(one) ?? []
      if (!types.includes(type)) types.push(type)
      needs.set(one, types)
    }
  }
  return needs
}

async function* graphPermissions(
  session: AzureSession,
  needs: ReadonlyMap<string, readonly string[]>,
  signal: AbortSignal,
): AsyncGenerator<PermissionCheck> {
  const claims = claimsOf(await session.tokens.get(session.cloud.graph.audience, signal))
  const scope = `tenant ${session.config.tenantId}`
  let consent: Consent | undefined
  for (const [permission, types] of needs) {
    if (isArm(permission)) continue
    const granted = holds(permission, claims)
    if (granted !== true) consent ??= await consentOf(session, signal)
    const remedy = consent?.remedy(permission) ?? remedyFor(permission, claims)
    yield { permission, scope, granted, neededBy: types, ...(granted === true ? {} : { remedy }) }
  }
}

/** Only trying tells: the permissions API does not answer for management groups one may not read. */
async function managementGroupRead(session: AzureSession, types: readonly string[], signal: AbortSignal): Promise<PermissionCheck> {
  const permission = 'Microsoft.Management/managementGroups/read'
  const scope = `/providers/Microsoft.Management/managementGroups/${session.config.tenantId}`
  const check = { permission, scope, neededBy: types }
  try {
    await session.arm.get(scope, '2023-04-01', ownCaller(signal, permission))
    return { ...check, granted: true }
  } catch (error) {
    if (!(error instanceof CloudError)) throw error
    const granted = error instanceof PermissionError || error.facts.status === 404 ? false : 'unknown'
    return { ...check, granted, remedy: session.arm.grant('Management Group Reader', scope) }
  }
}

/** The subscriptions that are asked for, and whether each may be read. */
async function subscriptionIds(session: AzureSession, signal: AbortSignal): Promise<{ readonly id: string; readonly readable: boolean }[]> {
  const seen = new Set<string>()
  for await (const one of session.arm.list('/subscriptions', '2022-12-01', ownCaller(signal, 'Microsoft.Resources/subscriptions/read'))) {
    const id = text(one, 'subscriptionId')?.toLowerCase()
    if (id !== undefined) seen.add(id)
  }
  const wanted = session.config.subscriptions
  return (wanted === 'all' ? [...seen] : wanted).map((id) => ({ id, readable: seen.has(id.toLowerCase()) }))
}

/** Undefined where ARM does not tell what the principal may do: an empty answer is no proof of having nothing. */
async function grantsAt(session: AzureSession, scope: string, signal: AbortSignal): Promise<readonly Grant[] | undefined> {
  try {
    const caller = onBehalf(ownCaller(signal, ''), 'Microsoft.Authorization/permissions/read')
    const grants = await session.access.at(scope, caller)
    return grants.length === 0 ? undefined : grants
  } catch (error) {
    if (!(error instanceof CloudError)) throw error
    return undefined
  }
}
