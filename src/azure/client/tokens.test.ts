import type { AccessToken } from '@azure/core-auth'
import { expect, test } from 'vitest'
import { SignInError } from '../../collect/errors.ts'
import { claimsOf, Tokens } from './tokens.ts'

const signal = new AbortController().signal
const graph = 'https://graph.example'

/** A sign-in that gives numbered tokens of some life, and counts. */
function signIn(lifeMs = 3_600_000) {
  const seen = { credentials: 0, tokens: 0, scopes: new Set<unknown>() }
  const credential = async () => {
    seen.credentials++
    return {
      async getToken(scopes: unknown): Promise<AccessToken> {
        seen.scopes.add(scopes)
        return { token: `token-${++seen.tokens}`, expiresOnTimestamp: Date.now() + lifeMs }
      },
    }
  }
  return { seen, tokens: new Tokens(credential, async (error) => new SignInError(String(error))) }
}

test('many requests at once share one token for their audience', async () => {
  const { seen, tokens } = signIn()
  const got = await Promise.all(Array.from({ length: 20 }, () => tokens.get(graph, signal)))
  expect(new Set(got)).toEqual(new Set(['token-1']))
  await tokens.get('https://management.example', signal)
  expect(seen).toMatchObject({ credentials: 1, tokens: 2 })
  expect([...seen.scopes]).toEqual(['https://graph.example/.default', 'https://management.example/.default'])
})

test('a token that runs out is renewed before it does', async () => {
  const { tokens } = signIn(50)
  expect(await tokens.get(graph, signal)).toBe('token-1')
  await new Promise((resolve) => setTimeout(resolve, 48))
  expect(await tokens.get(graph, signal)).toBe('token-2')
})

test('a refused token is replaced once for all, by a sign-in without memory of it', async () => {
  const { seen, tokens } = signIn()
  const refused = await tokens.get(graph, signal)
  const got = await Promise.all(Array.from({ length: 5 }, () => tokens.get(graph, signal, refused)))
  expect(new Set(got)).toEqual(new Set(['token-2']))
  expect(seen).toMatchObject({ credentials: 2, tokens: 2 })
})

test('a sign-in that failed is explained, and tried again by the next request', async () => {
  let fails = true
  const tokens = new Tokens(
    async () => ({
      async getToken() {
        if (fails) throw new Error('AADSTS7000222')
        return { token: 'late', expiresOnTimestamp: Date.now() + 60_000 }
      },
    }),
    async (error) => new SignInError(`explained ${error instanceof Error ? error.message : ''}`),
  )
  await expect(tokens.get(graph, signal)).rejects.toThrow('explained AADSTS7000222')
  fails = false
  expect(await tokens.get(graph, signal)).toBe('late')
})

test('claims are read from a token, and nothing from what is none', () => {
  const jwt = `x.${Buffer.from(JSON.stringify({ roles: ['Directory.Read.All'] })).toString('base64url')}.`
  expect(claimsOf(jwt)).toEqual({ roles: ['Directory.Read.All'] })
  expect(claimsOf('opaque')).toEqual({})
})
