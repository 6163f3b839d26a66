/** A resource of any type by its id, for which the version of its API must be asked first. */
import { MalformedAnswerError } from '../collect/errors.ts'
import { onBehalf } from './client/http.ts'
import { type Answer, objects, text, texts } from './client/json.ts'
import { subscriptionIdOf } from './ids.ts'
import type { AzureCall } from './listing.ts'
import { oncePer } from './once.ts'

/** @param armType provider and type in lower case */
export async function wholeResource(call: AzureCall, id: string, armType: string): Promise<Answer> {
  const [namespace = '', ...names] = armType.split('/')
  const versions = await providerVersions({ ...call, namespace, subscriptionId: subscriptionIdOf(id) ?? call.scope.id })
  const version = versions.get(names.join('/'))
  if (version === undefined) throw new MalformedAnswerError(`${namespace} names no version of its API for ${armType}.`)
  return call.session.arm.get(id, version, call)
}

type Asked = AzureCall & { readonly namespace: string; readonly subscriptionId: string }

/** The newest version for each type of a provider, released ones first. They are the same in every subscription. */
const providerVersions = oncePer<Asked, ReadonlyMap<string, string>>(
  ({ namespace }) => namespace,
  async (call) => {
    const path = `/subscriptions/${call.subscriptionId}/providers/${call.namespace}`
    const provider = await call.session.arm.get(path, '2021-04-01', onBehalf(call, 'Microsoft.Resources/subscriptions/providers/read'))
    const versions = objects(provider, 'resourceTypes').flatMap((type) => {
      const all = texts(type, 'apiVersions').sort().reverse()
      const newest = all.find((version) => !version.endsWith('-preview')) ?? all[0]
      const name = text(type, 'resourceType')?.toLowerCase()
      return name === undefined || newest === undefined ? [] : [[name, newest] as const]
    })
    return new Map(versions)
  },
)
