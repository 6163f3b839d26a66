/** Collects one generation after another into a workspace, until it is killed. */
import { openWorkspace } from '../src/store/duckdb/open.ts'
import { entity, identity, link } from '../src/store/duckdb/workspace.fixture.ts'
import type { StagedEntity } from '../src/store/store.ts'

/** What the n-th run finds: some of the run before, some changed, some new. */
export function entitiesOf(generation: number): StagedEntity[] {
  return Array.from({ length: 300 }, (_, index) =>
    entity(`k${String(index + generation * 10).padStart(6, '0')}`, { generation: generation - (index % 3) }),
  )
}

/** The last generation that a child said it had merged. */
export function generationOf(said: string): number {
  return Number(said.trimEnd().split('\n').at(-1))
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const store = await openWorkspace(process.argv[2] ?? '')
  const [run] = await store.rows('SELECT coalesce(max(id), 0) AS runs FROM run')
  for (let generation = Number(run?.runs); ; ) {
    console.log(generation)
    generation++
    const task = { type: 'acme_thing', scope: 's' }
    const stage = await store.stage({ integration: identity('cloud'), startedOn: generation * 1000 })
    const entities = entitiesOf(generation)
    for (const [index, one] of entities.entries()) {
      await stage.entity(task, { ...one, raw: JSON.stringify(one) })
      const next = entities[index + 1]
      if (next !== undefined) await stage.link(task, link(one.key, 'HAS', next.key))
    }
    await stage.outcome({ ...task, status: 'succeeded', resources: entities.length, requests: 1, ms: 1 })
    await stage.merge({ status: 'succeeded', endedOn: generation * 1000 + 1, requests: 0, bytes: 0 })
  }
}
