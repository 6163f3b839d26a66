/** What a question's placeholders stand for. */
import type { Question } from './question.ts'

export type ParameterValue = string | number | boolean

/** A parameter that the question does not have, or that is of another type. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError'
}

/**
 * The given values over the question's defaults, texts as they may stand between quotes in a query.
 * @throws ParameterError
 */
export function parametersOf(question: Question, given: Readonly<Record<string, unknown>> = {}): Record<string, ParameterValue> {
  const declared = question.parameters ?? []
  const names = declared.map(({ name }) => name)
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const has = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`
    throw new ParameterError(`the question ${question.id} has no parameter "${unknown}"; ${has}`)
  }
  return Object.fromEntries(
    declared.map(({ name, type, default: usual }) => {
      const value = typed(type, given[name] ?? usual)
      if (value !== undefined) return [name, value]
      throw new ParameterError(`the parameter "${name}" of the question ${question.id} is a ${type}, not ${JSON.stringify(given[name])}`)
    }),
  )
}

/** A text may look like a number or a truth value; the other way round nothing is guessed. */
function typed(type: 'string' | 'number' | 'boolean', value: unknown): ParameterValue | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  if (type === 'string') return String(value).replace(/[\\'"]/g, '\\$&')
  return typeof value === type ? value : undefined
}
