/** Key Vault's data plane: what a vault holds, never a value. https://learn.microsoft.com/rest/api/keyvault */
import { MalformedAnswerError } from '../../collect/errors.ts'
import type { Cloud } from './clouds.ts'
import type { Caller, Http } from './http.ts'
import type { Answer } from './json.ts'
import { pages } from './pages.ts'

const version = '7.4'

export const vaultContents = ['keys', 'secrets', 'certificates'] as const
export type VaultContents = (typeof vaultContents)[number]

/** Lists begin soon after they were tried, if at all. */
const mostTried = 1000

export class Vaults {
  readonly #http: Http
  readonly #cloud: Cloud
  readonly #principal: string
  /** First pages that {@link tryListing} asked for, until their lists begin. */
  readonly #tried = new Map<string, Answer>()

  constructor(http: Http, cloud: Cloud, principal: string) {
    this.#http = http
    this.#cloud = cloud
    this.#principal = principal
  }

  /** @param vaultUrl as the vault's own resource says it; a host outside Key Vault is never sent a token */
  list(vaultUrl: string, kind: VaultContents, caller: Caller): AsyncIterable<Answer> {
    const { first, api, get } = this.#asking(vaultUrl, kind)
    return pages(first, api, { next: 'nextLink' }, async (url) => {
      const tried = this.#tried.get(url)
      this.#tried.delete(url)
      return tried ?? get(url, caller)
    })
  }

  /** Sees whether a list may be read; one that follows does not ask for its first page again. @throws PermissionError */
  async tryListing(vaultUrl: string, kind: VaultContents, caller: Caller): Promise<void> {
    const { first, get } = this.#asking(vaultUrl, kind)
    this.#tried.set(first, await get(first, caller))
    const [oldest] = this.#tried.keys()
    if (this.#tried.size > mostTried && oldest !== undefined) this.#tried.delete(oldest)
  }

  #asking(vaultUrl: string, kind: VaultContents) {
    const host = URL.canParse(vaultUrl) ? new URL(vaultUrl).host.toLowerCase() : ''
    if (!this.#cloud.keyVault.suffixes.some((suffix) => host.endsWith(suffix))) {
      throw new MalformedAnswerError(`${vaultUrl} is no address of a key vault in this cloud.`)
    }
    const api = { url: this.#cloud.dataPlane(host), origin: `https://${host}` }
    const name = host.split('.')[0] ?? host
    const get = async (url: string, caller: Caller): Promise<Answer> => {
      const { body } = await this.#http.send(
        {
          method: 'GET',
          url,
          audience: this.#cloud.keyVault.audience,
          scope: host,
          grant: { scope: vaultUrl, remedy: this.#remedy(name, kind) },
        },
        caller,
      )
      return body
    }
    return { first: `${api.url}/${kind}?api-version=${version}`, api, get }
  }

  /** The command that lets the principal list, by the vault's access policies. */
  allowListing(name: string, kinds: readonly VaultContents[]): string {
    const lists = kinds.map((kind) => `--${kind.slice(0, -1)}-permissions list`)
    return `az keyvault set-policy --name ${name} --spn ${this.#principal} ${lists.join(' ')}`
  }

  #remedy(name: string, kind: VaultContents): string {
    return (
      `Where the vault uses Azure RBAC, grant the role Key Vault Reader on it; where it uses access policies, allow listing: ` +
      `${this.allowListing(name, [kind])}. ` +
      `A firewall of the vault must let this machine in too.`
    )
  }
}
