/**
 * Sign-in, as login.microsoftonline.com does it for applications.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow, error codes:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
import type { JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { readerId } from '../model/service-principals.ts'
import type { Tenant } from '../tenant.ts'
import { type Call, loginHost, ok, type Reply, refusal } from './reply.ts'
import type { Mint } from './tokens.ts'

export interface Secrets {
  readonly secret: string
  /** What the portal shows beside the value and people copy by mistake. */
  readonly secretId: string
  readonly expiredSecret: string
}

export interface LoginSettings extends Secrets {
  readonly ttlSeconds: number
  /** Application permissions of Microsoft Graph that an administrator consented to. */
  readonly graphRoles: readonly string[]
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const signInPath = /^\/(?:common\/discovery\/instance$|[^/]+\/(?:oauth2\/|v2\.0\/\.well-known\/|\.well-known\/|discovery\/))/i

/** Whether a path without a host is one of the login host's: clients put nothing before it. */
export function isSignInPath(path: string): boolean {
  return signInPath.test(path)
}

export class Login {
  readonly #tenant: Tenant
  readonly #mint: Mint
  readonly #settings: LoginSettings

  constructor(tenant: Tenant, mint: Mint, settings: LoginSettings) {
    this.#tenant = tenant
    this.#mint = mint
    this.#settings = settings
  }

  answer(call: Call): Reply {
    const [tenant = '', ...rest] = call.path.split('/').filter(Boolean)
    const tail = rest.join('/').toLowerCase()
    if (call.path.toLowerCase() === '/common/discovery/instance') return this.#instances(call)
    if (call.method === 'POST' && (tail === 'oauth2/v2.0/token' || tail === 'oauth2/token')) return this.#token(call, tenant, tail)
    if (tail.endsWith('.well-known/openid-configuration')) return this.#discovery(call, tenant)
    if (tail.endsWith('/keys')) return ok({ keys: [] }, 'discovery')
    return refusal(loginHost, 404, 'NotFound', 'There is nothing at this address.')
  }

