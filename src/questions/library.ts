/** The library of questions that comes with Isobar. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Question, type QuestionQuery, questionFile } from './question.ts'

/** Seen from the sources and from the compiled package alike. */
const bundled = fileURLToPath(new URL('../../questions/', import.meta.url))

/** A file of questions that cannot be used, with the file and what is wrong with it. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError'
}

/** All questions of a folder, by topic and in their order there. @throws QuestionError */
export async function loadQuestions(folder: string = bundled): Promise<readonly Question[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const questions = (await Promise.all(files.map((name) => loadFile(join(folder, name))))).flat()
  const seen = new Set<string>()
  for (const { id } of questions) {
    if (seen.has(id)) throw new QuestionError(`Two questions in ${folder} have the id ${id}.`)
    seen.add(id)
  }
  return questions
}

async function loadFile(file: string): Promise<readonly Question[]> {
  const text = await readFile(file, 'utf8')
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    throw new QuestionError(`${file} is not valid YAML: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  const result = questionFile.safeParse(content)
  if (!result.success) throw new QuestionError(`${file}: ${z.prettifyError(result.error)}`)
  return result.data.questions
}

/** Questions in which every word occurs, in id, title, description or tags; those with the words in title or tags first. */
export function searchQuestions(questions: readonly Question[], words: readonly string[]): readonly Question[] {
  const wanted = words.map((word) => word.toLowerCase())
  const found = questions.flatMap((question) => {
    const near = [question.id, question.title, ...question.tags].join('\n').toLowerCase()
    const all = `${near}\n${question.description.toLowerCase()}`
    if (!wanted.every((word) => all.includes(word))) return []
    return [{ question, rank: wanted.filter((word) => !near.includes(word)).length }]
  })
  return found.sort((a, b) => a.rank - b.rank).map(({ question }) => question)
}

/** The queries that `id` or `id/name` means; undefined when there is no such question. */
export function findQuestion(
  questions: readonly Question[],
  reference: string,
): { readonly question: Question; readonly queries: readonly QuestionQuery[] } | undefined {
  const [id, name] = reference.split('/')
  const question = questions.find((one) => one.id === id)
  if (question === undefined) return undefined
  const queries = name === undefined ? question.queries : question.queries.filter((query) => query.name === name)
  return queries.length === 0 ? undefined : { question, queries }
}
