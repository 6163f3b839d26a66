/** Ways to sign in. All but the client secret are by @azure/identity, which is large and loaded only where it is needed. */
import type { TokenCredential } from '@azure/core-auth'
import type { AzureConfig } from '../config.ts'
import { ClientSecret } from './client-secret.ts'
import type { Cloud } from './clouds.ts'

/** Loads what signing in needs, and no more. */
export async function loadSignIn({ clientSecret }: AzureConfig): Promise<void> {
  if (clientSecret === undefined) await import('@azure/identity')
}

/** A fresh credential, with a token cache of its own. */
export async function credentialFor(config: AzureConfig, cloud: Cloud): Promise<TokenCredential> {
  const { tenantId, clientId, clientSecret } = config
  if (clientId !== undefined && clientSecret !== undefined) return new ClientSecret({ tenantId, clientId, clientSecret }, cloud.login)
  const identity = await import('@azure/identity')
  const options = {
    authorityHost: cloud.login,
    // An authority that Microsoft does not know (a test server, a private cloud) cannot be looked up at Microsoft's.
    disableInstanceDiscovery: config.endpoints?.login !== undefined,
    retryOptions: { maxRetries: 4 },
  }
  switch (config.auth) {
    case 'managed-identity':
      return config.clientId === undefined
        ? new identity.ManagedIdentityCredential(options)
        : new identity.ManagedIdentityCredential(config.clientId, options)
    case 'workload-identity':
      return new identity.WorkloadIdentityCredential({
        ...options,
        tenantId,
        ...(config.clientId === undefined ? {} : { clientId: config.clientId }),
      })
    case 'azure-cli':
      return new identity.AzureCliCredential({ tenantId })
    case undefined:
      break
  }
  if (config.clientId === undefined) throw new TypeError('clientId is missing')
  if (config.certificate !== undefined) {
    return new identity.ClientCertificateCredential(tenantId, config.clientId, { certificate: config.certificate }, options)
  }
  throw new TypeError('no way to sign in: clientSecret, certificate or auth is missing')
}
