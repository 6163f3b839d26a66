/** Access tokens: signed so that only our own are taken, and otherwise in the shape of the real ones. */
import { createHmac } from 'node:crypto'
import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'

export interface Token {
  readonly audience: string
  readonly clientId: string
  readonly objectId: string
  readonly roles: readonly string[]
  /** Epoch seconds. */
  readonly expires: number
}

export interface TokenClaims {
  readonly tenantId: string
  readonly audience: string
  readonly clientId: string
  readonly objectId: string
  readonly roles: readonly string[]
  readonly ttlSeconds: number
}

/** How many tokens are remembered: a client sends each of a few with thousands of requests. */
const remembered = 16

export class Mint {
  readonly #key: string
  readonly #known = new Map<string, Token>()

  constructor(key: string) {
    this.#key = key
  }

  issue(claims: TokenClaims): string {
    const now = Math.floor(Date.now() / 1000)
    const payload: JsonObject = {
      aud: claims.audience,
      iss: `https://sts.windows.net/${claims.tenantId}/`,
      iat: now,
      nbf: now,
      exp: now + claims.ttlSeconds,
      appid: claims.clientId,
      appidacr: '1',
      idtyp: 'app',
      oid: claims.objectId,
      sub: claims.objectId,
      tid: claims.tenantId,
      roles: claims.roles,
      uti: crypto.randomUUID(),
      ver: '1.0',
    }
    const text = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(payload)}`
    return `${text}.${this.#sign(text)}`
  }

  /** The token in an Authorization header; why there is none otherwise. */
  read(authorization: string | undefined): Token | 'missing' | 'invalid' | 'expired' {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) return 'missing'
    const known = this.#known.get(token) ?? this.#verified(token)
    if (known === undefined) return 'invalid'
    return known.expires <= Date.now() / 1000 ? 'expired' : known
  }

  #verified(token: string): Token | undefined {
    const [header, payload, signature] = token.split('.')
    if (header === undefined || payload === undefined || signature !== this.#sign(`${header}.${payload}`)) return undefined
    const claims: Json = JSON.parse(Buffer.from(payload, 'base64url').toString())
    if (!isObject(claims)) return undefined
    const roles = Array.isArray(claims.roles) ? claims.roles.map(String) : []
    const found = {
      audience: String(claims.aud),
      clientId: String(claims.appid),
      objectId: String(claims.oid),
      roles,
      expires: Number(claims.exp),
    }
    if (this.#known.size >= remembered) this.#known.clear()
    this.#known.set(token, found)
    return found
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url')
  }
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
