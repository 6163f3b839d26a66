/** One request to the simulated cloud, and what it answers. */
import type { Json, JsonObject } from '../json.ts'
import type { Token } from './tokens.ts'

export interface Call {
  readonly method: string
  /** The Azure host that is meant: `management.azure.com`. */
  readonly host: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** Where the client believes a host to be; links in answers start so. */
  readonly origin: (host: string) => string
}

/** A call whose token was accepted. */
export interface SignedCall extends Call {
  readonly token: Token
}

export interface Reply {
  readonly status: number
  /** An object, or text that is sent as it is. */
  readonly body: Json
  readonly headers?: Readonly<Record<string, string>>
  /** What the counts call it. */
  readonly kind: string
}

export const armHost = 'management.azure.com'
export const graphHost = 'graph.microsoft.com'
export const loginHost = 'login.microsoftonline.com'

export function ok(body: JsonObject, kind: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, body, kind, headers }
}

/** An error in the form of the host that is asked. */
export function refusal(
  host: string,
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const error =
    host === graphHost
      ? {
          code,
          message,
          innerError: {
            date: new Date().toISOString().slice(0, 19),
            'request-id': crypto.randomUUID(),
            'client-request-id': crypto.randomUUID(),
          },
        }
      : { code, message }
  return { status, body: { error }, kind: 'error', headers }
}
