/** The integration and the run that a merge belongs to. */
import type { MergeSummary, RunHeader, RunResult } from '../../store.ts'
import type { MergeFacts } from './merge.ts'
import type { Session } from './session.ts'

export async function startRun(session: Session, header: RunHeader): Promise<MergeFacts> {
  const [workspace] = await session.rows('SELECT salt FROM workspace')
  return {
    integration: await integrationOf(session, header),
    run: await session.number('SELECT coalesce(max(id), 0) + 1 FROM run'),
    now: header.startedOn,
    salt: String(workspace?.salt),
  }
}

async function integrationOf(session: Session, { integration }: RunHeader): Promise<number> {
  const { name, type, instance, class: classes } = integration
  const [known] = await session.rows('SELECT id FROM integration WHERE name = $name', { name })
  const id = known === undefined ? await session.number('SELECT max(id) + 1 FROM integration') : Number(known.id)
  await session.run('DELETE FROM integration WHERE id = $id', { id })
  await session.run('INSERT INTO integration VALUES ($id, $name, $type, $instance, $classes)', { id, name, type, instance, classes })
  return id
}

export async function recordRun(session: Session, facts: MergeFacts, result: RunResult, summary: MergeSummary): Promise<void> {
  await session.run('INSERT INTO run VALUES ($run, $integration, $status, $now, $endedOn, $requests, $bytes, $summary)', {
    run: facts.run,
    integration: facts.integration,
    status: result.status,
    now: facts.now,
    endedOn: result.endedOn,
    requests: result.requests,
    bytes: result.bytes,
    summary: JSON.stringify(summary),
  })
}
