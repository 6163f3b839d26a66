/** Azure as the collecting engine knows it: an integration made of a configuration. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { CloudError } from '../collect/errors.ts'
import type { Integration } from '../collect/resource.ts'
import { loadSignIn } from './client/credential.ts'
import { at, objects, text } from './client/json.ts'
import type { AzureConfig } from './config.ts'
import { organization } from './organization.ts'
import { permissionsOf } from './permissions.ts'
import type { AzureDefinition } from './resource.ts'
import { type AzureSession, ownCaller, type SessionOptions, sessionOf } from './session.ts'
import { tenantScope } from './tenant.ts'

export function azureIntegration(config: AzureConfig, options: SessionOptions = {}): Integration<AzureSession> {
  const tenantId = config.tenantId.toLowerCase()
  return {
    name: config.name,
    type: 'azure',
    instance: tenantId,
    class: ['CSP', 'IdP'],
    definitions: () => wanted(config, options),
    properties: {
      ...(config.tagAccountName === true ? { 'tag.AccountName': config.name } : {}),
      ...(config.production === undefined ? {} : { 'tag.Production': config.production }),
    },
    async open(signal) {
      const session = sessionOf(config, options)
      // Both tokens at once. Without Microsoft Graph the rest is collected; who cannot sign in at all learns it here.
      await Promise.all([session.tokens.get(session.cloud.resourceManager.audience, signal), domainOf(session, signal)])
      return session
    },
    async *roots(session, signal) {
      yield tenantScope({ tenantId, domain: (await domainOf(session, signal)) ?? tenantId, portal: session.cloud.portal }, config.name)
    },
    async *permissions(session, signal) {
      yield* permissionsOf(session, await wanted(config, options), signal)
    },
    async close() {},
  }
}

/** Loaded after what signing in needs, so that its request is under way while a hundred files are read. */
async function wanted(config: AzureConfig, options: SessionOptions): Promise<readonly AzureDefinition[]> {
  await loadSignIn(config)
  // What awaited the same module goes first: the request of open() leaves now.
  await nextTurn()
  const { azureDefinitions, directoryDefinitions } = await import('./definitions.ts')
  const read = config.ingestDirectory
    ? azureDefinitions
    : azureDefinitions.filter((definition) => !directoryDefinitions.includes(definition))
  return options.source === 'arm' ? read.map(({ bulk: _, ...definition }) => definition) : read
}

/** The tenant's default domain, which links to the portal name; undefined where the organisation may not be read. */
async function domainOf(session: AzureSession, signal: AbortSignal): Promise<string | undefined> {
  try {
    const found = await organization({ ...ownCaller(signal, 'Organization.Read.All'), session })
    const domain = objects(found, 'verifiedDomains').find((one) => at(one, 'isDefault') === true)
    return text(domain, 'name')
  } catch (error) {
    signal.throwIfAborted()
    // A wrong sign-in shows at the resource manager's token, a lacking permission at the account's own detail.
    if (error instanceof CloudError) return undefined
    throw error
  }
}
