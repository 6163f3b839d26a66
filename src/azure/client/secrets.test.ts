import { expect, test } from 'vitest'
import { parseAnswer } from './secrets.ts'

test('a field that holds a secret is not there, at any depth and in any letter case', () => {
  const answer = {
    value: [
      {
        name: 'circuit',
        properties: {
          serviceKey: 'a9e0',
          peerings: [{ properties: { connections: [{ properties: { authorizationKey: '3082', addressPrefix: '10.0.0.0/29' } }] } }],
        },
      },
      { name: 'connection', properties: { SharedKey: 'abc', routingWeight: 0 } },
    ],
  }
  expect(parseAnswer(JSON.stringify(answer))).toEqual({
    value: [
      { name: 'circuit', properties: { peerings: [{ properties: { connections: [{ properties: { addressPrefix: '10.0.0.0/29' } }] } }] } },
      { name: 'connection', properties: { routingWeight: 0 } },
    ],
  })
})

test('everything else is read as it stands', () => {
  const answer = { keySource: 'Microsoft.KeyVault', value: ['serviceKeys', 'sharedKey'], nothing: null }
  expect(parseAnswer(JSON.stringify(answer))).toEqual(answer)
})

test('what is cut off is no answer', () => {
  expect(() => parseAnswer('{"serviceKey":"a')).toThrow(SyntaxError)
})
