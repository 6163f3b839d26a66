/** `query -q`: a stored question, with all its queries or one of them. */

import type { QueryOptions } from '../../query/index.ts'
import { nearest } from '../../query/nearest.ts'
import { defaultsOf, findQuestion, loadQuestions } from '../../questions/library.ts'
import type { Question, QuestionQuery } from '../../questions/question.ts'
import { UsageError } from '../errors.ts'

export interface StoredQuestion {
  readonly question: Question
  readonly queries: readonly QuestionQuery[]
  /** What the caller asked for, with the question's defaults below it. */
  readonly options: QueryOptions
}

/** @throws UsageError for a question that does not exist, or a parameter it does not have */
export async function storedQuestion(reference: string, options: QueryOptions): Promise<StoredQuestion> {
  const questions = await loadQuestions()
  const found = findQuestion(questions, reference)
  if (found === undefined) {
    const known = questions.flatMap(({ id, queries }) => [id, ...queries.map(({ name }) => `${id}/${name}`)])
    const meant = nearest(reference, known)
    throw new UsageError(
      `there is no question "${reference}"${meant === undefined ? '' : `; did you mean ${meant}?`} 'isobar questions' lists them`,
    )
  }
  const defaults = defaultsOf(found.question)
  for (const name of Object.keys(options.params ?? {})) {
    if (!(name in defaults)) throw new UsageError(`the question ${found.question.id} has no parameter "${name}"${parametersOf(defaults)}`)
  }
  return { ...found, options: { ...options, params: { ...defaults, ...options.params } } }
}

function parametersOf(defaults: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(defaults)
  return names.length === 0 ? '; it has none' : `; it has ${names.join(', ')}`
}
