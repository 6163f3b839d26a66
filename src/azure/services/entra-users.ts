/** Users of Entra ID, with their registration for multi-factor authentication. https://learn.microsoft.com/graph/api/user-list */
import { from } from '../../collect/links.ts'
import { type Answer, isAnswer, text } from '../client/json.ts'
import { detail } from '../detail.ts'
import { date } from '../facts.ts'
import { graphList } from '../graph-listing.ts'
import type { AzureCall } from '../listing.ts'
import { oncePer } from '../once.ts'
import { resource } from '../resource.ts'
import { tenantOf } from '../tenant.ts'

export const user = resource({
  type: 'azure_user',
  class: ['User'],
  title: 'User',
  service: 'Entra ID',
  list: graphList('/users'),
  permission: 'Directory.Read.All',
  details: {
    // Both need Entra ID P1 beside the permission: without it users stay, and what is not known stays unknown.
    registration: report('/reports/authenticationMethods/userRegistrationDetails', 'AuditLog.Read.All', '1 per page of the report'),
    signIns: report('/users?$select=id,signInActivity&$top=999', 'AuditLog.Read.All', '1 per 999 users'),
  },
  properties: {
    active: 'accountEnabled',
    email: 'mail',
    firstName: 'givenName',
    lastName: 'surname',
    username: 'userPrincipalName',
    userPrincipalName: 'userPrincipalName',
    userType: 'userType',
    jobTitle: 'jobTitle',
    department: 'department',
    officeLocation: 'officeLocation',
    mobilePhone: 'mobilePhone',
    businessPhones: 'businessPhones',
    preferredLanguage: 'preferredLanguage',
    usageLocation: 'usageLocation',
    employeeType: 'employeeType',
    employeeHireDate: date('employeeHireDate'),
    lastPasswordChangedOn: date('lastPasswordChangeDateTime'),
    onPremisesSyncEnabled: 'onPremisesSyncEnabled',
    createdOn: date('createdDateTime'),
    externalUserState: 'externalUserState',
    assignedLicenseSkuIds: 'assignedLicenses[].skuId',
    name: 'displayName',
    lastSignInOn: date('signIns.signInActivity.lastSignInDateTime'),
    mfaEnabled: 'registration.isMfaRegistered',
    mfaCapable: 'registration.isMfaCapable',
    mfaMethods: 'registration.methodsRegistered',
    mfaType: 'registration.userPreferredMethodForSecondaryAuthentication',
    isAdmin: 'registration.isAdmin',
  },
  links: [from('azure_account', 'HAS', ({ scope }) => tenantOf(scope).tenantId)],
})

/** A list with one line per user, asked for once; the detail of a user is their line. */
function report(path: string, permission: string, cost: string) {
  const lines = oncePer<AzureCall, ReadonlyMap<string, Answer>>(
    () => path,
    async (call) => {
      const found = new Map<string, Answer>()
      for await (const line of call.session.graph.list(path, call)) {
        const id = text(line, 'id')
        if (id !== undefined) found.set(id, slim(line))
      }
      return found
    },
  )
  return detail(`GET ${path.split('?')[0]}`, { permission, cost }, async (call, raw) => (await lines(call)).get(text(raw, 'id') ?? ''))
}

/** Only what facts are read from: a large tenant's report stays in memory until its users are all read. */
function slim(line: Answer): Answer {
  const names = ['isMfaRegistered', 'isMfaCapable', 'methodsRegistered', 'userPreferredMethodForSecondaryAuthentication', 'isAdmin']
  const activity = line.signInActivity
  return Object.fromEntries([
    ...names.flatMap((name) => (name in line ? [[name, line[name]] as const] : [])),
    ...(isAnswer(activity) ? [['signInActivity', { lastSignInDateTime: activity.lastSignInDateTime }] as const] : []),
  ])
}
