/** `{{name}}` in a saved query: text put in before it is parsed, inside quotes or bare. */

import { located, QueryError } from './error.ts'
import { nearest } from './nearest.ts'

const form = /\{\{([^{}]*)\}\}/g

/** @throws QueryError for a name without a text. */
export function withPlaceholders(text: string, placeholders: Readonly<Record<string, string>> = {}): string {
  return text.replace(form, (whole, inner: string, offset: number) => {
    const name = inner.trim()
    const value = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined
    if (value !== undefined) return value
    const meant = nearest(name, Object.keys(placeholders))
    const range = { start: offset, end: offset + whole.length }
    const facts = meant === undefined ? {} : { suggestion: `{{${meant}}}` }
    throw new QueryError('parameter', located(`There is no text for the placeholder ${whole}`, text, range, facts), text, range, facts)
  })
}
