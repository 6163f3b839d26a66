/** A signed-in tenant: the clients of its APIs. */
import type { TokenCredential } from '@azure/core-auth'
import { Limiter } from '../collect/limiter.ts'
import { Access } from './client/access.ts'
import { Arm } from './client/arm.ts'
import { type Cloud, cloudOf } from './client/clouds.ts'
import { credentialFor } from './client/credential.ts'
import { Graph } from './client/graph.ts'
import { type Caller, Http, type Patience, patient, waitsOf } from './client/http.ts'
import { ResourceGraph } from './client/resource-graph.ts'
import { whySignInFailed } from './client/sign-in.ts'
import { StorageServices } from './client/storage-services.ts'
import { untilTold } from './client/throttling.ts'
import { Tokens } from './client/tokens.ts'
import { Vaults } from './client/vaults.ts'
import type { AzureConfig, AzureOptions } from './config.ts'

export interface AzureSession {
  readonly config: AzureConfig
  readonly cloud: Cloud
  readonly tokens: Tokens
  readonly arm: Arm
  readonly graph: Graph
  readonly resourceGraph: ResourceGraph
  readonly vaults: Vaults
  readonly storage: StorageServices
  readonly access: Access
}

export interface SessionOptions extends AzureOptions {
  readonly patience?: Patience
  /** Makes the credential; by default what the configuration says. */
  readonly credential?: () => Promise<TokenCredential>
}

/** Well below the 250 reads that ARM's buckets hold for one subscription: so many may be under way when its last one is told. */
const perScope = 40
const perHost = 80

export function sessionOf(config: AzureConfig, options: SessionOptions = {}): AzureSession {
  const cloud = cloudOf(config.cloud, config.endpoints)
  const tokens = new Tokens(options.credential ?? (() => credentialFor(config, cloud)), (error, signal) =>
    whySignInFailed(error, config, cloud, signal),
  )
  const { concurrency = perHost, patience = patient } = options
  const most = Math.min(perScope, concurrency)
  const limiter = new Limiter({ perHost: concurrency, perScope: most, perNewScope: Math.min(untilTold, most), patience: waitsOf(patience) })
  const http = new Http(tokens, limiter, patience)
  const principal = config.clientId ?? 'the signed-in principal'
  const arm = new Arm(http, cloud, principal)
  return {
    config,
    cloud,
    tokens,
    arm,
    graph: new Graph(http, cloud, config.tenantId),
    resourceGraph: new ResourceGraph(http, cloud),
    vaults: new Vaults(http, cloud, principal),
    storage: new StorageServices(http, cloud),
    access: new Access(arm),
  }
}

/** A caller for what no task asks: the sign-in, the tenant's own facts. */
export function ownCaller(signal: AbortSignal, permission: string): Caller {
  return { signal, permission, request() {}, received() {} }
}
