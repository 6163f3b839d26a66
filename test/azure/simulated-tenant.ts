/** How the program connects to a simulated tenant: what isobar.yaml would say, and the trust in its certificate. */
import { readFileSync } from 'node:fs'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { AzureConfig } from '../../src/azure/index.ts'
import type { RunningTenant } from '../../src/simulator/azure/index.ts'

export function configOf({ tenantId, clientId, clientSecret, endpoints }: RunningTenant, name = 'simulated') {
  return {
    name,
    type: 'azure',
    tenantId,
    clientId,
    clientSecret,
    subscriptions: 'all',
    ingestDirectory: true,
    cloud: 'public',
    endpoints,
  } as const satisfies AzureConfig
}

/** Node reads NODE_EXTRA_CA_CERTS at start only; this process is long started. */
export function trust({ ca }: RunningTenant): void {
  if (ca !== undefined) setDefaultCACertificates([...getCACertificates(), readFileSync(ca, 'utf8')])
}
