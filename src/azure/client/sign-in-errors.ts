/** What sign-in's error codes mean for who set Isobar up. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
import type { AzureConfig } from '../config.ts'

export type Explain = (config: AzureConfig) => string

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const unknownTenant: Explain = ({ tenantId }) =>
  `There is no tenant ${tenantId} in this cloud. Set tenantId to the Directory (tenant) ID that the app registration's Overview page shows; for a sovereign cloud set cloud too.`

const otherCloud: Explain = ({ tenantId }) =>
  `Tenant ${tenantId} belongs to another Azure cloud. Set cloud to usgovernment or china, or take it out for the public cloud.`

const wrongSecret: Explain = ({ clientId, clientSecret }) =>
  guid.test(clientSecret ?? '')
    ? `The client secret of application ${clientId} is wrong: it looks like the secret's ID. Use the secret's Value, which the portal shows only right after creation; create a new secret if it is lost.`
    : `The client secret of application ${clientId} is wrong. Use the secret's Value (not its Secret ID) of this very application; create a new one under Certificates & secrets if it is lost.`

const noSecret: Explain = ({ clientId }) =>
  `Application ${clientId} must prove who it is: give clientSecret, certificate or auth: workload-identity.`

const wrongFederation: Explain = ({ clientId }) =>
  `No federated credential of application ${clientId} matches this workload's token. Compare issuer, subject and audience, letter by letter, under Certificates & secrets, Federated credentials.`

const conditionalAccess: Explain = ({ clientId }) =>
  `A Conditional Access policy blocks ${clientId === undefined ? 'the sign-in' : `application ${clientId}`}. Exempt it, or run from an allowed network.`

const notOfTenant: Explain = ({ tenantId }) =>
  `The account of the Azure CLI does not exist in tenant ${tenantId}. Check tenantId, or sign in with an account or guest of that tenant: az login --tenant ${tenantId}`

const signInAgain: Explain = ({ tenantId }) =>
  `The sign-in of the Azure CLI has run out, or wants another factor. Run: az login --tenant ${tenantId}`

export const explanations: ReadonlyMap<string, Explain> = new Map<string, Explain>([
  ['AADSTS90002', unknownTenant],
  ['AADSTS900023', unknownTenant],
  ['AADSTS900021', unknownTenant],
  ['AADSTS90038', otherCloud],
  ['AADSTS900382', otherCloud],
  ['AADSTS900432', otherCloud],
  [
    'AADSTS500011',
    ({ tenantId }) => `The API is not available in tenant ${tenantId}. Check cloud: the tenant may belong to another Azure cloud.`,
  ],
  [
    'AADSTS500021',
    ({ tenantId }) => `A proxy of this network lets nobody sign in to tenant ${tenantId}: it must be on its list of allowed tenants.`,
  ],
  ['AADSTS7000215', wrongSecret],
  [
    'AADSTS7000222',
    ({ clientId }) =>
      `The client secret of application ${clientId} has expired. Create a new one under Certificates & secrets of the app registration.`,
  ],
  ['AADSTS7000216', noSecret],
  ['AADSTS7000218', noSecret],
  [
    'AADSTS700016',
    ({ clientId, tenantId }) =>
      `There is no application ${clientId} in tenant ${tenantId}. Set clientId to the Application (client) ID, not the object ID; if it is right, tenantId is that of another tenant.`,
  ],
  [
    'AADSTS7000229',
    ({ clientId, tenantId }) =>
      `Application ${clientId} has no service principal in tenant ${tenantId}. Make it: az ad sp create --id ${clientId}`,
  ],
  [
    'AADSTS7000112',
    ({ clientId }) =>
      `Application ${clientId} is disabled. Enable it under Enterprise applications, Properties, "Enabled for users to sign-in".`,
  ],
  [
    'AADSTS700027',
    ({ clientId }) =>
      `The certificate is not registered with application ${clientId}. Upload its public part under Certificates & secrets, or use the one that is there.`,
  ],
  ['AADSTS70021', wrongFederation],
  ['AADSTS700211', wrongFederation],
  ['AADSTS700212', wrongFederation],
  ['AADSTS700213', wrongFederation],
  ['AADSTS53003', conditionalAccess],
  ['AADSTS530032', conditionalAccess],
  ['AADSTS50034', notOfTenant],
  ['AADSTS50020', notOfTenant],
  ['AADSTS90072', notOfTenant],
  ['AADSTS50076', signInAgain],
  ['AADSTS50078', signInAgain],
  ['AADSTS50079', signInAgain],
  ['AADSTS50173', signInAgain],
  ['AADSTS70043', signInAgain],
  ['AADSTS700082', signInAgain],
])

/** The sign-in proves itself by something that is valid for some minutes only: the clocks must agree. */
export const outOfTime: ReadonlySet<string> = new Set(['AADSTS700024', 'AADSTS500133', 'AADSTS50013'])
