/**
 * Which providers a subscription has registered: of one that it has not there is nothing to list.
 * https://learn.microsoft.com/rest/api/resources/providers/list
 */
import { CloudError, NotRegisteredError, SignInError } from '../collect/errors.ts'
import { onBehalf } from './client/http.ts'
import { text } from './client/json.ts'
import type { AzureCall } from './listing.ts'
import { oncePer } from './once.ts'

const version = '2021-04-01'

/** @throws NotRegisteredError where ARM says so; where it does not tell, the list call does */
export async function requireRegistered(call: AzureCall, subscriptionId: string, armType: string): Promise<void> {
  const namespace = armType.split('/')[0] ?? armType
  const unregistered = await unregisteredIn({ ...call, subscriptionId })
  if (!unregistered.has(namespace.toLowerCase())) return
  throw new NotRegisteredError(`${namespace} is not registered in subscription ${subscriptionId}: there is nothing of it.`)
}

/** Namespaces in lower case. Asked once for each subscription. */
const unregisteredIn = oncePer<AzureCall & { readonly subscriptionId: string }, ReadonlySet<string>>(
  ({ subscriptionId }) => subscriptionId.toLowerCase(),
  async ({ subscriptionId, ...call }) => {
    const own = onBehalf(call, 'Microsoft.Resources/subscriptions/providers/read')
    const found = new Set<string>()
    try {
      for await (const provider of call.session.arm.list(`/subscriptions/${subscriptionId}/providers`, version, own)) {
        const isFree = text(provider, 'registrationPolicy') === 'RegistrationFree'
        if (!isFree && text(provider, 'registrationState') === 'NotRegistered') found.add((text(provider, 'namespace') ?? '').toLowerCase())
      }
    } catch (error) {
      if (!(error instanceof CloudError) || error instanceof SignInError || call.signal.aborted) throw error
      return new Set()
    }
    return found
  },
)
