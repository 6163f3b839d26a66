/** An edge with properties, or none where the resource names no other end. */
import type { Edge } from '../collect/links.ts'
import type { Target } from '../graph/link.ts'
import type { Entity } from '../graph/model.ts'
import type { Loose } from '../graph/properties.ts'

export function edge(
  target: string | Target | readonly Target[] | undefined,
  properties: Loose,
  { suffix, placeholder }: { readonly suffix?: string; readonly placeholder?: Entity } = {},
): Edge | undefined {
  if (target === undefined) return undefined
  return { target, properties, ...(suffix === undefined ? {} : { suffix }), ...(placeholder === undefined ? {} : { placeholder }) }
}
