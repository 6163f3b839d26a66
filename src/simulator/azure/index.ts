/** A simulated Azure tenant on 127.0.0.1. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scenarios } from './scenario/index.ts'
import type { Scenario } from './scenario/scenario.ts'
import { selfSigned } from './server/certificate.ts'
import type { FaultRule } from './server/faults.ts'
import { AzureServer, hosts } from './server/server.ts'
import type { Subscription } from './subscription.ts'
import { Tenant } from './tenant.ts'

export interface SimulatorOptions {
  readonly scenario?: string
  readonly subscriptions?: number
  readonly resources?: number
  readonly seed?: number
  /** How many weeks have passed since the first day. */
  readonly week?: number
  readonly misconfigured?: number
  readonly port?: number
  readonly tls?: boolean
  readonly pageSize?: number
  readonly latencyMs?: number
  readonly tokenTtlSeconds?: number
  readonly throttle?: number
  readonly faults?: readonly FaultRule[]
  readonly deny?: readonly RegExp[]
  readonly notRegistered?: readonly string[]
  /** Subscriptions, by their place or id, on which the client lacks the role Reader. */
  readonly unreadable?: readonly string[]
  /** Subscriptions, by their place or id, on which the client has no role at all: ARM does not list them. */
  readonly unseen?: readonly string[]
  /** Actions beyond the role Reader that the client lacks. */
  readonly withoutActions?: readonly string[]
  /** Permissions of Microsoft Graph that were added with the type Delegated by mistake. */
  readonly delegated?: readonly string[]
  /** Application permissions of Microsoft Graph that nobody consented to. */
  readonly withoutRoles?: readonly string[]
  readonly premium?: boolean
  /** Vaults show what they hold whatever their networks and policies say. */
  readonly openVaults?: boolean
}

export interface RunningTenant {
  readonly base: string
  /** Base address by host. */
  readonly urls: Readonly<Record<string, string>>
  /** The same as isobar.yaml takes them; `{host}` stands for a vault's or storage account's own host. */
  readonly endpoints: { readonly login: string; readonly resourceManager: string; readonly graph: string; readonly dataPlane: string }
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** The id of the secret, which people take for its value. */
  readonly secretId: string
  readonly expiredSecret: string
  readonly subscriptions: readonly { readonly id: string; readonly name: string }[]
  /** File with the certificate to trust, where the tenant is served by https. */
  readonly ca?: string
  readonly stats: string
  close(): Promise<void>
}

/** What the documentation asks an administrator to consent to. */
const consented = [
  'AccessReview.Read.All',
  'Application.Read.All',
  'AuditLog.Read.All',
  'DelegatedPermissionGrant.Read.All',
  'Device.Read.All',
  'DeviceManagementManagedDevices.Read.All',
  'Directory.Read.All',
  'EntitlementManagement.Read.All',
  'Group.Read.All',
  'GroupMember.Read.All',
  'IdentityRiskEvent.Read.All',
  'IdentityRiskyUser.Read.All',
  'OnPremDirectorySynchronization.Read.All',
  'Organization.Read.All',
  'Policy.Read.All',
  'Reports.Read.All',
  'RoleManagement.Read.Directory',
  'User.Read.All',
  'UserAuthenticationMethod.Read.All',
] as const

/** @throws RangeError for a scenario that there is none of */
export async function startTenant(options: SimulatorOptions = {}): Promise<RunningTenant> {
  const scenario = scenarioCalled(options.scenario ?? 'generated')
  const tenant = new Tenant({
    seed: options.seed ?? 1,
    subscriptions: options.subscriptions ?? 3,
    resources: options.resources ?? 1000,
    week: options.week ?? 0,
    misconfigured: options.misconfigured ?? scenario.misconfigured ?? 0.1,
    notRegistered: options.notRegistered ?? [],
    scenario: hiding(scenario, options.unreadable ?? [], options.unseen ?? []),
  })
  const dice = tenant.dice('secrets')
  const login = {
    secret: `sim~${dice.hex('secret', 36)}`,
    secretId: dice.guid('secretId'),
    expiredSecret: `old~${dice.hex('expired', 36)}`,
    ttlSeconds: options.tokenTtlSeconds ?? 3599,
    graphRoles: consented.filter((role) => !options.withoutRoles?.includes(role) && !options.delegated?.includes(role)),
  }
  const certificate = options.tls ? selfSigned(['localhost', ...hosts], ['127.0.0.1']) : undefined
  const server = new AzureServer(tenant, {
    pageSize: options.pageSize ?? 0,
    deny: options.deny ?? [],
    withoutActions: options.withoutActions ?? [],
    registration: { roles: consented.filter((role) => !options.delegated?.includes(role)), scopes: options.delegated ?? [] },
    premium: options.premium ?? true,
    openVaults: options.openVaults ?? scenario.openVaults ?? false,
    latencyMs: options.latencyMs ?? 0,
    throttle: options.throttle ?? 0,
    faults: options.faults ?? [],
    login,
    certificate,
  })
  const folder = certificate === undefined ? undefined : await mkdtemp(join(tmpdir(), 'simulated-tenant-'))
  const ca = folder === undefined ? undefined : join(folder, 'ca.pem')
  if (ca !== undefined && certificate !== undefined) await writeFile(ca, certificate.cert)
  const base = await server.listen(options.port ?? 0)
  return {
    base,
    urls: Object.fromEntries(hosts.map((host) => [host, `${base}/${host}`])),
    endpoints: {
      login: base,
      resourceManager: `${base}/management.azure.com`,
      graph: `${base}/graph.microsoft.com`,
      dataPlane: `${base}/{host}`,
    },
    tenantId: tenant.id,
    clientId: tenant.clientId,
    clientSecret: login.secret,
    secretId: login.secretId,
    expiredSecret: login.expiredSecret,
    subscriptions: tenant.subscriptions.map(({ id, name }) => ({ id, name })),
    ...(ca === undefined ? {} : { ca }),
    stats: `${base}/__stats`,
    async close() {
      await server.close()
      if (folder !== undefined) await rm(folder, { recursive: true })
    },
  }
}

function scenarioCalled(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name)
  if (found === undefined) throw new RangeError(`there is no scenario '${name}': ${scenarios.map((scenario) => scenario.name).join(', ')}`)
  return found
}

/** Named by their place, from 1, or by id. */
function hiding(scenario: Scenario, unreadable: readonly string[], unseen: readonly string[]): Scenario {
  const among = (names: readonly string[], { id, index }: Subscription) => names.includes(id) || names.includes(String(index + 1))
  return {
    ...scenario,
    subscriptions: (seed, options) =>
      scenario.subscriptions(seed, options).map((subscription) => {
        if (among(unseen, subscription)) return { ...subscription, readable: false, seen: false }
        return among(unreadable, subscription) ? { ...subscription, readable: false } : subscription
      }),
  }
}
