import { describe, expect, it } from 'vitest'
import { concluded } from '../../analysis/index.ts'
import { awsDefinitions } from '../../aws/index.ts'
import { azureDefinitions } from '../../azure/index.ts'
import { catalogueOf } from './catalogue.ts'

const rule = (to: string) => ({ from: 'azure_security_group', class: 'ALLOWS', to })

describe('the catalogue', () => {
  it('has a row for every definition, and each relationship once', () => {
    const { entities, relationships } = catalogueOf([...azureDefinitions, ...awsDefinitions], concluded)
    expect(entities.map(({ type }) => type)).toEqual(expect.arrayContaining(['azure_vm', 'aws_instance']))
    expect(entities.every((row) => row.count === undefined)).toBe(true)
    const keys = relationships.map(({ from, class: verb, to }) => `${from}|${verb}|${to}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toEqual(expect.arrayContaining(['azure_vm|USES|azure_nic', 'azure_subnet|HAS|azure_vm']))
  })

  it('counts what a workspace holds, and 0 for what it does not', () => {
    const evidence = { byType: { azure_vm: 3 }, byTriple: { 'azure_vm|USES|azure_nic': 4 } }
    const { entities, relationships } = catalogueOf(azureDefinitions, concluded, evidence)
    expect(entities.find(({ type }) => type === 'azure_vm')).toMatchObject({ count: 3 })
    expect(entities.find(({ type }) => type === 'azure_nic')).toMatchObject({ count: 0 })
    expect(relationships.find(({ from, to }) => from === 'azure_vm' && to === 'azure_nic')).toMatchObject({ count: 4 })
  })

  it('counts edges to an open end that have no row of their own', () => {
    const byTriple = { 'azure_security_group|ALLOWS|azure_storage': 2, 'azure_security_group|ALLOWS|azure_subnet': 5 }
    const { relationships } = catalogueOf(azureDefinitions, concluded, { byType: {}, byTriple })
    expect(relationships).toEqual(
      expect.arrayContaining([
        { ...rule('azure_<service_tag>'), kind: 'mapped', count: 2 },
        expect.objectContaining({ ...rule('azure_subnet'), count: 5 }),
      ]),
    )
  })

  it('names what is concluded of the types that it has, and counts it', () => {
    const evidence = { byType: {}, byTriple: { 'internet|CONNECTS|azure_vm': 7 } }
    const row = { from: 'internet', class: 'CONNECTS', to: 'azure_vm', kind: 'derived' }
    expect(catalogueOf(azureDefinitions, concluded, evidence).relationships).toContainEqual({ ...row, count: 7 })
    expect(catalogueOf(awsDefinitions, concluded).relationships).not.toContainEqual(row)
  })
})
