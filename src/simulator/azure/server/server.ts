/** The HTTP side: which host is meant, whether the call may pass, what it is answered, and how that goes out. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import type { JsonObject } from '../json.ts'
import type { Tenant } from '../tenant.ts'
import { Arm } from './arm.ts'
import type { Certificate } from './certificate.ts'
import { Counts } from './counts.ts'
import { type Fate, type FaultRule, Faults, replacement, spoiled } from './faults.ts'
import { Graph } from './graph.ts'
import { isSignInPath, Login, type LoginSettings } from './login.ts'
import { armHost, type Call, graphHost, loginHost, type Reply, refusal, type SignedCall } from './reply.ts'
import type { ServerRules } from './settings.ts'
import { isStorageHost, Storage, storageAudience } from './storage.ts'
import { Throttle } from './throttle.ts'
import { Mint } from './tokens.ts'
import { isVaultHost, Vaults, vaultAudience } from './vaults.ts'

export interface ServerSettings extends ServerRules {
  readonly login: LoginSettings
  readonly latencyMs: number
  /** Throttling as a share of Azure's own limits; 0 for none. */
  readonly throttle: number
  readonly faults: readonly FaultRule[]
  readonly certificate: Certificate | undefined
}

export const hosts = [armHost, graphHost, loginHost] as const

function isHost(name: string): boolean {
  return hosts.some((host) => host === name) || isVaultHost(name) || isStorageHost(name)
}

/** What a token must be for, host by host. */
const audiences: Readonly<Record<string, RegExp>> = {
  [armHost]: /^https:\/\/management\.(azure\.com|core\.windows\.net)\/?$/i,
  [graphHost]: /^(https:\/\/graph\.microsoft\.com\/?|00000003-0000-0000-c000-000000000000)$/i,
}

export class AzureServer {
  readonly #tenant: Tenant
  readonly #settings: ServerSettings
  readonly #mint: Mint
  readonly #login: Login
  readonly #arm: Arm
  readonly #graph: Graph
  readonly #vaults: Vaults
  readonly #storage: Storage
  readonly #throttle: Throttle | undefined
  readonly #faults: Faults
  readonly #server: Server
  #counts = new Counts()
  #base = ''

