/** What an answer that is no success means, in the words of people who can act on it. */
import {
  CloudError,
  type CloudErrorFacts,
  NotRegisteredError,
  PermissionError,
  ThrottledError,
  UnreachableError,
} from '../../collect/errors.ts'
import { at, text } from './json.ts'
import type { RawAnswer } from './transport.ts'

/** The cloud says that this thing does not exist. Some callers take that for an answer. */
export class NotFoundError extends CloudError {
  override readonly name = 'NotFoundError'

  constructor(message: string, facts: CloudErrorFacts) {
    super('failed', message, facts)
  }
}

export interface Asked {
  readonly method: string
  readonly url: string
  /** The permission the definition names. */
  readonly permission: string
  /** What the permission must be granted on: an ARM id, or the tenant. */
  readonly scope: string
  /** How to grant it. */
  readonly remedy: string
}

export interface ErrorBody {
  readonly code?: string
  readonly message?: string
}

const notRegistered: ReadonlySet<string> = new Set([
  'MissingSubscriptionRegistration',
  'SubscriptionNotRegistered',
  'NoRegisteredProviderFound',
  'InvalidResourceNamespace',
  'InvalidResourceType',
  'ResourceProviderNotRegistered',
])

/** Statuses after which the same request may succeed a little later. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501)
}

export function failureOf(asked: Asked, answer: RawAnswer): CloudError {
  const body = { ...codeInHeader(answer), ...errorBody(answer.text) }
  const { status } = answer
  const requestId = requestIdOf(answer)
  const facts: CloudErrorFacts = {
    status,
    ...(body.code === undefined ? {} : { code: body.code }),
    ...(requestId === undefined ? {} : { requestId }),
  }
  const said = `${status}${body.code === undefined ? '' : ` ${body.code}`}${body.message === undefined ? '' : `: ${body.message}`}`
  const what = `${asked.method} ${shown(asked.url)}`
  if (body.code !== undefined && notRegistered.has(body.code)) {
    return new NotRegisteredError(`Not enabled at ${asked.scope} (${said})`, facts)
  }
  if (status === 401 || status === 403) {
    return new PermissionError(
      asked.permission,
      asked.scope,
      `${asked.permission} is refused on ${asked.scope} (${said}). ${asked.remedy}`,
      facts,
    )
  }
  if (status === 404 || status === 410) return new NotFoundError(`${what} found nothing (${said})`, facts)
  if (status === 429) return new ThrottledError(`${what} was still throttled after all attempts (${said}). Collect again later.`, facts)
  if (isPassing(status)) return new UnreachableError(`${what} failed in all attempts (${said}). Collect again later.`, facts)
  return new CloudError('failed', `${what} was refused (${said})`, facts)
}

/** The error of an ARM, Graph, Key Vault or OAuth answer. */
export function errorBody(body: string): ErrorBody {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    // Proxies and gateways answer errors in HTML; the status says enough.
    return {}
  }
  const code = text(parsed, 'error.code') ?? text(parsed, 'code') ?? text(parsed, 'error')
  const message = text(parsed, 'error.message') ?? text(parsed, 'message') ?? text(parsed, 'error_description')
  // Key Vault and some providers keep the telling code inside.
  const inner = text(parsed, 'error.innererror.code') ?? texted(at(parsed, 'error.details[].code'))
  const telling = inner !== undefined && (code === 'Forbidden' || notRegistered.has(inner)) ? inner : code
  return {
    ...(telling === undefined ? {} : { code: telling }),
    ...(message === undefined ? {} : { message: message.split(/\r?\n/)[0]?.slice(0, 500) ?? '' }),
  }
}

/** Storage answers errors in XML, and says the code beside them. */
function codeInHeader(answer: RawAnswer): ErrorBody {
  const code = answer.header('x-ms-error-code')
  return code === undefined ? {} : { code }
}

export function requestIdOf(answer: RawAnswer): string | undefined {
  return answer.header('x-ms-correlation-request-id') ?? answer.header('x-ms-request-id') ?? answer.header('request-id')
}

/** An address without its query, which may hold a skip token of any length. */
export function shown(url: string): string {
  return url.split('?')[0] ?? url
}

function texted(value: unknown): string | undefined {
  return Array.isArray(value) ? value.find((item) => typeof item === 'string') : undefined
}
