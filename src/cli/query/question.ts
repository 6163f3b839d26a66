/** `query -q`: a stored question, with all its queries or one of them. */

import type { QueryOptions } from '../../query/index.ts'
import { nearest } from '../../query/nearest.ts'
import { findQuestion, loadQuestions } from '../../questions/library.ts'
import { ParameterError, parametersOf } from '../../questions/parameters.ts'
import type { Question, QuestionQuery } from '../../questions/question.ts'
import { UsageError } from '../errors.ts'

export interface StoredQuestion {
  readonly question: Question
  readonly queries: readonly QuestionQuery[]
  /** What the caller asked for, with the question's defaults below it. */
  readonly options: QueryOptions
}

/** @throws UsageError for a question that does not exist, or a parameter that it does not have or that is of another type */
export async function storedQuestion(reference: string, options: QueryOptions): Promise<StoredQuestion> {
  const questions = await loadQuestions()
  const found = findQuestion(questions, reference)
  if (found === undefined) {
    const known = questions.flatMap(({ id, queries }) => [id, ...queries.map(({ name }) => `${id}/${name}`)])
    const meant = nearest(reference, known)
    const hint = meant === undefined ? ';' : `; did you mean ${meant}?`
    throw new UsageError(`there is no question "${reference}"${hint} 'isobar questions' lists them`)
  }
  try {
    return { ...found, options: { ...options, params: parametersOf(found.question, options.params) } }
  } catch (error) {
    throw error instanceof ParameterError ? new UsageError(error.message) : error
  }
}
