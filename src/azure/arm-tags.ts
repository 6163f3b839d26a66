/** Tags of ARM resources, and what some types call otherwise. */
import { tags } from '../graph/properties.ts'
import { isAnswer } from './client/json.ts'

/** `{ Owner: 'x' }` as `{ 'tag.Owner': 'x' }`; nothing for what is no object. */
export function armTags(values: unknown): Record<string, unknown> {
  return tags(isAnswer(values) ? values : undefined)
}
