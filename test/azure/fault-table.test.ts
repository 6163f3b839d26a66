/**
 * Every fault of the simulated cloud, on every way in which answers are had. First a clean run, then one with the fault on the
 * same workspace: its graph is the same, or what it could not read is named and kept.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerOf, outcomesOf } from '../../src/cli/collect/show.ts'
import type { Output } from '../../src/cli/output/output.ts'
import type { TaskStatus } from '../../src/store/store.ts'
import type { RunWithTasks } from '../with-tasks.ts'
import { slice } from './collected.ts'
import { type Done, type Wanted, Workspace } from './simulated.ts'

/** Small pages, so that there are links to follow; a principal that is patient with what passes. */
const usual: Wanted = { resources: 160, pageSize: 2, session: { source: 'arm' } }
/** Who meets the same fault at each attempt need not try for minutes. */
const hasty: Wanted = { ...usual, session: { source: 'arm', patience: { budgetMs: 1500, faults: 3, firstMs: 5 } } }

let workspace: Workspace
let before: readonly string[]

beforeAll(async () => {
  workspace = new Workspace(slice)
  const { summary, gaps } = await workspace.collect(usual)
  expect([summary.status, gaps]).toEqual(['succeeded', []])
  before = await workspace.graph()
  expect(new Set(before).size).toBe(before.length)
})
afterAll(() => workspace.remove())

async function sameGraph({ summary, gaps, stats }: Done): Promise<void> {
  expect(stats.faults).toBeGreaterThan(0)
  expect([summary.status, gaps]).toEqual(['succeeded', []])
  expect(await workspace.graph()).toEqual(before)
}

describe('what passes gives the same graph, every thing once:', () => {
  const apis = 'path=^(management|graph)'
  test.each<[string, readonly string[]]>([
    ['429', [`429,rate=0.1,times=12,${apis}`]],
    ['500', [`500,rate=0.1,${apis}`]],
    ['503', [`503,rate=0.1,times=12,${apis}`]],
    ['connections that break before the answer', [`reset,rate=0.1,${apis}`]],
    ['connections that break within the answer', [`cut,rate=0.1,${apis}`]],
    ['bodies that end in the middle', [`truncated,rate=0.04,times=10,${apis}`]],
    ['pages of HTML', [`not-json,rate=0.04,times=10,${apis}`]],
    ['answers that come late', [`slow,ms=300,rate=0.05,${apis}`]],
    ['tokens that expire in the middle', ['expired-token,rate=0.05,times=8']],
    [
      'all of them at once',
      [`429,rate=0.03,times=5,${apis}`, `cut,rate=0.05,${apis}`, `500,rate=0.05,${apis}`, 'expired-token,rate=0.02,times=4'],
    ],
  ])('%s', async (_, fault) => sameGraph(await workspace.collect({ ...usual, fault })))
})

describe('where Resource Graph gives nothing that can be used, the lists do:', () => {
  test.each(['403', '500', 'reset', 'cut', 'truncated', 'not-json', 'no-list', 'no-id', 'repeat', 'endless'])('%s', async (kind) => {
    const fault = [`${kind},path=Microsoft.ResourceGraph/resources`]
    await sameGraph(await workspace.collect({ ...hasty, session: { ...hasty.session, source: 'auto' }, fault }))
  })
})

interface Place {
  readonly path: string
  readonly type: string
}

const places: Readonly<Record<string, Place>> = {
  'a list of a subscription': { path: '/providers/Microsoft.Compute/disks', type: 'azure_managed_disk' },
  'the lists of what is below each account': { path: '/blobServices/default/containers', type: 'azure_storage_container' },
  'a list of the directory': { path: '^graph.microsoft.com/v1.0/users\\?', type: 'azure_user' },
}

const lasting: Readonly<Record<string, { readonly status: TaskStatus; readonly says: RegExp }>> = {
  '403': { status: 'denied', says: /is refused on (\/subscriptions\/|tenant )/ },
  '429': { status: 'throttled', says: /still throttled.*Collect again later/ },
  '500': { status: 'failed', says: /failed in all attempts.*Collect again later/ },
  '503': { status: 'failed', says: /failed in all attempts.*Collect again later/ },
  reset: { status: 'failed', says: /no whole answer.*Check network/ },
  cut: { status: 'failed', says: /no whole answer.*Check network/ },
  truncated: { status: 'malformed', says: /not JSON, or is cut off/ },
  'not-json': { status: 'malformed', says: /not JSON, or is cut off/ },
  'no-list': { status: 'malformed', says: /without a list/ },
  'no-id': { status: 'malformed', says: /without id|a page that it gave before/ },
  'foreign-link': { status: 'malformed', says: /another host, collector\.invalid; it is not followed/ },
  repeat: { status: 'malformed', says: /a page that it gave before/ },
  endless: { status: 'malformed', says: /empty pages in a row/ },
}

