import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Borrowed } from '../../../graph/link.ts'
import { entity, freshWorkspace, propertiesOf } from '../workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const nics = [entity('nic2', { ip: ['10.0.0.2', '10.0.0.3'], first: 'b' }), entity('nic1', { ip: '10.0.0.1', first: 'a' })]
const machine = (...borrowed: [string, Borrowed][]) => entity('vm', { zone: 1 }, { borrowed: Object.fromEntries(borrowed) })
const from = (property: string, take: 'first' | 'list', ...keys: string[]): Borrowed => ({ keys, property, take })

describe('borrowed properties', () => {
  it('are lists of every value of the lenders in key order, or the value of the first that has one', async () => {
    await workspace.runs.run({
      tasks: {
        nic: { entities: nics },
        vm: {
          entities: [machine(['privateIps', from('ip', 'list', 'nic2', 'nic1')], ['a', from('first', 'first', 'gone', 'nic2', 'nic1')])],
        },
      },
    })
    const properties = await propertiesOf(workspace.store, 'vm')
    expect(properties).toEqual({ a: 'a', displayName: 'vm', privateIps: ['10.0.0.1', '10.0.0.2', '10.0.0.3'], zone: 1 })
    expect(Object.keys(Object(properties))).toEqual(['a', 'displayName', 'privateIps', 'zone'])
  })

  it('are absent when no lender has them', async () => {
    await workspace.runs.run({
      tasks: { vm: { entities: [machine(['ips', from('ip', 'list', 'gone')], ['x', from('ip', 'first', 'gone')])] } },
    })
    expect(await propertiesOf(workspace.store, 'vm')).toEqual({ displayName: 'vm', zone: 1 })
  })

  it('are absent when the lender is there and does not have them', async () => {
    const borrower = machine(['ips', from('ip', 'list', 'nic3')], ['x', from('ip', 'first', 'nic3')])
    await workspace.runs.run({ tasks: { nic: { entities: [entity('nic3', {})] }, vm: { entities: [borrower] } } })
    expect(await propertiesOf(workspace.store, 'vm')).toEqual({ displayName: 'vm', zone: 1 })
  })

  it('come from what stands in the graph when the lenders were not read this time', async () => {
    const borrower = { entities: [machine(['ips', from('ip', 'list', 'nic1')])] }
    await workspace.runs.run({ tasks: { nic: { entities: nics }, vm: borrower } })
    const { entities } = await workspace.runs.run({ only: ['vm'], tasks: { vm: borrower } })
    expect(entities).toMatchObject({ unchanged: 1, updated: 0 })
    expect(await propertiesOf(workspace.store, 'vm')).toMatchObject({ ips: ['10.0.0.1'] })
  })

  it('make a new version of the borrower when the lender changes', async () => {
    const borrower = { entities: [machine(['ips', from('ip', 'list', 'nic1')])] }
    await workspace.runs.run({ tasks: { nic: { entities: nics }, vm: borrower } })
    const { entities } = await workspace.runs.run({ tasks: { nic: { entities: [entity('nic1', { ip: '10.0.0.9' })] }, vm: borrower } })
    expect(entities).toMatchObject({ updated: 2, deleted: 1 })
    expect(await propertiesOf(workspace.store, 'vm')).toMatchObject({ ips: ['10.0.0.9'] })
  })

  it('are not lent across integrations', async () => {
    await workspace.runs.run({ integration: 'other', tasks: { nic: { entities: nics } } })
    await workspace.runs.run({ tasks: { vm: { entities: [machine(['ips', from('ip', 'list', 'nic1')])] } } })
    expect(await propertiesOf(workspace.store, 'vm')).toEqual({ displayName: 'vm', zone: 1 })
  })
})
