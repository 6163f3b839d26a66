import { expect, test } from 'vitest'
import { MalformedAnswerError } from '../../collect/errors.ts'
import { loggingIn } from './storage-services.ts'

const endpoint = 'https://lake01.queue.core.windows.net/'

const whole = (inside: string) => `<?xml version="1.0" encoding="utf-8"?><StorageServiceProperties>${inside}</StorageServiceProperties>`

test('the flags of Storage Analytics are read, and none is made up', () => {
  const logging = '<Logging><Version>1.0</Version><Read>true</Read><Write>false</Write><Delete>odd</Delete></Logging>'
  expect(loggingIn(whole(`${logging}<Cors />`), endpoint)).toEqual({ read: true, write: false })
  expect(loggingIn(whole('<HourMetrics><Read>true</Read></HourMetrics>'), endpoint)).toEqual({})
})

test('what was cut off, or is a page of something else, is not taken for settings that are off', () => {
  for (const text of ['', '<html></html>', whole('').slice(0, -5)]) expect(() => loggingIn(text, endpoint)).toThrow(SyntaxError)
  expect(() => loggingIn('{}', endpoint)).toThrow(MalformedAnswerError)
})
