import { expect, test } from 'vitest'
import { drawn, edgesOf, entityOf, opened } from '../service.fixture.ts'
import { synapseKey, synapseMaskingRule, synapseSqlPool, synapseWorkspace } from './synapse.ts'

const id = '/subscriptions/s/resourceGroups/G/providers/Microsoft.Synapse/workspaces/W'
const workspace = { id, name: 'W', properties: { workspaceUID: 'AB-1' } }

test('a workspace is keyed by its own id, wherever it is moved to', () => {
  expect(entityOf(synapseWorkspace, workspace).key).toBe('azure_synapse_workspace:ab-1')
})

test('a key belongs to its workspace and to the vault whose address it names', () => {
  const raw = { id: `${id}/keys/K`, name: 'K', properties: { keyVaultUrl: 'https://one.vault.azure.net/keys/k' } }
  const scope = opened(synapseWorkspace, workspace)
  expect(drawn(synapseKey, raw, { scope })).toContain(`azure_synapse_workspace:ab-1|HAS|azure_synapse_key:${id.toLowerCase()}/keys/k`)
  const vault = edgesOf(synapseKey, raw, { scope }, 'HAS').find(({ edge }) => edge.includes('vault'))
  expect(JSON.stringify(vault)).toContain('https://one.vault.azure.net/')
})

test('a key whose vault address is no address has no vault', () => {
  const raw = { id: `${id}/keys/K`, name: 'K', properties: { keyVaultUrl: 'not an address' } }
  const edges = drawn(synapseKey, raw, { scope: opened(synapseWorkspace, workspace) })
  expect(edges.filter((edge) => edge.includes('vault'))).toEqual([])
})

test('masking rules of one column each are told apart', () => {
  const pool = opened(synapseSqlPool, { id: `${id}/sqlPools/P`, name: 'P' })
  const rule = (name: string) => ({ id: `${id}/sqlPools/P/dataMaskingPolicies/Default/rules/`, properties: { id: name } })
  const keys = ['a', 'b'].map((name) => entityOf(synapseMaskingRule, rule(name), { scope: pool }).key)
  expect(new Set(keys).size).toBe(2)
})
