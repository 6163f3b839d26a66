/** The tenant's organisation, asked once: the root scope and the account's entity both need it. */
import type { Caller } from './client/http.ts'
import type { Answer } from './client/json.ts'
import { oncePer } from './once.ts'
import type { AzureSession } from './session.ts'

export const organization = oncePer<Caller & { readonly session: AzureSession }, Answer | undefined>(
  () => 'organization',
  async (call) => {
    for await (const found of call.session.graph.list('/organization', call)) return found
    return undefined
  },
)
