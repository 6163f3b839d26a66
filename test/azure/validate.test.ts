/** What can be told of the permissions on the recorded tenant, whose answers were not made for us. */
import { afterEach, describe, expect, test } from 'vitest'
import { azureIntegration } from '../../src/azure/index.ts'
import type { PermissionCheck } from '../../src/collect/resource.ts'
import { hasShared } from '../shared.ts'
import { type Capture, startCapture } from './capture.ts'

let capture: Capture | undefined
afterEach(() => capture?.stop())

async function checks(...flags: readonly string[]): Promise<PermissionCheck[]> {
  capture = await startCapture(...flags)
  const integration = azureIntegration(capture.config(), { patience: { budgetMs: 2_000, faults: 2, firstMs: 5 } })
  const signal = new AbortController().signal
  const session = await integration.open(signal)
  return Array.fromAsync(integration.permissions(session, signal))
}

describe.skipIf(!hasShared('captures/azure/serve.mjs'))('permissions on the recorded tenant', () => {
  test('what ARM does not say is neither granted nor missing; what can be tried is', async () => {
    const found = await checks()
    const ofSubscriptions = found.filter(
      ({ scope, permission }) => /^\/subscriptions\/[^/]+$/.test(scope) && !permission.endsWith('subscriptions/read'),
    )
    expect(ofSubscriptions.length).toBeGreaterThan(300)
    expect(new Set(ofSubscriptions.map(({ granted }) => granted))).toEqual(new Set(['unknown']))
    const listed = found.filter(({ permission }) => permission === 'Microsoft.Resources/subscriptions/read')
    expect(listed.map(({ scope, granted }) => [scope, granted])).toEqual(capture?.subscriptions.map((id) => [`/subscriptions/${id}`, true]))
    const ofVaults = found.filter(({ scope }) => /Microsoft\.KeyVault\/vaults\//i.test(scope))
    expect(ofVaults.length).toBe(33)
    expect(new Set(ofVaults.map(({ granted }) => granted))).toEqual(new Set([true]))
    expect(found.find(({ permission }) => permission === 'Microsoft.Management/managementGroups/read')?.granted).toBe(true)
  })

  test('a refusal is missing there and nowhere else', async () => {
    const found = await checks('--fail', 'vault\\.azure\\.net/secrets=403', '--fail', 'managementGroups=403')
    const missing = found.filter(({ granted, scope }) => granted === false && !scope.startsWith('tenant'))
    expect(new Set(missing.map(({ permission }) => permission))).toEqual(
      new Set(['Microsoft.KeyVault/vaults/secrets/readMetadata/action', 'Microsoft.Management/managementGroups/read']),
    )
  })

  test('a service that fails is no refusal', async () => {
    const found = await checks('--fail', 'managementGroups=500')
    expect(found.find(({ permission }) => permission === 'Microsoft.Management/managementGroups/read')?.granted).toBe('unknown')
  })
})
