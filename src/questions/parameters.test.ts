import { describe, expect, it } from 'vitest'
import { parametersOf } from './parameters.ts'
import type { Question } from './question.ts'

const question: Question = {
  id: 'old-keys',
  title: 'Which keys are old?',
  description: 'Keys.',
  tags: ['secrets'],
  parameters: [
    { name: 'days', type: 'number', default: 90, description: 'Age' },
    { name: 'text', type: 'string', default: 'prod', description: 'Name' },
    { name: 'all', type: 'boolean', default: false, description: 'All of them' },
  ],
  queries: [{ name: 'default', meaning: 'bad', query: 'FIND x' }],
}

describe('the parameters of a question', () => {
  it('are its defaults until somebody says otherwise', () => {
    expect(parametersOf(question)).toEqual({ days: 90, text: 'prod', all: false })
    expect(parametersOf(question, { days: 7, all: true })).toEqual({ days: 7, text: 'prod', all: true })
    const { parameters: _, ...without } = question
    expect(parametersOf(without)).toEqual({})
  })

  it('take a text that looks like a number, and keep its quotes from ending the text of the query', () => {
    expect(parametersOf(question, { text: 42 }).text).toBe('42')
    expect(parametersOf(question, { text: `it's "a\\b"` }).text).toBe(`it\\'s \\"a\\\\b\\"`)
  })

  it.each([
    [{ days: 'soon' }, 'the parameter "days" of the question old-keys is a number, not "soon"'],
    [{ days: [1] }, 'the parameter "days" of the question old-keys is a number, not [1]'],
    [{ all: 1 }, 'the parameter "all" of the question old-keys is a boolean, not 1'],
    [{ toString: 1 }, 'the question old-keys has no parameter "toString"; it has days, text, all'],
  ])('of another type, or that there are not, are refused: %j', (given, message) => {
    expect(() => parametersOf(question, given)).toThrow(message)
  })
})
