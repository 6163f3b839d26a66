/** An analysis that failed is a fault of the program: it costs no data, and is named until a run concludes again. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answerOf, outcomesOf, statusOf } from '../../src/cli/collect/show.ts'
import { exit } from '../../src/cli/exit.ts'
import type { Output } from '../../src/cli/output/output.ts'
import { collect } from '../../src/collect/run.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import type { Analysis } from '../../src/store/store.ts'
import { ToyCloud } from '../collect/toy-cloud.ts'
import { toyIntegration } from '../collect/toy-integration.ts'
import { Folder } from './isobar.ts'

const failing: Analysis = {
  name: 'tidiness',
  integrations: ['azure'],
  types: ['toy_box'],
  steps: ["SELECT error('too many boxes')"],
  conclusions: "SELECT 0 AS from_nid, '' AS class, 0 AS to_nid, NULL AS suffix, '{}' AS properties WHERE false",
}

let cloud: ToyCloud
let folder: Folder
beforeEach(async () => {
  cloud = await ToyCloud.start([{ id: 'a', boxes: [{ id: 'a1' }] }])
  folder = new Folder()
})
afterEach(async () => {
  await cloud.stop()
  folder.remove()
})

/** What `collect` prints and ends with. */
async function collected(analyses: readonly Analysis[]) {
  const store = await openWorkspace(`${folder.path}/.isobar`, { analyses })
  const outcomes = outcomesOf({ format: 'table', workspace: folder.path })
  const summary = await collect({ integration: toyIntegration(cloud.url), store, observer: outcomes.heardBefore({ event: () => {} }) })
  await store.close()
  const report = { summary, outcomes }
  return { status: statusOf([report]), summary, text: answerOf({ out: plain, verbose: false }, [report]).text() }
}

const plain: Output = { terminal: false, width: undefined, write() {}, async flushed() {}, style: (_colour, text) => text }
const words = /the analysis tidiness failed: .*too many boxes; what analyses concluded is as before the run/

test('it is named by collect, which ends in part, and by status until it succeeds', async () => {
  const failed = await collected([failing])
  expect(failed.status).toBe(exit.partial)
  expect(failed.text).toMatch(words)
  // Nothing that was collected is lost.
  expect(failed.summary.entities.total).toBeGreaterThan(0)

  const status = await folder.isobar(['status'])
  expect(status).toMatchObject({ status: 0, stdout: expect.stringMatching(words) })
  expect(status.stdout).toContain('of toys\n')
  const { runs } = JSON.parse((await folder.isobar(['status', '--format', 'json'])).stdout)
  expect(runs[0]).toMatchObject({
    status: 'partial',
    summary: { unconcluded: { analysis: 'tidiness', message: expect.stringContaining('too many boxes') } },
  })

  expect(await collected([{ ...failing, steps: [] }])).toMatchObject({ status: exit.done, text: expect.not.stringContaining('analys') })
  expect((await folder.isobar(['status'])).stdout).not.toContain('analys')
})
