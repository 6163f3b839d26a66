/** What an AWS call ended with, in the words of `collect/errors.ts`. Codes: each service's "Common Errors" page. */
import {
  CloudError,
  type CloudErrorFacts,
  MalformedAnswerError,
  NotRegisteredError,
  PermissionError,
  SignInError,
  ThrottledError,
  UnreachableError,
} from '../../collect/errors.ts'

/** Which call failed, for people: `ec2:DescribeVpcs in 123456789012/eu-west-1`. */
export interface CallSite {
  /** The IAM action that allows it. */
  readonly permission: string
  readonly scope: string
}

const denied = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AccessDeniedFault',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedAccess',
  'UnauthorizedOperation',
  'AllAccessDisabled',
])
const notRegistered = new Set(['OptInRequired', 'SubscriptionRequiredException', 'NotSignedUp', 'RegionDisabledException'])
const expired = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'])
const badSignature = new Set(['SignatureDoesNotMatch', 'InvalidSignatureException', 'IncompleteSignature', 'IncompleteSignatureException'])
const unknownKey = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'AuthFailure',
  'InvalidAccessKeyId',
  'InvalidToken',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
])
const noCredentials = new Set(['CredentialsProviderError', 'TokenProviderError', 'ProviderError'])
const throttled = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
])
const network = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
  'TimeoutError',
])

/** The error of a call, as one that people can act on. What is not AWS's doing comes back as it is. */
export function cloudError(error: unknown, site: CallSite): unknown {
  if (error instanceof CloudError || !(error instanceof Error)) return error
  const code = codeOf(error)
  const facts = factsOf(error, code)
  const where = `${site.permission} in ${site.scope}`
  if (denied.has(code)) return refused(error, site, facts)
  if (notRegistered.has(code))
    return new NotRegisteredError(`${where}: the service or region is not enabled for this account (${code}).`, facts)
  if (throttled.has(code) || facts.status === 429)
    return new ThrottledError(
      `${where}: AWS still throttled the calls after all retries (${code}). Run again later, or with less concurrency.`,
      facts,
    )
  if (expired.has(code) || badSignature.has(code) || noCredentials.has(code)) return signInError(error) ?? error
  if (unknownKey.has(code))
    return new CloudError(
      'failed',
      `${where}: AWS did not accept the credentials there (${code}), though it did elsewhere. Session tokens of the global STS endpoint are not valid in regions that must be enabled first: get yours from a regional one (AWS_STS_REGIONAL_ENDPOINTS=regional).`,
      facts,
    )
  // A refusal counts even where its text cannot be read.
  if (facts.status === 403) return refused(error, site, facts)
  if (isMalformed(error)) return new MalformedAnswerError(`${where}: the answer could not be read: ${brief(error.message)}`, facts)
  if (network.has(code) || (facts.status ?? 0) >= 500)
    return new UnreachableError(`${where}: no usable answer after all retries (${code}): ${brief(error.message)}`, facts)
  return facts.status === undefined ? error : new CloudError('failed', `${where}: ${code}: ${brief(error.message)}`, facts)
}

/** Why nobody could sign in, with what to do; undefined when the error is about something else. */
export function signInError(error: unknown): SignInError | undefined {
  if (error instanceof SignInError) return error
  if (!(error instanceof Error)) return undefined
  const code = codeOf(error)
  const facts = factsOf(error, code)
  if (noCredentials.has(code))
    return new SignInError(
      `No AWS credentials found: ${brief(error.message)}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run "aws sso login", or run where the platform gives an identity (EC2, ECS, EKS).`,
      facts,
    )
  if (expired.has(code))
    return new SignInError(
      `The AWS session has expired (${code}). Renew it ("aws sso login", or new temporary keys); if it is new, set this computer's clock.`,
      facts,
    )
  if (badSignature.has(code))
    return new SignInError(
      `AWS says that the secret access key does not belong to the access key ID (${code}). Copy AWS_SECRET_ACCESS_KEY again; if it is right, set this computer's clock.`,
      facts,
    )
  if (unknownKey.has(code))
    return new SignInError(
      `AWS does not know the access key or session token (${code}). Check AWS_ACCESS_KEY_ID, and that AWS_SESSION_TOKEN is set with temporary keys and only with them.`,
      facts,
    )
  if (network.has(code)) return new SignInError(`AWS could not be reached to sign in (${code}): ${brief(error.message)}`, facts)
  return undefined
}

/** The cloud's code for an error: `AccessDenied`, `ECONNREFUSED`. */
export function codeOf(error: Error): string {
  if ('Code' in error && typeof error.Code === 'string') return error.Code
  if (network.has(error.name)) return error.name
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.name
}

export function factsOf(error: Error, code = codeOf(error)): CloudErrorFacts {
  const metadata = '$metadata' in error && typeof error.$metadata === 'object' && error.$metadata !== null ? error.$metadata : {}
  return {
    code,
    cause: error,
    ...('httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number' ? { status: metadata.httpStatusCode } : {}),
    ...('requestId' in metadata && typeof metadata.requestId === 'string' ? { requestId: metadata.requestId } : {}),
  }
}

function refused(error: Error, site: CallSite, facts: CloudErrorFacts): PermissionError {
  // AWS names the action that was missing, which can be another than the call's (kms:Decrypt behind lambda:GetFunction).
  const named = /not authorized to perform:? ([\w-]+:\w+)/.exec(error.message)?.[1]
  const permission = named ?? site.permission
  const organisation = /service control policy/i.test(error.message) ? ' A service control policy of the organisation denies it.' : ''
  return new PermissionError(
    permission,
    site.scope,
    `${permission} is not allowed in ${site.scope}.${organisation} Attach the AWS managed policy SecurityAudit, or allow this action.`,
    facts,
  )
}

/** The SDK throws what its parser threw, and adds where the answer is to be found. */
function isMalformed(error: Error): boolean {
  return error instanceof SyntaxError || error.message.includes('Deserialization error')
}

/** One line, without AWS's encoded authorisation message. */
function brief(message: string): string {
  const line = message
    .replace(/(Encoded authorization failure message|Deserialization error):.*/s, '')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}
