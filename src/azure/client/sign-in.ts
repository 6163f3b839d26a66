/** Why nobody could sign in, and what to do about it. */
import { SignInError } from '../../collect/errors.ts'
import type { AzureConfig } from '../config.ts'
import type { Cloud } from './clouds.ts'
import { explanations, outOfTime } from './sign-in-errors.ts'
import { exchange } from './transport.ts'

/** Asks once more where the library does not tell: whether there is such a tenant, or no way to the sign-in service. */
export async function whySignInFailed(error: unknown, config: AzureConfig, cloud: Cloud, signal: AbortSignal): Promise<SignInError> {
  const text = error instanceof Error ? error.message : String(error)
  if (outOfTime.has(codeOf(text) ?? '')) return explainSignIn(error, config, await skewOf(config, cloud, signal))
  if (!text.includes('endpoints_resolution_error')) return explainSignIn(error, config)
  const url = metadata(config, cloud)
  try {
    const { status, text: said } = await exchange({ method: 'GET', url }, signal)
    const code = codeOf(said)
    return explainSignIn(code === undefined ? new Error(`${url} answered ${status}`) : new Error(`${code}: refused`), config)
  } catch (cause) {
    const why = cause instanceof Error ? firstLine(cause.message) : String(cause)
    return new SignInError(`The sign-in service ${cloud.login} cannot be reached: ${why}. Check network, proxy and firewall.`)
  }
}

function metadata({ tenantId }: AzureConfig, { login }: Cloud): string {
  return `${login}/${tenantId}/v2.0/.well-known/openid-configuration`
}

/** How far this machine's clock is ahead of the sign-in service's, in ms; undefined where that cannot be asked. */
async function skewOf(config: AzureConfig, cloud: Cloud, signal: AbortSignal): Promise<number | undefined> {
  try {
    const { header } = await exchange({ method: 'GET', url: metadata(config, cloud) }, signal)
    const theirs = Date.parse(header('date') ?? '')
    return Number.isNaN(theirs) ? undefined : Date.now() - theirs
  } catch {
    // The refusal is told in any case; this would only have made it plainer.
    return undefined
  }
}

/**
 * @param error what @azure/identity threw; its text is used for the error code and the trace id only
 * @param skewMs how far this machine's clock is ahead, where that is known
 */
export function explainSignIn(error: unknown, config: AzureConfig, skewMs?: number): SignInError {
  if (error instanceof SignInError) return error
  const text = error instanceof Error ? error.message : String(error)
  const code = codeOf(text)
  const requestId = /Trace ID: ([0-9a-f-]{36})/i.exec(text)?.[1]
  const facts = {
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
    cause: error,
  }
  if (code !== undefined && outOfTime.has(code)) return new SignInError(`${untimely(config, skewMs)} (${code})`, facts)
  const known = code === undefined ? undefined : explanations.get(code)
  if (known !== undefined) return new SignInError(`${known(config)} (${code})`, facts)
  if (code !== undefined) return new SignInError(`The sign-in to tenant ${config.tenantId} was refused: ${firstLine(text)}`, facts)
  return new SignInError(unavailable(config, text), facts)
}

/** Sign-in forgives five minutes; a clock that is off by less than one is not the cause. */
function untimely({ auth }: AzureConfig, skewMs: number | undefined): string {
  const refused = 'The sign-in was refused because what proves it is outside its validity'
  if (skewMs === undefined) return `${refused}. Check the clock of this machine.`
  const minutes = Math.round(Math.abs(skewMs) / 60_000)
  if (minutes >= 1)
    return `${refused}: the clock of this machine is ${minutes} min ${skewMs > 0 ? 'ahead' : 'behind'}. Set it, or switch on NTP.`
  return auth === 'workload-identity'
    ? `${refused}: the token in AZURE_FEDERATED_TOKEN_FILE has expired. Whoever writes that file must renew it.`
    : `${refused}, though the clock of this machine is right. Try again; if it stays so, renew the certificate or token.`
}

function codeOf(text: string): string | undefined {
  return /AADSTS\d+/.exec(text)?.[0]
}

function unavailable(config: AzureConfig, text: string): string {
  switch (config.auth) {
    case 'azure-cli':
      return `The Azure CLI has no sign-in for tenant ${config.tenantId}. Run: az login --tenant ${config.tenantId} (${firstLine(text)})`
    case 'managed-identity':
      return `This machine has no managed identity that could be used. Assign one, and name its clientId when it is user-assigned. (${firstLine(text)})`
    case 'workload-identity':
      return `The workload identity is not set up here: AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_ID and AZURE_TENANT_ID must be set. (${firstLine(text)})`
    case undefined:
      return /certificate|PEM/i.test(text)
        ? `The certificate cannot be used: it must be PEM with the certificate and its unencrypted private key. (${firstLine(text)})`
        : `The sign-in to tenant ${config.tenantId} did not work: ${firstLine(text)}`
  }
}

function firstLine(text: string): string {
  return (text.split(/\r?\n/)[0] ?? '').slice(0, 400)
}