describe.each(Object.entries(places))('what lasts on %s is named with that type alone, and nothing of it is lost:', (_, { path, type }) => {
  test.each(Object.entries(lasting))('%s', async (kind, { status, says }) => {
    const { summary, gaps, stats } = await workspace.collect({ ...hasty, fault: [`${kind},path=${path}`] })
    expect(stats.faults).toBeGreaterThan(0)
    expect(summary.status).toBe('partial')
    expect(new Set(gaps.map((gap) => `${gap.type} ${gap.status}`))).toEqual(new Set([`${type} ${status}`]))
    for (const { error } of gaps) expect(error?.message).toMatch(says)
    expect([summary.entities.deleted, summary.relationships.deleted]).toEqual([0, 0])
    expect(keysOf(await workspace.graph())).toEqual(keysOf(before))
  })

  test('fields of an unexpected type leave the properties out that they hold, counted, and every thing in its place', async () => {
    const { summary, gaps } = await workspace.collect({ ...usual, fault: [`wrong-type,path=${path}`] })
    expect([summary.status, gaps]).toEqual(['succeeded', []])
    const skipped = summary.tasks.filter((task) => task.skipped !== undefined)
    expect(new Set(skipped.map((task) => task.type))).toEqual(new Set([type]))
    expect([summary.entities.created, summary.entities.deleted]).toEqual([0, 0])
    expect(entitiesOf(await workspace.graph())).toEqual(entitiesOf(before))
    await sound(usual)
  })
})

test('a detail that is refused or unreadable leaves what it tells unknown, and its resource in place', async () => {
  for (const [kind, status] of [
    ['403', 'denied'],
    ['not-json', 'malformed'],
  ] as const) {
    const { summary, gaps } = await workspace.collect({ ...hasty, fault: [`${kind},path=/blobServices/default\\?`] })
    expect(new Set(gaps.map((gap) => `${gap.type} ${gap.detail} ${gap.status}`))).toEqual(
      new Set([`azure_storage_account blobServices ${status}`]),
    )
    expect(summary.entities.deleted).toBe(0)
    expect(entitiesOf(await workspace.graph())).toEqual(entitiesOf(before))
    await sound(usual)
  }
})

test('a detail whose fields are of an unexpected type leaves out what they would tell, counted, and keeps its resource', async () => {
  const { summary, gaps } = await workspace.collect({ ...usual, fault: ['wrong-type,path=/blobServices/default\\?'] })
  expect([summary.status, gaps]).toEqual(['succeeded', []])
  const skipped = summary.tasks.filter((task) => task.skipped !== undefined)
  expect(new Set(skipped.map((task) => task.type))).toEqual(new Set(['azure_storage_account']))
  const accounts = before.filter((line) => line.includes(' azure_storage_account ') && line.includes('"blobSoftDeleteEnabled"')).length
  const left = skipped.reduce((sum, task) => sum + (task.skipped?.blobSoftDeleteEnabled ?? 0), 0)
  expect([accounts > 0, left]).toEqual([true, accounts])
  expect((await workspace.graph()).filter((line) => line.includes('"blobSoftDeleteEnabled"'))).toEqual([])
  expect(entitiesOf(await workspace.graph())).toEqual(entitiesOf(before))
  await sound(usual)
})

test('what is odd in the answers of a batch is counted as everywhere, and named with --verbose', async () => {
  const own = new Workspace(['azure_federated_identity_credential'])
  try {
    const { summary, gaps, stats } = await own.collect({
      ...usual,
      fault: ['wrong-type,path=/applications/.*/federatedIdentityCredentials'],
    })
    expect([stats.faults > 0, summary.status, gaps]).toEqual([true, 'succeeded', []])
    const odd = summary.tasks.filter((task) => task.skipped !== undefined)
    expect(odd.length).toBeGreaterThan(0)
    for (const { skipped } of odd) expect(skipped).toEqual({ audiences: 1 })
    const [quiet, verbose] = [false, true].map((flag) => printed(summary, flag))
    expect(quiet).toMatch(/\d+ values of an unexpected type were left out; --verbose names them/)
    expect(verbose).toContain(`  azure_federated_identity_credential.audiences: ${odd.length}\n`)
  } finally {
    await own.remove()
  }
})

/** What `collect` says of a run. */
function printed(summary: RunWithTasks, verbose: boolean): string {
  const outcomes = outcomesOf({ format: 'table', workspace: '' })
  const { event } = outcomes.heardBefore({ event: () => {} })
  for (const outcome of summary.tasks) event({ kind: 'task-ended', task: { ...outcome, title: '', service: '', scopeName: '' }, outcome })
  const out: Output = { terminal: false, width: undefined, write() {}, async flushed() {}, style: (_colour, text) => text }
  return answerOf({ out, verbose }, [{ summary, outcomes }]).text()
}

/** After a fault that may change properties a clean run brings all of them back. */
async function sound(wanted: Wanted): Promise<void> {
  await workspace.collect(wanted)
  expect(await workspace.graph()).toEqual(before)
}

function keysOf(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.slice(0, line.indexOf(' {')))
}

function entitiesOf(lines: readonly string[]): readonly string[] {
  return keysOf(lines).filter((line) => !line.includes('|'))
}
