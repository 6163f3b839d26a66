/** What machines are made from: an image, or a version of an image in a gallery. */
import { to } from '../../collect/links.ts'
import { type Answer, text } from '../client/json.ts'
import { armKey } from '../ids.ts'
import type { AzureLink } from '../listing.ts'

export interface ImageReference {
  /** A managed image. */
  readonly image?: string
  /** The definition in a gallery, and the version of it where that is known. */
  readonly definition?: string
  readonly version?: string
}

/** The keys that a reference (`id`, `exactVersion`) names: an image, a definition in a gallery, or a version of one. */
export function imageOf(machine: Answer, path: string): ImageReference {
  const id = text(machine, `${path}.id`)
  if (id === undefined) return {}
  const key = armKey(id)
  if (key.includes('/providers/microsoft.compute/images/')) return { image: key }
  const [, definition, named] = /^(.*\/galleries\/[^/]+\/images\/[^/]+)(?:\/versions\/([^/]+))?$/.exec(key) ?? []
  if (definition === undefined) return {}
  const version = named ?? text(machine, `${path}.exactVersion`)?.toLowerCase()
  return { definition, ...(version === undefined ? {} : { version: `${definition}/versions/${version}` }) }
}

/** The links of a machine, or of a set of them, to what it is made from. @param path where its image reference stands */
export function imageLinks(path: string): AzureLink[] {
  return [
    to('USES', 'azure_image', ({ raw }) => imageOf(raw, path).image),
    to('USES', 'azure_shared_image', ({ raw }) => imageOf(raw, path).definition),
    to('USES', 'azure_shared_image_version', ({ raw }) => imageOf(raw, path).version),
  ]
}