  #token(call: Call, tenant: string, tail: string): Reply {
    const form = new URLSearchParams(call.body)
    const refused = this.#tenantError(tenant) ?? this.#formError(form) ?? this.#clientError(form, tenant)
    if (refused !== undefined) return refused
    const audience = form.get('resource') ?? (form.get('scope') ?? '').split(' ')[0]?.replace(/\/?\.default$/, '') ?? ''
    const ttl = this.#settings.ttlSeconds
    const access_token = this.#mint.issue({
      tenantId: this.#tenant.id,
      audience,
      clientId: this.#tenant.clientId,
      objectId: readerId(this.#tenant),
      roles: audience.includes('graph.microsoft.com') ? this.#settings.graphRoles : [],
      ttlSeconds: ttl,
    })
    const now = Math.floor(Date.now() / 1000)
    return tail === 'oauth2/token'
      ? ok(
          {
            token_type: 'Bearer',
            expires_in: String(ttl),
            ext_expires_in: String(ttl),
            expires_on: String(now + ttl),
            not_before: String(now),
            resource: audience,
            access_token,
          },
          'token',
        )
      : ok({ token_type: 'Bearer', expires_in: ttl, ext_expires_in: ttl, access_token }, 'token')
  }

  #tenantError(tenant: string): Reply | undefined {
    const { id, scenario } = this.#tenant
    const known = [id, scenario.company.initialDomain, scenario.company.mailDomain].includes(tenant.toLowerCase())
    if (known) return undefined
    if (guid.test(tenant) || tenant.includes('.'))
      return oauthError(
        400,
        'invalid_request',
        90002,
        `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
      )
    return oauthError(
      400,
      'invalid_request',
      900023,
      `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`,
    )
  }

  #formError(form: URLSearchParams): Reply | undefined {
    for (const name of ['grant_type', 'client_id'])
      if (!form.get(name))
        return oauthError(400, 'invalid_request', 900144, `The request body must contain the following parameter: '${name}'.`)
    if (form.get('grant_type') !== 'client_credentials')
      return oauthError(400, 'unsupported_grant_type', 70003, `The app requested an unsupported grant type '${form.get('grant_type')}'.`)
    if (!form.get('scope') && !form.get('resource'))
      return oauthError(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'scope'.")
    const scope = form.get('scope')
    if (scope !== null && !scope.split(' ').some((part) => part.endsWith('/.default')))
      return oauthError(
        400,
        'invalid_scope',
        1002012,
        `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
      )
    return undefined
  }

  #clientError(form: URLSearchParams, tenant: string): Reply | undefined {
    const clientId = form.get('client_id') ?? ''
    const secret = form.get('client_secret')
    const assertion = form.get('client_assertion')
    const { name } = this.#tenant.scenario.company
    if (clientId.toLowerCase() !== this.#tenant.clientId)
      return oauthError(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${clientId}' was not found in the directory '${name}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
      )
    if (!secret && !assertion)
      return oauthError(
        401,
        'invalid_client',
        7000216,
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
      )
    if (assertion) return this.#assertionError(assertion, clientId, tenant)
    if (secret === this.#settings.expiredSecret)
      return oauthError(
        401,
        'invalid_client',
        7000222,
        `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
      )
    if (secret !== this.#settings.secret)
      return oauthError(
        401,
        'invalid_client',
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
      )
    return undefined
  }

  /** Any well-formed assertion of the right client will do: the simulated application trusts every certificate. */
  #assertionError(assertion: string, clientId: string, tenant: string): Reply | undefined {
    const invalid = (why: string) =>
      oauthError(
        401,
        'invalid_client',
        700027,
        `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - ${why}]`,
      )
    const payload = assertion.split('.')[1]
    if (payload === undefined) return invalid('The assertion is no token.')
    try {
      const claims: JsonObject | undefined = asObject(JSON.parse(Buffer.from(payload, 'base64url').toString()))
      if (claims?.sub !== clientId || claims.iss !== clientId) return invalid('The assertion speaks of another application.')
      if (Number(claims.exp) <= Date.now() / 1000)
        return oauthError(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.')
      return String(claims.aud).includes(tenant) ? undefined : invalid('The assertion is meant for another tenant.')
    } catch {
      return invalid('The assertion cannot be read.')
    }
  }

  #discovery(call: Call, tenant: string): Reply {
    const refused = this.#tenantError(tenant)
    if (refused !== undefined) return refused
    const base = call.origin(loginHost)
    return ok(
      {
        token_endpoint: `${base}/${tenant}/oauth2/v2.0/token`,
        token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
        jwks_uri: `${base}/${tenant}/discovery/v2.0/keys`,
        response_modes_supported: ['query', 'fragment', 'form_post'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
        scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
        issuer: `${base}/${tenant}/v2.0`,
        authorization_endpoint: `${base}/${tenant}/oauth2/v2.0/authorize`,
        device_authorization_endpoint: `${base}/${tenant}/oauth2/v2.0/devicecode`,
        end_session_endpoint: `${base}/${tenant}/oauth2/v2.0/logout`,
        claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'tid', 'ver'],
        tenant_region_scope: 'EU',
        cloud_instance_name: 'microsoftonline.com',
        cloud_graph_host_name: 'graph.windows.net',
        msgraph_host: 'graph.microsoft.com',
      },
      'discovery',
    )
  }

  #instances(call: Call): Reply {
    const aliases = [loginHost, 'login.windows.net', 'login.microsoft.com', 'sts.windows.net']
    return ok(
      {
        tenant_discovery_endpoint: `${call.origin(loginHost)}/${this.#tenant.id}/v2.0/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [{ preferred_network: loginHost, preferred_cache: 'login.windows.net', aliases }],
      },
      'discovery',
    )
  }
}

function asObject(value: JsonObject): JsonObject | undefined {
  return isObject(value) ? value : undefined
}

function oauthError(status: number, error: string, code: number, message: string): Reply {
  const trace = crypto.randomUUID()
  const correlation = crypto.randomUUID()
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`
  return {
    status,
    kind: 'token',
    body: {
      error,
      error_description: `AADSTS${code}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://${loginHost}/error?code=${code}`,
    },
  }
}