  constructor(tenant: Tenant, settings: ServerSettings) {
    this.#tenant = tenant
    this.#settings = settings
    this.#mint = new Mint(`${tenant.id} ${tenant.clientId}`)
    this.#login = new Login(tenant, this.#mint, settings.login)
    this.#arm = new Arm(tenant, settings)
    this.#graph = new Graph(tenant, settings, (call, answer) => this.#batched(call, answer))
    this.#vaults = new Vaults(tenant, settings)
    this.#storage = new Storage(tenant, settings)
    this.#throttle = settings.throttle > 0 ? new Throttle(settings.throttle) : undefined
    this.#faults = new Faults(settings.faults, tenant.seed)
    const listener: RequestListener = (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        // A fault of the simulator's own: loud, so that it is not taken for one of the cloud.
        console.error(error)
        response.destroy()
      })
    }
    const { certificate } = settings
    this.#server = certificate === undefined ? createServer(listener) : createTlsServer(certificate, listener)
    this.#server.keepAliveTimeout = 65_000
  }

  /** @returns the base address, without a slash at its end */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', resolve)
    })
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new TypeError('the server listens on no port')
    this.#base = `${this.#settings.certificate === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`
    return this.#base
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://simulated')
    if (url.pathname === '/__stats' || url.pathname === '/__reset') {
      if (url.pathname === '/__reset') this.#counts = new Counts()
      send(response, { status: 200, body: { ...this.#counts.all, ...ownCosts() }, kind: 'stats' })
      return
    }
    const call = await this.#call(request, url)
    if (call === undefined) {
      send(
        response,
        refusal(armHost, 404, 'UnknownHost', `The first segment of the path, or the Host header, must be one of ${hosts.join(', ')}.`),
      )
      return
    }
    if (this.#settings.latencyMs > 0) await pause(this.#settings.latencyMs)
    const fate = this.#faults.fateOf(call)
    if (fate !== undefined) this.#counts.fault()
    if (fate?.kind === 'reset') {
      response.destroy()
      return
    }
    if (fate?.kind === 'slow') await pause(fate.ms)
    const reply = this.#reply(call, fate)
    this.#counts.request(call, reply, send(response, reply, fate, ownHeaders(call, request)))
  }

  #reply(call: Call, fate: Fate | undefined): Reply {
    const replaced = fate === undefined ? undefined : replacement(call, fate)
    if (replaced !== undefined) return replaced
    if (call.host === loginHost) return this.#login.answer(call)
    const token = this.#mint.read(asText(call.headers.authorization))
    if (isVaultHost(call.host)) return this.#vault(call, token, fate)
    if (isStorageHost(call.host)) {
      const known = typeof token !== 'string' && storageAudience.test(token.audience)
      return known ? this.#storage.answer(call) : this.#storage.unauthorized()
    }
    if (typeof token === 'string') return this.#unauthorized(call, token)
    if (audiences[call.host]?.test(token.audience) !== true) return this.#unauthorized(call, 'audience')
    const signed: SignedCall = { ...call, token }
    const allowed = this.#throttle?.check(signed, Date.now()) ?? {}
    if (isReply(allowed)) return allowed
    const answer = call.host === graphHost ? this.#graph.answer(signed) : this.#arm.answer(signed)
    const reply: Reply = { ...answer, headers: { ...allowed, ...answer.headers } }
    return fate === undefined ? reply : spoiled(call, reply, fate)
  }

  #vault(call: Call, token: ReturnType<Mint['read']>, fate: Fate | undefined): Reply {
    if (typeof token === 'string' || !vaultAudience.test(token.audience)) return this.#vaults.challenge(call)
    const reply = this.#vaults.answer(call)
    return fate === undefined ? reply : spoiled(call, reply, fate)
  }

  /** A request of a batch is throttled by itself, and answered by a status, or with a fault in its answer, where a fault asks for one. */
  #batched(call: SignedCall, answer: () => Reply): Reply {
    const fate = this.#faults.fateOf(call)
    if (fate !== undefined) this.#counts.fault()
    const allowed = this.#throttle?.check(call, Date.now()) ?? {}
    const instead = isReply(allowed) ? allowed : typeof fate?.kind === 'number' ? replacement(call, fate) : undefined
    this.#counts.batched(call, instead ?? { status: 200, body: null, kind: 'batched' })
    if (instead !== undefined) return instead
    return fate === undefined ? answer() : spoiled(call, answer(), fate)
  }

  #unauthorized(call: Call, why: 'missing' | 'invalid' | 'expired' | 'audience'): Reply {
    const messages = {
      missing: "Authentication failed. The 'Authorization' header is missing.",
      invalid: 'The access token is invalid.',
      expired: 'The access token has expired.',
      audience: 'The access token has been obtained for wrong audience or resource.',
    }
    const codes = {
      missing: 'AuthenticationFailed',
      invalid: 'InvalidAuthenticationToken',
      expired: 'ExpiredAuthenticationToken',
      audience: 'InvalidAuthenticationTokenAudience',
    }
    const code = call.host === graphHost ? 'InvalidAuthenticationToken' : codes[why]
    const authority = `${call.origin(loginHost)}/${this.#tenant.id}`
    return refusal(call.host, 401, code, messages[why], {
      'www-authenticate': `Bearer authorization_uri="${authority}", error="invalid_token", error_description="${messages[why]}"`,
    })
  }

  async #call(request: IncomingMessage, url: URL): Promise<Call | undefined> {
    const forwarded = asText(request.headers['x-forwarded-host']) ?? request.headers.host ?? ''
    const asked = forwarded.split(':')[0]?.toLowerCase() ?? ''
    const segment = url.pathname.split('/')[1]?.toLowerCase() ?? ''
    const inPath = isHost(segment) ? segment : undefined
    const inHeader = isHost(asked) ? asked : undefined
    const host = inPath ?? inHeader ?? (isSignInPath(url.pathname) ? loginHost : undefined)
    if (host === undefined) return undefined
    const protocol = asText(request.headers['x-forwarded-proto']) ?? 'https'
    const path = inPath === undefined ? url.pathname : url.pathname.slice(host.length + 1) || '/'
    return {
      method: (request.method ?? 'GET').toUpperCase(),
      host,
      path: decoded(path).replace(/\/{2,}/g, '/'),
      query: url.searchParams,
      headers: request.headers,
      body: await textOf(request),
      origin: (wanted) =>
        inHeader !== undefined
          ? `${protocol}://${wanted}`
          : wanted === loginHost && inPath === undefined
            ? this.#base
            : `${this.#base}/${wanted}`,
    }
  }
}

/** What the simulator itself takes, for whoever measures a client on the same machine. */
function ownCosts(): JsonObject {
  const { user, system } = process.cpuUsage()
  return { cpuSeconds: (user + system) / 1e6, residentMiB: process.memoryUsage.rss() / 2 ** 20 }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function ownHeaders(call: Call, request: IncomingMessage): Record<string, string> {
  const id = crypto.randomUUID()
  const common = { 'x-ms-request-id': id, 'cache-control': 'no-cache' }
  if (call.host === graphHost)
    return { ...common, 'request-id': id, 'client-request-id': asText(request.headers['client-request-id']) ?? id }
  return { ...common, 'x-ms-correlation-request-id': id }
}

/** Writes an answer, whole or as a fault has it. @returns the bytes of the body */
function send(response: ServerResponse, reply: Reply, fate?: Fate, headers: Readonly<Record<string, string>> = {}): number {
  const whole = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
  const length = Buffer.byteLength(whole)
  const half = () => Buffer.from(whole).subarray(0, Math.floor(length / 2))
  // As text the body goes out in one piece with the headers.
  const body = fate?.kind === 'truncated' ? half() : whole
  const bytes = typeof body === 'string' ? length : body.length
  response.writeHead(reply.status, {
    'content-type': 'application/json; charset=utf-8',
    ...headers,
    ...reply.headers,
    'content-length': bytes,
  })
  if (fate?.kind === 'cut') response.write(half(), () => response.destroy())
  else response.end(body)
  return bytes
}

function isReply(value: Readonly<Record<string, string>> | Reply): value is Reply {
  return typeof value.status === 'number'
}

function asText(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
