/** Why nobody could sign in, and what to do about it. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
import { SignInError } from '../../collect/errors.ts'
import type { AzureConfig } from '../config.ts'
import type { Cloud } from './clouds.ts'
import { exchange } from './transport.ts'

type Explain = (config: AzureConfig) => string

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const unknownTenant: Explain = ({ tenantId }) =>
  `There is no tenant ${tenantId} in this cloud. Set tenantId to the Directory (tenant) ID that the app registration's Overview page shows; for a sovereign cloud set cloud too.`

const wrongSecret: Explain = ({ clientId, clientSecret }) =>
  guid.test(clientSecret ?? '')
    ? `The client secret of application ${clientId} is wrong: it looks like the secret's ID. Use the secret's Value, which the portal shows only right after creation; create a new secret if it is lost.`
    : `The client secret of application ${clientId} is wrong. Use the secret's Value (not its Secret ID) of this very application; create a new one under Certificates & secrets if it is lost.`

const explanations: ReadonlyMap<string, Explain> = new Map<string, Explain>([
  ['AADSTS90002', unknownTenant],
  ['AADSTS900023', unknownTenant],
  ['AADSTS900021', unknownTenant],
  ['AADSTS7000215', wrongSecret],
  [
    'AADSTS7000222',
    ({ clientId }) =>
      `The client secret of application ${clientId} has expired. Create a new one under Certificates & secrets of the app registration.`,
  ],
  [
    'AADSTS700016',
    ({ clientId, tenantId }) =>
      `There is no application ${clientId} in tenant ${tenantId}. Set clientId to the Application (client) ID, not the object ID, and check that the app is registered in this tenant.`,
  ],
  [
    'AADSTS700027',
    ({ clientId }) =>
      `The certificate is not registered with application ${clientId}. Upload its public part under Certificates & secrets, or use the one that is there.`,
  ],
  [
    'AADSTS7000112',
    ({ clientId }) =>
      `Application ${clientId} is disabled. Enable it under Enterprise applications, Properties, "Enabled for users to sign-in".`,
  ],
  [
    'AADSTS70021',
    ({ clientId }) =>
      `No federated credential of application ${clientId} matches this workload's token. Compare issuer, subject and audience under Certificates & secrets, Federated credentials.`,
  ],
  ['AADSTS700024', () => 'The sign-in assertion is outside its validity. Check the clock of this machine.'],
  [
    'AADSTS53003',
    ({ clientId }) => `A Conditional Access policy blocks application ${clientId}. Exempt it, or run from an allowed network.`,
  ],
  [
    'AADSTS500011',
    ({ tenantId }) => `The API is not available in tenant ${tenantId}. Check cloud: the tenant may belong to another Azure cloud.`,
  ],
])

/** Asks once more where the library does not tell: whether there is such a tenant, or no way to the sign-in service. */
export async function whySignInFailed(error: unknown, config: AzureConfig, cloud: Cloud, signal: AbortSignal): Promise<SignInError> {
  const text = error instanceof Error ? error.message : String(error)
  if (!text.includes('endpoints_resolution_error')) return explainSignIn(error, config)
  const url = `${cloud.login}/${config.tenantId}/v2.0/.well-known/openid-configuration`
  try {
    const { status, text: said } = await exchange({ method: 'GET', url }, signal)
    const code = /AADSTS\d+/.exec(said)?.[0]
    return explainSignIn(code === undefined ? new Error(`${url} answered ${status}`) : new Error(`${code}: refused`), config)
  } catch (cause) {
    const why = cause instanceof Error ? firstLine(cause.message) : String(cause)
    return new SignInError(`The sign-in service ${cloud.login} cannot be reached: ${why}. Check network, proxy and firewall.`)
  }
}

/** @param error what @azure/identity threw; its text is used for the error code and the trace id only */
export function explainSignIn(error: unknown, config: AzureConfig): SignInError {
  if (error instanceof SignInError) return error
  const text = error instanceof Error ? error.message : String(error)
  const code = /AADSTS\d+/.exec(text)?.[0]
  const requestId = /Trace ID: ([0-9a-f-]{36})/i.exec(text)?.[1]
  const facts = {
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
    cause: error,
  }
  const known = code === undefined ? undefined : explanations.get(code)
  if (known !== undefined) return new SignInError(`${known(config)} (${code})`, facts)
  if (code !== undefined) return new SignInError(`The sign-in to tenant ${config.tenantId} was refused: ${firstLine(text)}`, facts)
  return new SignInError(unavailable(config, text), facts)
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
