/** Relationships by value on the recorded tenant: between the very two that an independent reading of the answers names. */
import { expect, test } from 'vitest'
import { hasShared } from '../shared.ts'
import { collectCapture } from './collected.ts'

/**
 * Types whose keys are made up, by the catalogue's rules or ours: what stands at their ends is counted (capture.test.ts) and
 * tried in their services' tests.
 */
const keyedOtherwise = new RegExp(
  [
    '^azure_(conditional_access|synapse|access_packages_catalog|classic_admin_group|usage_details|ddos_protection_plan)',
    '^(internet|host|network)$',
    '^azure_(virtual_network|load_balancer)$',
  ].join('|'),
)

test.skipIf(!hasShared('captures/azure/serve.mjs'))(
  'every relationship stands between the two that the answers name',
  { timeout: 300_000 },
  async () => {
    const [{ readExpectation, wholeTypes }, { Replay }] = await Promise.all([
      import('./expected/expectation.ts'),
      import('./expected/replay.ts'),
    ])
    const { ends } = await collectCapture()
    const drawn = new Set([...ends].map(plain))
    const replay = await Replay.start()
    try {
      const choices = { bulkInterfaces: true, imageVersions: true, embeddedFrontends: true }
      const { crawl } = await readExpectation(replay, wholeTypes, choices)
      const wanted = crawl.world.edges().filter(({ triple }) => !triple.split('|').some((type) => keyedOtherwise.test(type)))
      expect(wanted.length).toBeGreaterThan(8000)
      expect(new Set(wanted.map(({ triple }) => triple)).size).toBeGreaterThan(200)
      expect(wanted.map(({ from, verb, to }) => `${from}|${verb}|${to}`).filter((edge) => !drawn.has(plain(edge)))).toEqual([])
    } finally {
      await replay.stop()
    }
  },
)

/** Ids begin with a slash or not, and hold one or two of them. */
function plain(edge: string): string {
  return edge
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(/(^|\|)\//g, '$1')
}
