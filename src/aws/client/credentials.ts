/** Credentials: the SDK's default chain, and roles assumed with them; both renewed before they end. */
import type { AwsCredentialIdentity } from '@smithy/types'
import { CloudError, PermissionError, SignInError } from '../../collect/errors.ts'
import { parseArn } from '../place.ts'
import { codeOf, factsOf, signInError } from './errors.ts'

export type Credentials = () => Promise<AwsCredentialIdentity>

/** Temporary credentials are renewed this long before they end: the longest retry must still fit. */
const renewBeforeMs = 5 * 60_000

/** Keeps what `load` gave until shortly before it ends. Many callers at once share one load; a failed one is not kept. */
export function renewing(load: Credentials, now: () => number = Date.now): Credentials {
  let current: AwsCredentialIdentity | undefined
  let loading: Promise<AwsCredentialIdentity> | undefined
  return async () => {
    if (current !== undefined && (current.expiration === undefined || current.expiration.getTime() - now() > renewBeforeMs)) return current
    loading ??= load().finally(() => {
      loading = undefined
    })
    current = await loading
    return current
  }
}

/** Environment, shared files, SSO, web identity, container, instance: in the SDK's order. */
export function defaultCredentials(region: string): Credentials {
  return renewing(async () => {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
    try {
      return await fromNodeProviderChain({ clientConfig: { region } })()
    } catch (error) {
      throw signInError(error) ?? error
    }
  })
}

export interface RoleToAssume {
  readonly roleArn: string
  readonly externalId?: string
  readonly region: string
  readonly endpoint?: string
  /** Who assumes it. */
  readonly source: Credentials
  /** A role of the integration's own sign-in ends the run when refused; that of a member account leaves a gap. */
  readonly refusal: 'sign-in' | 'denied'
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function assumedRole(role: RoleToAssume): Credentials {
  return renewing(async () => {
    const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts')
    const sts = new STSClient({
      region: role.region,
      credentials: role.source,
      ...(role.endpoint === undefined ? {} : { endpoint: role.endpoint }),
    })
    try {
      const { Credentials: given } = await sts.send(
        new AssumeRoleCommand({
          RoleArn: role.roleArn,
          RoleSessionName: 'isobar',
          ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
        }),
      )
      if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined)
        throw new SignInError(`Assuming ${role.roleArn} gave no credentials.`)
      return {
        accessKeyId: given.AccessKeyId,
        secretAccessKey: given.SecretAccessKey,
        ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
        ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
      }
    } catch (error) {
      throw refusedRole(error, role)
    } finally {
      sts.destroy()
    }
  })
}

function refusedRole(error: unknown, role: RoleToAssume): unknown {
  if (error instanceof CloudError || !(error instanceof Error)) return error
  const code = codeOf(error)
  if (code !== 'AccessDenied' && code !== 'AccessDeniedException') return signInError(error) ?? error
  const external =
    role.externalId === undefined
      ? 'If the trust policy asks for an external ID (sts:ExternalId), set externalId.'
      : "The trust policy's sts:ExternalId must equal the configured externalId."
  const message = `AWS refused to let us assume ${role.roleArn}. The role must exist, its trust policy must name the identity we sign in with, and that identity must be allowed sts:AssumeRole on it. ${external}`
  const facts = factsOf(error, code)
  return role.refusal === 'sign-in'
    ? new SignInError(message, facts)
    : new PermissionError('sts:AssumeRole', parseArn(role.roleArn)?.accountId ?? role.roleArn, message, facts)
}
