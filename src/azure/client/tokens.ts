/** Access tokens by audience: one request for each, renewed before they run out and when they are refused. */
import type { AccessToken, TokenCredential } from '@azure/core-auth'

/** A token is renewed this long before it runs out, or after nine tenths of a short life. */
const earlyMs = 5 * 60_000

interface Held {
  readonly token: string
  readonly renewAfter: number
}

export class Tokens {
  readonly #credential: () => Promise<TokenCredential>
  readonly #explain: (error: unknown, signal: AbortSignal) => Promise<Error>
  readonly #held = new Map<string, Promise<Held>>()
  #current: Promise<TokenCredential> | undefined

  /**
   * @param credential makes a credential without cached tokens
   * @param explain turns what the sign-in threw into an error people can act on
   */
  constructor(credential: () => Promise<TokenCredential>, explain: (error: unknown, signal: AbortSignal) => Promise<Error>) {
    this.#credential = credential
    this.#explain = explain
  }

  /** @param refused a token that the API no longer accepts: another one is wanted */
  async get(audience: string, signal: AbortSignal, refused?: string): Promise<string> {
    const held = this.#held.get(audience)
    if (held !== undefined) {
      const { token, renewAfter } = await held
      // Whoever comes late with the refused token finds the new one that another request fetched.
      if (token !== refused && Date.now() < renewAfter) return token
    }
    // While we waited another request may have begun to renew.
    const latest = this.#held.get(audience)
    if (latest !== undefined && latest !== held) return (await latest).token
    // The library would give the refused token again out of its own cache.
    if (refused !== undefined) this.#current = undefined
    const fetching = this.#fetch(audience, signal)
    this.#held.set(audience, fetching)
    try {
      return (await fetching).token
    } catch (error) {
      if (this.#held.get(audience) === fetching) this.#held.delete(audience)
      throw error
    }
  }

  async #fetch(audience: string, signal: AbortSignal): Promise<Held> {
    let token: AccessToken | null
    try {
      this.#current ??= this.#credential()
      const credential = await this.#current
      token = await credential.getToken(`${audience}/.default`, { abortSignal: signal })
    } catch (error) {
      signal.throwIfAborted()
      throw await this.#explain(error, signal)
    }
    if (token === null) throw await this.#explain(new Error('the sign-in gave no token'), signal)
    const life = token.expiresOnTimestamp - Date.now()
    return { token: token.token, renewAfter: token.expiresOnTimestamp - Math.min(earlyMs, life / 10) }
  }
}

/** The claims of a token, unverified: for explanations, never for decisions about trust. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? { ...claims } : {}
  } catch {
    // Tokens are opaque by contract; one that is no JWT tells nothing.
    return {}
  }
}
