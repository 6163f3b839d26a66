/** Users and what the registration report says of them. https://learn.microsoft.com/graph/api/resources/user */
import { type JsonObject, merge } from '../json.ts'
import type { DirectoryObject, ObjectKind, Service } from '../kind.ts'
import { mapped } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import { departments, familyNames, givenNames, jobTitles } from '../words.ts'
import { holdersOfRoles } from './directory-roles.ts'

export const userKind: ObjectKind = {
  name: 'user',
  count: (tenant) => Math.min(50_000, tenant.scenario.people?.users ?? 20 + Math.round(tenant.resources / 20)),
  make: (object) => {
    const { tenant, dice, drift } = object
    const guest = dice.chance('guest', 0.08)
    const [givenName, surname] = personName(object)
    const address = `${givenName}.${surname}${object.number < pairs ? '' : Math.floor(object.number / pairs) + 1}`.toLowerCase()
    const userPrincipalName = guest
      ? `${address}_partner.example#EXT#@${tenant.scenario.company.initialDomain}`
      : `${address}@${tenant.scenario.company.mailDomain}`
    return user(object, {
      displayName: `${givenName} ${surname}`,
      givenName,
      surname,
      userPrincipalName,
      mail: guest ? `${address}@partner.example` : userPrincipalName,
      mailNickname: address,
      userType: guest ? 'Guest' : 'Member',
      ...(guest ? { externalUserState: drift.chance('accepted', 0.8) ? 'Accepted' : 'PendingAcceptance', creationType: 'Invitation' } : {}),
      accountEnabled: !drift.chance('disabled', 0.06),
      onPremisesSyncEnabled: !guest && dice.chance('synced', 0.4) ? true : null,
    })
  },
}

/** A whole user, hand-made ones too: what the scenario does not say is filled in. */
export function user(object: Pick<DirectoryObject, 'tenant' | 'id' | 'dice' | 'drift' | 'madeOn'>, patch: JsonObject): JsonObject {
  const { tenant, id, dice, drift } = object
  return merge(
    {
      id,
      deletedDateTime: null,
      accountEnabled: true,
      assignedLicenses: dice.chance('licensed', 0.8) ? [{ disabledPlans: [], skuId: '06ebc4ee-1bb5-47dd-8120-11324bc54e06' }] : [],
      businessPhones: [],
      createdDateTime: object.madeOn(2000),
      department: dice.pick('department', departments),
      employeeHireDate: tenant.daysAgo(dice.int('hired', 30, 4000)),
      employeeType: dice.chance('contractor', 0.15) ? 'Contractor' : 'Employee',
      jobTitle: drift.pick('title', jobTitles),
      lastPasswordChangeDateTime: tenant.daysAgo(drift.int('password', 1, 600)),
      mobilePhone: null,
      officeLocation: dice.pick('office', ['Harbour House', 'North Yard', 'Remote']),
      onPremisesImmutableId: null,
      preferredLanguage: 'en',
      signInActivity: {
        lastSignInDateTime: tenant.daysAgo(drift.int('signIn', 0, 200)),
        lastSignInRequestId: dice.guid('signInRequest'),
        lastNonInteractiveSignInDateTime: tenant.daysAgo(drift.int('quietSignIn', 0, 60)),
      },
      usageLocation: tenant.scenario.company.countryCode,
      userType: 'Member',
    },
    patch,
  )
}

const pairs = givenNames.length * familyNames.length

/** Every number has its own pair of names until they run out: the factor has no divisor in common with their number. */
function personName(object: DirectoryObject): readonly [string, string] {
  const pair = (object.number * 1009 + object.tenant.dice('names').int('offset', 0, pairs - 1)) % pairs
  return [givenNames[pair % givenNames.length] ?? givenNames[0], familyNames[Math.floor(pair / givenNames.length)] ?? familyNames[0]]
}

/** One row of the registration report. */
function registration(tenant: Tenant, person: JsonObject, administrators: ReadonlySet<string>): JsonObject {
  const id = String(person.id)
  const dice = tenant.dice('registration', id)
  const byHand = tenant.handMade.links('methods', id)
  const methods =
    byHand ??
    (dice.chance('mfa', 1 - tenant.misconfigured)
      ? [dice.pick('method', ['microsoftAuthenticatorPush', 'softwareOneTimePasscode', 'fido2SecurityKey'])]
      : [])
  return {
    id,
    userPrincipalName: person.userPrincipalName,
    userDisplayName: person.displayName,
    userType: String(person.userType).toLowerCase(),
    isAdmin: administrators.has(id),
    isSsprRegistered: dice.chance('sspr', 0.7),
    isSsprEnabled: true,
    isSsprCapable: dice.chance('sspr', 0.7),
    isMfaRegistered: methods.length > 0,
    isMfaCapable: methods.length > 0,
    isPasswordlessCapable: methods.includes('fido2SecurityKey'),
    methodsRegistered: methods,
    isSystemPreferredAuthenticationMethodEnabled: true,
    systemPreferredAuthenticationMethods: methods.slice(0, 1),
    userPreferredMethodForSecondaryAuthentication: methods.length > 0 ? 'push' : 'none',
    lastUpdatedDateTime: tenant.daysAgo(1),
  }
}

const readUsers = ['User.Read.All', 'User.ReadBasic.All', 'Directory.Read.All'] as const

export const users: Service = {
  graph: [
    {
      path: '/users',
      permissions: readUsers,
      defaults: userDefaults(),
      guarded: { signInActivity: ['AuditLog.Read.All'] },
      answer: ({ tenant }) => tenant.objects(userKind),
    },
    {
      path: '/users/{id}',
      permissions: readUsers,
      defaults: userDefaults(),
      guarded: { signInActivity: ['AuditLog.Read.All'] },
      answer: ({ tenant, ids }) => tenant.objects(userKind).find(ids[0] ?? ''),
    },
    {
      path: '/reports/authenticationMethods/userRegistrationDetails',
      permissions: ['AuditLog.Read.All'],
      answer: ({ tenant }) => {
        const administrators = holdersOfRoles(tenant)
        return mapped(tenant.objects(userKind), (person) => registration(tenant, person, administrators))
      },
    },
  ],
}

/** Without `$select` Graph gives these alone, and no hint that there is more. */
export function userDefaults(): readonly string[] {
  return [
    'id',
    'businessPhones',
    'displayName',
    'givenName',
    'jobTitle',
    'mail',
    'mobilePhone',
    'officeLocation',
    'preferredLanguage',
    'surname',
    'userPrincipalName',
  ]
}
