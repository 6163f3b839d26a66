/** What a way of listing gives a definition: where it runs, its calls, and what all resources so listed share. */
import { MalformedAnswerError } from '../collect/errors.ts'
import type { BulkSource, Call, DetailSource, EmbeddedSource, LinkRule, ListSource, Resource } from '../collect/resource.ts'
import type { Loose } from '../graph/properties.ts'
import { type Answer, text } from './client/json.ts'
import type { FactTable } from './facts.ts'
import type { AzureSession } from './session.ts'

export type AzureCall = Call<AzureSession>
export type AzureResource = Resource<Answer>
export type AzureLink = LinkRule<Answer>
export type AzureDetail = DetailSource<Answer, AzureSession>

export interface Listing {
  /** The kind of scope the list call runs in, or the kinds. */
  readonly scope: string | readonly string[]
  readonly source: ListSource<Answer, AzureSession> | EmbeddedSource<Answer>
  readonly bulk?: BulkSource<Answer, AzureSession>
  /** Provider and type of ARM resources: Microsoft.Compute/disks. */
  readonly armType?: string
  /** The further types that it lists, where they are several. */
  readonly otherArmTypes?: readonly string[]
  /** The key and the properties that all resources so listed have. @throws MalformedAnswerError without identity */
  shared(resource: AzureResource): { readonly key: string; readonly properties: Loose }
  /** What else all of them have, read from the answer as a definition's own facts are; `shared` and these win. */
  readonly facts?: FactTable
  /** Where their tags stand. */
  readonly tags?: string
  /** Names of those properties. */
  readonly properties: readonly string[]
  /** The links that all resources so listed have. */
  readonly links?: readonly AzureLink[]
}

/** A listing may need to know what the definition reads: Microsoft Graph returns only what `$select` names. */
export type ListingOf = (definition: {
  readonly type: string
  readonly properties: FactTable
  readonly details: readonly string[]
}) => Listing

/** The id of an answer. @throws MalformedAnswerError without one: it could be anything */
export function idOf(raw: Answer, of: string): string {
  const id = text(raw, 'id')
  if (id === undefined) throw new MalformedAnswerError(`An answer for ${of} holds a resource without id.`)
  return id
}
