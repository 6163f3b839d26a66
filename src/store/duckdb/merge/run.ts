/** The integration and the run that a merge belongs to. */
import type { MergeSummary, RunHeader, RunResult } from '../../store.ts'
import type { MergeFacts } from './merge.ts'
import type { Session } from './session.ts'

export async function identifyRun(
  session: Session,
  { integration, startedOn }: RunHeader,
): Promise<Omit<MergeFacts, 'small' | 'shared' | 'beside'>> {
  const [facts] = await session.rows(
    `SELECT coalesce((SELECT id FROM integration WHERE name = $name), (SELECT max(id) + 1 FROM integration)) AS integration,
            (SELECT coalesce(max(id), 0) + 1 FROM run) AS run, (SELECT salt FROM workspace) AS salt`,
    { name: integration.name },
  )
  return {
    integration: Number(facts?.integration),
    type: integration.type,
    cloud: integration.class.length > 0,
    run: Number(facts?.run),
    now: startedOn,
    salt: String(facts?.salt),
  }
}

export async function recordIntegration(session: Session, { integration: id }: MergeFacts, { integration }: RunHeader): Promise<void> {
  const { name, type, instance, class: classes } = integration
  await session.run('DELETE FROM integration WHERE id = $id', { id })
  await session.run('INSERT INTO integration VALUES ($id, $name, $type, $instance, $classes)', { id, name, type, instance, classes })
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
