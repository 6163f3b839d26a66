/** A question: named queries with what a row of each means. Stored as YAML, a file per topic. */
import { z } from 'zod'

/**
 * What a row of the answer says of the entity it shows: `good` and `bad` are verdicts, `unknown` that it could not be
 * read, `informative` neither.
 */
export const meanings = ['good', 'bad', 'unknown', 'informative'] as const
export type Meaning = (typeof meanings)[number]

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens')
const value = z.union([z.string(), z.number(), z.boolean()])

const parameter = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]*$/)
    .describe('As the query writes it: {{name}}'),
  type: z.enum(['string', 'number', 'boolean']),
  default: value,
  description: z.string().min(1),
})

const query = z.strictObject({
  name: id.describe('Unique within the question'),
  meaning: z.enum(meanings),
  query: z.string().min(1).describe('In the query language, docs/query-language.md'),
})

const question = z.strictObject({
  id,
  title: z.string().min(1).describe('The question as people ask it'),
  description: z.string().min(1).describe('What the answer shows, and what it does not'),
  tags: z.array(id).min(1),
  parameters: z.array(parameter).exactOptional(),
  queries: z.array(query).min(1),
})

/** One file of questions. */
export const questionFile = z.strictObject({ questions: z.array(question).min(1) })

export type Question = z.infer<typeof question>
export type QuestionQuery = z.infer<typeof query>
