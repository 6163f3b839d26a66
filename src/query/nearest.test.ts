import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

const types = ['azure_vm', 'azure_vnet', 'aws_instance', 'Host']

it('takes the name with the fewest slips', () => {
  expect(nearest('azure_wm', types)).toBe('azure_vm')
  expect(nearest('aws_instanec', types)).toBe('aws_instance')
})

it('does not count case as a slip', () => {
  expect(nearest('HOST', types)).toBe('Host')
})

it('takes none when all are far', () => {
  expect(nearest('google_bucket', types)).toBeUndefined()
})

it('is careful with short names', () => {
  expect(nearest('x', ['y'])).toBeUndefined()
})
