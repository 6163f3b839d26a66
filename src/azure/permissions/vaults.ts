/**
 * What key vaults let the principal list of their contents. Only trying tells: a vault grants by Azure RBAC or by access
 * policies of its own, to groups too, and its firewall stands before both. https://learn.microsoft.com/azure/key-vault/general/rbac-guide
 */
import { CloudError, PermissionError } from '../../collect/errors.ts'
import type { PermissionCheck } from '../../collect/resource.ts'
import { type Answer, at, text } from '../client/json.ts'
import { type VaultContents, vaultContents } from '../client/vaults.ts'
import { subscriptionIdOf } from '../ids.ts'
import { type AzureSession, ownCaller } from '../session.ts'
import { attempt, type Needed } from './needed.ts'
import type { Subscription } from './subscriptions.ts'

/** Vaults that are tried in one run: a tenant may have thousands, and a collection tells of each that refuses. */
const mostTried = 300
/** Vaults that are asked at once: each is a host of its own. */
const atOnce = 24

export async function* vaultChecks(
  session: AzureSession,
  needed: Needed,
  subscriptions: readonly Subscription[] | CloudError,
  signal: AbortSignal,
): AsyncGenerator<PermissionCheck> {
  if (needed.size === 0) return
  const vaults = subscriptions instanceof CloudError ? subscriptions : await vaultsIn(session, subscriptions, signal)
  if (vaults instanceof CloudError || vaults.length === 0) {
    const scope = `tenant ${session.config.tenantId}`
    const remedy = vaults instanceof CloudError ? vaults.message : 'There is no key vault to be seen that it could be tried on.'
    for (const [permission, neededBy] of needed) yield { permission, scope, granted: 'unknown', neededBy, remedy }
    return
  }
  const tried = inTurns(vaults).slice(0, mostTried)
  for (let start = 0; start < tried.length; start += atOnce) {
    const some = tried.slice(start, start + atOnce)
    for (const checks of await Promise.all(some.map((vault) => checksOf(session, vault, needed, signal)))) yield* checks
  }
  const left = vaults.length - tried.length
  if (left === 0) return
  const remedy = `Not tried: of many key vaults ${mostTried} are tried, some of every subscription. isobar collect names each that refuses.`
  for (const [permission, neededBy] of needed)
    yield { permission, scope: `${left} further key vaults`, granted: 'unknown', neededBy, remedy }
}

/** Some of every subscription before all of any: what is granted on one mostly holds for all in it. */
function inTurns(vaults: readonly Answer[]): readonly Answer[] {
  const groups = [...Map.groupBy(vaults, (vault) => subscriptionIdOf(text(vault, 'id') ?? '')).values()]
  const turns = Math.max(...groups.map(({ length }) => length))
  return Array.from({ length: turns }, (_, turn) => groups.flatMap((group) => group.slice(turn, turn + 1))).flat()
}

async function checksOf(session: AzureSession, vault: Answer, needed: Needed, signal: AbortSignal): Promise<PermissionCheck[]> {
  const wanted = [...needed].map(([permission, neededBy]) => {
    const kind = vaultContents.find((one) => permission.toLowerCase().includes(`/${one}/`)) ?? 'keys'
    return { permission, neededBy, kind }
  })
  const [first, ...others] = wanted
  if (first === undefined) return []
  const ask = ({ permission, kind }: typeof first) => verdict(session, vault, kind, permission, signal)
  const foremost = await ask(first)
  // What stands before the vault keeps out of all that is in it: one answer is enough.
  const rest = await Promise.all(others.map(async (one) => ({ ...one, verdict: foremost.ofWhole === true ? foremost : await ask(one) })))
  const tried = [{ ...first, verdict: foremost }, ...rest]
  // One command for all that is missing: another one would take away what the first gave.
  const missing = tried.filter(({ verdict }) => verdict.granted === false).map(({ kind }) => kind)
  const scope = text(vault, 'id') ?? ''
  return tried.map(({ permission, neededBy, verdict: { granted, remedy } }): PermissionCheck => {
    const how = granted === false ? grant(session, vault, missing) : remedy
    return { permission, scope, granted, neededBy, ...(how === undefined ? {} : { remedy: how }) }
  })
}

async function vaultsIn(
  session: AzureSession,
  subscriptions: readonly Subscription[],
  signal: AbortSignal,
): Promise<readonly Answer[] | CloudError> {
  const ids = subscriptions.filter(({ seen }) => seen).map(({ id }) => id)
  if (ids.length === 0) return []
  const query = "resources | where type =~ 'microsoft.keyvault/vaults' | order by id asc"
  return attempt(() => Array.fromAsync(session.resourceGraph.rows(query, ids, ownCaller(signal, 'Microsoft.KeyVault/vaults/read'))))
}

interface Verdict extends Pick<PermissionCheck, 'granted' | 'remedy'> {
  /** Not this kind of contents alone is kept from us, but the vault. */
  readonly ofWhole?: true
}

async function verdict(
  session: AzureSession,
  vault: Answer,
  kind: VaultContents,
  permission: string,
  signal: AbortSignal,
): Promise<Verdict> {
  const url = text(vault, 'properties.vaultUri') ?? ''
  const answer = await attempt(() => firstOf(session.vaults.list(url, kind, ownCaller(signal, permission))))
  if (!(answer instanceof CloudError)) return { granted: true }
  const { code = '', status } = answer.facts
  if (!(answer instanceof PermissionError)) {
    return { granted: 'unknown', remedy: answer.message, ...(status === undefined ? { ofWhole: true } : {}) }
  }
  if (status === 401)
    return {
      granted: 'unknown',
      ofWhole: true,
      remedy: `The vault takes no token of this tenant: it may trust another one. ${answer.message}`,
    }
  if (isOfNetwork(code)) {
    return {
      granted: 'unknown',
      ofWhole: true,
      remedy: `The vault's firewall does not let this machine in (${code}): allow its address, or run from a network that the vault allows.`,
    }
  }
  return { granted: false }
}

function isOfNetwork(code: string): boolean {
  return /^ForbiddenBy(Firewall|Connection)$/i.test(code)
}

function grant(session: AzureSession, vault: Answer, kinds: readonly VaultContents[]): string {
  return at(vault, 'properties.enableRbacAuthorization') === true
    ? `The vault uses Azure RBAC: ${session.arm.grant('Key Vault Reader', text(vault, 'id') ?? '')}`
    : `The vault uses access policies: ${session.vaults.allowListing(text(vault, 'name') ?? '', kinds)}`
}

/** Asks for the first page alone. */
async function firstOf(list: AsyncIterable<Answer>): Promise<unknown> {
  for await (const one of list) return one
  return undefined
}
