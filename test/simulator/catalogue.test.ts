/** The simulated tenant holds something of every type that Isobar can collect. */
import { expect, test } from 'vitest'
import { azureDefinitions } from '../../src/azure/definitions.ts'
import { Workspace } from '../azure/simulated.ts'

test('every type that can be collected is found in a simulated tenant of a thousand resources', async () => {
  const workspace = new Workspace()
  try {
    const { summary } = await workspace.collect({ resources: 1000, subscriptions: 2, seed: 3, scenario: 'generated' })
    expect(summary.status).not.toBe('failed')
    const counts = await workspace.counts()
    const missing = azureDefinitions.map(({ type }) => type).filter((type) => !counts.has(type))
    expect([...new Set(missing)].sort()).toEqual([])
  } finally {
    await workspace.remove()
  }
})
