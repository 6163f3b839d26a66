import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { hasShared } from '../../shared.ts'
import { differences, withAlternatives } from './compare.ts'

describe.skipIf(!hasShared('captures/azure/requests.ndjson'))('the expectations read from the Azure capture', () => {
  test('are what reading the capture anew gives', async () => {
    // Imported here, for it reads the reference catalogue, which may be absent.
    const { readDocuments } = await import('./documents.ts')
    for (const [name, document] of Object.entries(await readDocuments())) {
      const recorded: unknown = JSON.parse(readFileSync(fileURLToPath(new URL(`${name}.json`, import.meta.url)), 'utf8'))
      expect(recorded, `run test/azure/expected/generate.ts`).toEqual(document)
    }
  })
})

describe('comparing a status with an expectation', () => {
  const expected = {
    entities: { azure_vm: 2, azure_nic: 1 },
    placeholders: { azure_nic: 1 },
    relationships: { 'azure_vm|USES|azure_nic': 2 },
  }

  test('finds nothing where entities and placeholders add up', () => {
    const status = { entities: { byType: { azure_vm: 2, azure_nic: 2 } }, relationships: { byTriple: { 'azure_vm|USES|azure_nic': 2 } } }
    expect(differences(expected, status)).toEqual([])
  })

  test('names what is short, what is too much and what should not be there', () => {
    const status = {
      entities: { byType: { azure_vm: 3, azure_nic: 2 } },
      relationships: { byTriple: { 'azure_nic|USES|azure_vm': 1, 'azure_vm|USES|azure_disk': 9 } },
    }
    expect(differences(expected, status)).toEqual([
      { what: 'entities', name: 'azure_vm', expected: 2, found: 3 },
      { what: 'relationships', name: 'azure_nic|USES|azure_vm', expected: 0, found: 1 },
      { what: 'relationships', name: 'azure_vm|USES|azure_nic', expected: 2, found: 0 },
    ])
  })

  test('lets pass what goes beyond the expectation by agreement, and nothing that is expected', () => {
    const status = {
      entities: { byType: { azure_vm: 2, azure_nic: 2 } },
      relationships: { byTriple: { 'azure_nic|HAS|azure_vm': 1, 'azure_vm|USES|azure_nic': 1 } },
    }
    const names = differences(expected, status, /^azure_nic\|HAS\||^azure_vm\|/).map((one) => one.name)
    expect(names).toEqual(['azure_vm|USES|azure_nic'])
  })

  test('takes the counts of a choice in place of its own, and only of those taken', () => {
    const counts = { entities: { azure_vm: 5 }, placeholders: {}, relationships: {} }
    const other = { entities: { azure_nic: 9 }, placeholders: {}, relationships: {} }
    const read = withAlternatives({ ...expected, alternatives: { machines: counts, interfaces: other } }, ['machines'])
    expect(read.entities).toEqual({ azure_vm: 5, azure_nic: 1 })
  })
})
