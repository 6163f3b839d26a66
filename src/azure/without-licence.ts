/** Features that a tenant only has with a licence: without it there is nothing of them, which is another thing than a refusal. */
import { CloudError } from '../collect/errors.ts'
import type { Answer } from './client/json.ts'
import type { AzureCall, ListingOf } from './listing.ts'

/** By which Microsoft Graph and Resource Manager say that the licence is what lacks. */
const codes: ReadonlySet<string> = new Set(['AadPremiumLicenseRequired'])

/** The list, or where the tenant has no licence for it what `instead` gives: nothing, mostly. */
export function orWithoutLicence(listing: ListingOf, instead?: (call: AzureCall) => AsyncIterable<Answer>): ListingOf {
  return (definition) => {
    const listed = listing(definition)
    const { source } = listed
    if (source.kind !== 'list') return listed
    return {
      ...listed,
      source: {
        ...source,
        async *list(call) {
          try {
            yield* source.list(call)
          } catch (error) {
            if (!(error instanceof CloudError && codes.has(error.facts.code ?? ''))) throw error
            if (instead !== undefined) yield* instead(call)
          }
        },
      },
    }
  }
}
