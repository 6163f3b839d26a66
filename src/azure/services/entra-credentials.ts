/** By what applications sign in: secrets, certificates, and tokens that others issue. https://learn.microsoft.com/graph/api/resources/federatedidentitycredentials-overview */
import { MalformedAnswerError } from '../../collect/errors.ts'
import { from, to } from '../../collect/links.ts'
import type { Scope } from '../../collect/resource.ts'
import { epoch } from '../../graph/properties.ts'
import { NotFoundError } from '../client/failure.ts'
import { onBehalf } from '../client/http.ts'
import { type Answer, at, isAnswer, objects, text } from '../client/json.ts'
import { date, from as fact, words } from '../facts.ts'
import { armKey, objectKey } from '../ids.ts'
import { type AzureCall, type AzureLink, idOf, type ListingOf } from '../listing.ts'
import { tokenIssuer } from '../placeholders.ts'
import { resource } from '../resource.ts'
import { application } from './entra-directory.ts'
import { servicePrincipal } from './entra-service-principals.ts'
import { managedIdentity } from './managed-identities.ts'

const service = 'Entra ID'

/** They stand in the answers for both kinds, which hand them down: no call asks for them. */
const inTheirHolders: ListingOf = ({ type }) => ({
  scope: [application.type, servicePrincipal.type],
  source: {
    kind: 'list',
    api: 'keyCredentials and passwordCredentials of GET /applications and GET /servicePrincipals',
    cost: 'none: they stand in the answers for their holders',
    async *list({ scope }) {
      yield* objects(scope.data, 'credentials')
    },
  },
  properties: ['id', 'name', 'displayName'],
  shared: ({ raw, scope }) => {
    const id = text(raw, 'keyId')
    if (id === undefined) throw new MalformedAnswerError(`An answer for ${type} holds one without keyId.`)
    const name = text(raw, 'displayName') ?? id
    // The key that signs and the password that protects it share an id.
    return { key: `${type}:${scope.id}:${text(raw, 'kind') ?? ''}:${id}`, properties: { id, name, displayName: name } }
  },
})

export const applicationCredential = resource({
  type: 'azure_application_credential',
  class: ['AccessKey'],
  title: 'Secret or certificate of an application',
  service,
  list: inTheirHolders,
  permission: 'Application.Read.All',
  properties: {
    keyId: 'keyId',
    credentialType: 'kind',
    keyType: 'keyType',
    usage: 'usage',
    thumbprint: 'thumbprint',
    createdOn: date('startDateTime'),
    startsOn: date('startDateTime'),
    expiresOn: date('endDateTime'),
    lifetimeDays: fact(['startDateTime', 'endDateTime'], (start, end) => days(epoch(start), epoch(end)), 'dates'),
  },
  links: [inScope(application.type), inScope(servicePrincipal.type)],
})

function days(start: number | undefined, end: number | undefined): number | undefined {
  return start === undefined || end === undefined ? undefined : Math.round((end - start) / 86_400_000)
}

function inScope(kind: string): AzureLink {
  return from(kind, 'HAS', ({ scope }) => (scope.kind === kind ? scope.id : undefined))
}

const identityRead = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read'

/** Microsoft Graph lists those of applications, Resource Manager those of managed identities: the same but for `properties`. */
const federated: ListingOf = ({ type }) => ({
  scope: [application.type, managedIdentity.type],
  source: {
    kind: 'list',
    api: `GET /applications/{id}/federatedIdentityCredentials, and GET {${managedIdentity.type}}/federatedIdentityCredentials`,
    cost: '1 per 20 app registrations, 1 per managed identity',
    async *list(call) {
      try {
        for await (const raw of call.scope.kind === application.type ? ofApplication(call) : ofIdentity(call)) {
          const settings = at(raw, 'properties')
          yield isAnswer(settings) ? { id: raw.id, name: raw.name, ...settings } : raw
        }
      } catch (error) {
        // The holder went away since it was listed.
        if (!(error instanceof NotFoundError)) throw error
      }
    },
  },
  properties: ['id', 'name', 'displayName'],
  facts: { name: words('name') },
  shared: ({ raw }) => {
    const id = idOf(raw, type)
    return { key: id.startsWith('/') ? armKey(id) : objectKey(id), properties: { id, displayName: text(raw, 'name') ?? id } }
  },
})

function ofApplication(call: AzureCall): AsyncIterable<Answer> {
  return call.session.graph.listInBatch(`/applications/${encodeURIComponent(holderOf(call.scope))}/federatedIdentityCredentials`, call)
}

function ofIdentity(call: AzureCall): AsyncIterable<Answer> {
  return call.session.arm.list(`${holderOf(call.scope)}/federatedIdentityCredentials`, '2023-01-31', onBehalf(call, identityRead))
}

/** Its own id: its key may be another. */
function holderOf(scope: Scope): string {
  return text(scope.data, 'id') ?? scope.id
}

export const federatedCredential = resource({
  type: 'azure_federated_identity_credential',
  class: ['AccessKey'],
  title: 'Federated identity credential',
  service,
  list: federated,
  permission: 'Application.Read.All',
  furtherPermissions: [identityRead],
  properties: {
    issuer: 'issuer',
    subject: 'subject',
    audiences: 'audiences',
    description: 'description',
    claimsMatchingExpression: 'claimsMatchingExpression.value',
  },
  links: [
    inScope(application.type),
    inScope(managedIdentity.type),
    to('TRUSTS', 'azure_external_issuer', ({ raw }) => text(raw, 'issuer')?.replace(/\/+$/, ''), { placeholder: tokenIssuer }),
  ],
})

export const credentialDefinitions = [applicationCredential, federatedCredential]
