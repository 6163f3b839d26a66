/** What can go wrong between us and a cloud, as errors that people can act on. None of them carries a secret. */
import type { TaskStatus } from '../store/store.ts'

export interface CloudErrorFacts {
  readonly status?: number
  /** The cloud's own error code: AuthorizationFailed, AccessDenied, AADSTS7000215. */
  readonly code?: string
  readonly requestId?: string
  readonly cause?: unknown
}

/** An answer, or the lack of one, that ends a task; `outcome` is the status the task then has. */
export class CloudError extends Error {
  override readonly name: string = 'CloudError'
  readonly outcome: TaskStatus
  readonly facts: CloudErrorFacts

  constructor(outcome: TaskStatus, message: string, facts: CloudErrorFacts = {}) {
    super(message, { cause: facts.cause })
    this.outcome = outcome
    this.facts = facts
  }
}

/** Nobody could sign in: wrong tenant, wrong or expired secret, role that cannot be assumed. Ends the whole integration. */
export class SignInError extends CloudError {
  override readonly name = 'SignInError'

  constructor(message: string, facts: CloudErrorFacts = {}) {
    super('failed', message, facts)
  }
}

/** The cloud refused one call for want of a permission. */
export class PermissionError extends CloudError {
  override readonly name = 'PermissionError'
  readonly permission: string
  readonly scope: string

  constructor(permission: string, scope: string, message: string, facts: CloudErrorFacts = {}) {
    super('denied', message, facts)
    this.permission = permission
    this.scope = scope
  }
}

/** The service is not enabled there: an Azure provider not registered, a region not opted in. There is nothing to read. */
export class NotRegisteredError extends CloudError {
  override readonly name = 'NotRegisteredError'

  constructor(message: string, facts: CloudErrorFacts = {}) {
    super('not-registered', message, facts)
  }
}

/** Still throttled after the retry budget. */
export class ThrottledError extends CloudError {
  override readonly name = 'ThrottledError'

  constructor(message: string, facts: CloudErrorFacts = {}) {
    super('throttled', message, facts)
  }
}

/** An answer that is not what the API promises: no JSON, cut off, an item without id, a next page on another host. */
export class MalformedAnswerError extends CloudError {
  override readonly name = 'MalformedAnswerError'

  constructor(message: string, facts: CloudErrorFacts = {}) {
    super('malformed', message, facts)
  }
}

/** No answer at all, or 5xx until the retry budget ran out. */
export class UnreachableError extends CloudError {
  override readonly name = 'UnreachableError'

  constructor(message: string, facts: CloudErrorFacts = {}) {
    super('failed', message, facts)
  }
}
