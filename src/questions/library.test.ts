import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { findQuestion, loadQuestions, QuestionError, searchQuestions } from './library.ts'

const question = (id: string, more: object = {}) => ({
  id,
  title: `What of ${id}?`,
  description: 'Nothing.',
  tags: ['test'],
  queries: [{ name: 'default', meaning: 'bad', query: 'FIND x' }],
  ...more,
})

describe('the library', () => {
  it('is found beside the program, topic by topic', async () => {
    const questions = await loadQuestions()
    expect(questions.length).toBeGreaterThanOrEqual(150)
    expect(questions.map(({ id }) => id)).toContain('users-without-mfa')
  })

  it('names the file and what is wrong with it', async () => {
    const load = (text: string) => {
      const own = mkdtempSync(join(tmpdir(), 'isobar-library-'))
      writeFileSync(join(own, 'own.yaml'), text)
      return loadQuestions(own).finally(() => rmSync(own, { recursive: true }))
    }
    await expect(load('questions: [')).rejects.toThrow(/own\.yaml is not valid YAML/)
    await expect(load(stringify({ questions: [question('Bad Id')] }))).rejects.toThrow(/own\.yaml: .*lower-case words joined by hyphens/s)
    await expect(load(stringify({ questions: [question('a', { querys: [] })] }))).rejects.toThrow(/querys/)
    await expect(load(stringify({ questions: [question('a'), question('a')] }))).rejects.toThrow(QuestionError)
  })

  it('finds what holds every word, and first what holds them in title, id or tags', async () => {
    const questions = await loadQuestions()
    const found = searchQuestions(questions, ['MFA', 'azure'])
    expect(found.length).toBeGreaterThan(3)
    for (const { id, title, description, tags } of found) expect(`${id} ${title} ${description} ${tags}`.toLowerCase()).toMatch(/mfa/)
    const near = found.map(({ id, title, tags }) => /mfa/i.test(`${id} ${title} ${tags}`))
    expect(near).toEqual(near.toSorted((a, b) => Number(b) - Number(a)))
    expect(searchQuestions(questions, ['mfa', 'no-such-word'])).toEqual([])
    expect(searchQuestions(questions, [])).toEqual(questions)
  })

  it('gives all queries of a question, or the one that is named', async () => {
    const questions = await loadQuestions()
    expect(findQuestion(questions, 'users-without-mfa')?.queries.map(({ name }) => name)).toEqual(['off', 'unknown'])
    expect(findQuestion(questions, 'users-without-mfa/off')?.queries.map(({ name }) => name)).toEqual(['off'])
    expect(findQuestion(questions, 'users-without-mfa/on')).toBeUndefined()
    expect(findQuestion(questions, 'nothing')).toBeUndefined()
  })

  it('declares every placeholder that its queries write, and no other', async () => {
    for (const { id, parameters = [], queries } of await loadQuestions()) {
      const written = new Set(queries.flatMap(({ query }) => [...query.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name)))
      expect([...written].sort(), id).toEqual(parameters.map(({ name }) => name).sort())
      for (const { name, type, default: usual } of parameters) expect(typeof usual, `${id}: ${name}`).toBe(type)
      expect(new Set(queries.map(({ name }) => name)).size, id).toBe(queries.length)
    }
  })
})
