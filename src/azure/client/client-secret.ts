/**
 * Signs an application in by its secret, which takes one request. The library that knows every other way takes two, and time
 * and memory to be loaded. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth'
import { Backoff, pause } from '../../collect/backoff.ts'
import { SignInError } from '../../collect/errors.ts'
import { isPassing } from './failure.ts'
import { type Answer, at, isAnswer, text } from './json.ts'
import { exchange } from './transport.ts'

export interface Application {
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Tries before the sign-in service counts as out of reach. */
const mostTries = 5

export class ClientSecret implements TokenCredential {
  readonly #application: Application
  readonly #login: string
  readonly #firstMs: number

  /**
   * @param login address of the sign-in service
   * @param firstMs bound of the first wait after what passes
   */
  constructor(application: Application, login: string, firstMs = 400) {
    this.#application = application
    this.#login = login
    this.#firstMs = firstMs
  }

  /** @throws Error in the service's own words where it refuses, SignInError where it gives no answer */
  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    const signal = options.abortSignal instanceof AbortSignal ? options.abortSignal : new AbortController().signal
    const backoff = new Backoff({ firstMs: this.#firstMs })
    for (;;) {
      const said = await this.#ask([scopes].flat().join(' '), signal)
      if ('token' in said) return said
      const wait = backoff.attempts + 1 < mostTries ? backoff.next(said.retryAfter) : undefined
      if (wait === undefined) {
        throw new SignInError(`The sign-in service ${this.#login} cannot be reached: ${said.because}. Check network, proxy and firewall.`)
      }
      await pause(wait, signal)
    }
  }

  async #ask(scope: string, signal: AbortSignal): Promise<AccessToken | Passing> {
    const { tenantId, clientId, clientSecret } = this.#application
    const url = `${this.#login}/${tenantId}/oauth2/v2.0/token`
    const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, scope, grant_type: 'client_credentials' })
    try {
      const { status, text, header } = await exchange({ method: 'POST', url, body }, signal)
      if (isPassing(status)) return { because: `it answered ${status}`, retryAfter: header('retry-after') }
      const answer = answerIn(text)
      return answer === undefined ? { because: `it answered ${status} with something that is not JSON` } : tokenIn(answer, status)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof RefusedError) throw error
      return { because: error instanceof Error ? error.message : String(error) }
    }
  }
}

/** Why there is no token, though there may be one a little later. */
interface Passing {
  readonly because: string
  readonly retryAfter?: string | undefined
}

class RefusedError extends Error {}

function answerIn(body: string): Answer | undefined {
  try {
    const parsed: unknown = JSON.parse(body)
    return isAnswer(parsed) ? parsed : undefined
  } catch {
    // What stands between us and the service answers in HTML.
    return undefined
  }
}

function tokenIn(answer: Answer, status: number): AccessToken {
  const token = text(answer, 'access_token')
  if (token === undefined) throw new RefusedError(text(answer, 'error_description') ?? text(answer, 'error') ?? `answered ${status}`)
  const seconds = Number(at(answer, 'expires_in'))
  return { token, expiresOnTimestamp: Date.now() + (Number.isFinite(seconds) ? seconds : 0) * 1000 }
}
