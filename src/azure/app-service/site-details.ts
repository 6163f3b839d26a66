/**
 * Settings of web sites and function apps that no list holds. Their answers are full of secrets: only what is named here
 * is kept. https://learn.microsoft.com/rest/api/appservice/web-apps
 */
import { MalformedAnswerError, UnreachableError } from '../../collect/errors.ts'
import { NotFoundError } from '../client/failure.ts'
import { onBehalf } from '../client/http.ts'
import { type Answer, at, isAnswer, objects, text, texts } from '../client/json.ts'
import { detail } from '../detail.ts'
import type { AzureCall } from '../listing.ts'
import { untilRefused } from '../until-refused.ts'

const version = '2024-04-01'
const readConfig = 'Microsoft.Web/sites/config/Read'
/** Reader does not hold it: these lists may answer secrets. */
const listConfig = 'Microsoft.Web/sites/config/list/Action'

const webFields = [
  'minTlsVersion',
  'scmMinTlsVersion',
  'ftpsState',
  'http20Enabled',
  'phpVersion',
  'pythonVersion',
  'javaVersion',
  'nodeVersion',
  'linuxFxVersion',
  'windowsFxVersion',
  'netFrameworkVersion',
  'remoteDebuggingEnabled',
  'httpLoggingEnabled',
  'detailedErrorLoggingEnabled',
  'alwaysOn',
  'vnetRouteAllEnabled',
  'cors',
  'ipSecurityRestrictions',
  'ipSecurityRestrictionsDefaultAction',
] as const

/** `config/web`: protocols, versions of runtimes, whom the site lets in. */
export const web = detail('GET {id}/config/web', { permission: readConfig }, async (call, raw) => {
  const { properties } = await call.session.arm.get(`${idOf(raw)}/config/web`, version, call)
  if (!isAnswer(properties)) throw new MalformedAnswerError('The settings of a site came without properties.')
  return Object.fromEntries(webFields.map((name) => [name, properties[name]]))
})

/** Whether callers must sign in: by the settings of the second version, or, where there are none, of the first. */
export const authentication = detail(
  'GET {id}/config/authsettingsV2, POST {id}/config/authsettings/list',
  { permission: listConfig, furtherPermissions: [readConfig], cost: '1 or 2 per site' },
  async (call, raw) => (await secondVersion(call, raw)) ?? (await firstVersion(call, raw)),
)

async function secondVersion(call: AzureCall, raw: Answer): Promise<Answer | undefined> {
  try {
    const answer = await call.session.arm.get(`${idOf(raw)}/config/authsettingsV2`, version, onBehalf(call, readConfig))
    if (at(answer, 'properties.platform') === undefined) return undefined
    return {
      enabled: at(answer, 'properties.platform.enabled'),
      required: at(answer, 'properties.globalValidation.requireAuthentication'),
      unauthenticatedAction: at(answer, 'properties.globalValidation.unauthenticatedClientAction'),
    }
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

const firstVersion = untilRefused(async (call, raw) => {
  const answer = await call.session.arm.post(`${idOf(raw)}/config/authsettings/list`, version, call, {})
  return { enabled: at(answer, 'properties.enabled'), unauthenticatedAction: at(answer, 'properties.unauthenticatedClientAction') }
})

/** Whether files may be put there with a password alone. */
export const publishing = detail(
  'GET {id}/basicPublishingCredentialsPolicies',
  { permission: 'Microsoft.Web/sites/basicPublishingCredentialsPolicies/read' },
  async (call, raw) => {
    const allowed: Record<string, unknown> = {}
    for await (const policy of call.session.arm.list(`${idOf(raw)}/basicPublishingCredentialsPolicies`, version, call)) {
      const name = text(policy, 'name')
      if (name !== undefined) allowed[name] = at(policy, 'properties.allow')
    }
    return allowed
  },
)

/** Settings whose values are versions and languages, and what these look like. */
const plainSettings: Readonly<Record<string, RegExp>> = {
  FUNCTIONS_EXTENSION_VERSION: /^~?\d[\d.]*(-beta)?$|^latest$/,
  FUNCTIONS_WORKER_RUNTIME: /^[a-z-]+$/,
}

/** Names of the application's settings, and the values of those that are no secrets for sure. */
export const appSettings = detail(
  'POST {id}/config/appsettings/list',
  { permission: listConfig },
  untilRefused(async (call, raw) => {
    const { properties } = await call.session.arm.post(`${idOf(raw)}/config/appsettings/list`, version, call, {})
    if (!isAnswer(properties)) throw new MalformedAnswerError('The application settings of a site came without properties.')
    const values = Object.entries(plainSettings).flatMap(([name, looks]) => {
      const value = properties[name]
      return typeof value === 'string' && looks.test(value) ? [[name, value] as const] : []
    })
    return { names: Object.keys(properties).sort(), values: Object.fromEntries(values) }
  }),
)

/** What runs in a function app and who may call it. Only a running app can tell. */
export const functions = detail(
  'GET {id}/functions',
  { permission: 'Microsoft.Web/sites/functions/read', when: (raw) => text(raw, 'properties.state') === 'Running' },
  async (call, raw) => {
    const found: Answer[] = []
    try {
      for await (const one of call.session.arm.list(`${idOf(raw)}/functions`, version, call)) found.push(asFunction(one))
    } catch (error) {
      // The app's own host answers, and one that is broken does not: all else about the app is known nevertheless.
      if (error instanceof UnreachableError)
        throw new MalformedAnswerError(`The functions of ${idOf(raw)} are unknown: ${error.message}`, error.facts)
      throw error
    }
    return { found }
  },
)

function asFunction(one: Answer): Answer {
  const bindings = objects(one, 'properties.config.bindings')
  return {
    name: lastOf(text(one, 'name')),
    disabled: at(one, 'properties.isDisabled'),
    triggers: bindings.flatMap((binding) => texts(binding, 'type')).filter((type) => type.toLowerCase().endsWith('trigger')),
    authLevels: bindings.flatMap((binding) => texts(binding, 'authLevel')),
  }
}

/** Functions are named `{app}/{function}`. */
function lastOf(name: string | undefined): string | undefined {
  return name?.slice(name.lastIndexOf('/') + 1)
}

function idOf(raw: Answer): string {
  return text(raw, 'id') ?? ''
}
