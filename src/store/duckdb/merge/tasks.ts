/** How the tasks of a run ended, and whose unseen rows are therefore gone. */
import { BIGINT, BOOLEAN, INTEGER, VARCHAR } from '@duckdb/node-api'
import { completeStatuses, type RunHeader, type TaskOutcome, type TaskRef } from '../../store.ts'
import type { MergeFacts, MergeInput } from './merge.ts'
import type { Session } from './session.ts'

/**
 * Leaves three tables behind: `task_now`, the integration's tasks as they are after this run; `staged_task` (number in
 * the stage, task); and `closing_task`: tasks whose rows are closed when this run did not bring them again.
 */
export async function compareTasks(session: Session, facts: MergeFacts, { run, result, tasks }: MergeInput): Promise<void> {
  await loadOutcomes(session, outcomesWithUnfinished(result.tasks, tasks))
  await leavePassed(session, facts)
  await session.load('kept_task', { type: VARCHAR, scope: VARCHAR }, keptTasks(run))
  await replaceOutcomes(session, facts, result.endedOn)
  await session.load('staged_ref', { number: INTEGER, type: VARCHAR, scope: VARCHAR }, refs(tasks))
  await session.run(
    `CREATE TEMP TABLE staged_task AS
     SELECT r.number, t.id, t.type, t.scope FROM staged_ref r JOIN task_now t ON t.type = r.type AND t.scope = r.scope AND t.detail IS NULL`,
  )
  const full = run.only === undefined && (result.status === 'succeeded' || result.status === 'partial')
  await findClosing(session, facts, full)
}

/** A task that staged something but did not say how it ended was interrupted. */
function outcomesWithUnfinished(outcomes: readonly TaskOutcome[], staged: readonly TaskRef[]): readonly TaskOutcome[] {
  const told = new Set(outcomes.map(({ type, scope }) => `${type}\n${scope}`))
  const untold = staged.filter(({ type, scope }) => !told.has(`${type}\n${scope}`))
  return [...outcomes, ...untold.map((task): TaskOutcome => ({ ...task, status: 'interrupted', resources: 0, requests: 0, ms: 0 }))]
}

function keptTasks({ kept = [] }: RunHeader): [string, string][] {
  return kept.map(({ type, scope }) => [type, scope])
}

function* refs(tasks: readonly TaskRef[]): Iterable<[number, string, string]> {
  for (const [number, { type, scope }] of tasks.entries()) yield [number, type, scope]
}

async function loadOutcomes(session: Session, outcomes: readonly TaskOutcome[]): Promise<void> {
  const columns = {
    type: VARCHAR,
    scope: VARCHAR,
    detail: VARCHAR,
    opener_type: VARCHAR,
    opener_scope: VARCHAR,
    status: VARCHAR,
    complete: BOOLEAN,
    passed: BOOLEAN,
    resources: BIGINT,
    requests: BIGINT,
    ms: BIGINT,
    error: VARCHAR,
  }
  const rows = outcomes.map((task) => [
    task.type,
    task.scope,
    task.detail ?? null,
    task.openedBy?.type ?? null,
    task.openedBy?.scope ?? null,
    task.status,
    completeStatuses.includes(task.status) && task.passed !== true,
    task.passed === true,
    BigInt(task.resources),
    BigInt(task.requests),
    BigInt(Math.round(task.ms)),
    task.error === undefined ? null : JSON.stringify(task.error),
  ])
  await session.load('outcome', columns, rows)
}

/** What a run only passed through keeps the outcome of its last real run; where there was none, it stands as the opener of others. */
async function leavePassed(session: Session, { integration }: MergeFacts): Promise<void> {
  await session.run(
    `DELETE FROM outcome o WHERE o.passed AND EXISTS (
       SELECT 1 FROM task t WHERE t.integration = $integration AND t.type = o.type AND t.scope = o.scope
     )`,
    { integration },
  )
}

/**
 * The latest outcome of each task stands under the id it had before; others stay as they are. Tasks that this run,
 * resuming another, need not repeat count as its own: nothing retires them, and it can be resumed in its turn.
 */
async function replaceOutcomes(session: Session, { integration, run }: MergeFacts, endedOn: number): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE attempted AS
     SELECT coalesce(t.id, nextval('task_id')) AS id, o.*, CASE WHEN o.complete THEN $endedOn ELSE t.complete_on END AS complete_on
     FROM outcome o
     LEFT JOIN task t ON t.integration = $integration AND t.type = o.type AND t.scope = o.scope AND t.detail IS NOT DISTINCT FROM o.detail`,
    { integration, endedOn },
  )
  await session.run(
    `CREATE TEMP TABLE task_now AS
     WITH other AS (FROM task WHERE integration = $integration AND (type, scope) NOT IN (SELECT (type, scope) FROM outcome)),
     opener AS (
       SELECT id, type, scope FROM attempted WHERE detail IS NULL UNION ALL SELECT id, type, scope FROM other WHERE detail IS NULL
     )
     SELECT a.id, $integration::INTEGER AS integration, a.type, a.scope, a.detail, o.id AS opened_by, $run::INTEGER AS run, a.status,
            a.resources, a.requests, a.ms, a.error::JSON AS error, a.complete_on
     FROM attempted a LEFT JOIN opener o ON o.type = a.opener_type AND o.scope = a.opener_scope
     UNION ALL
     SELECT * REPLACE (CASE WHEN (type, scope) IN (SELECT (type, scope) FROM kept_task) THEN $run ELSE run END AS run) FROM other`,
    { integration, run },
  )
}

/**
 * A task closes what it no longer sees when it read the cloud completely. A task that a full run did not attempt is
 * retired, and closes all it owned, when nothing opens it any more: its opener was read completely without naming its
 * scope, or is retired itself, or it was a root and is no longer asked for.
 */
async function findClosing(session: Session, { run }: MergeFacts, full: boolean): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE closing_task AS
     WITH RECURSIVE complete AS (SELECT id FROM attempted WHERE detail IS NULL AND complete),
     idle AS (
       SELECT id, opened_by FROM task_now
       WHERE $full AND detail IS NULL AND run <> $run
     ),
     retired AS (
       SELECT id FROM idle
       WHERE opened_by IS NULL OR opened_by IN (SELECT id FROM complete) OR opened_by NOT IN (SELECT id FROM task_now)
       UNION
       SELECT idle.id FROM idle JOIN retired ON idle.opened_by = retired.id
     )
     SELECT id, false AS retired FROM complete UNION ALL SELECT id, true FROM retired`,
    { run, full },
  )
}

/** Retired tasks own nothing any more; nobody needs to hear of them. */
export async function applyTasks(session: Session, { integration }: MergeFacts): Promise<void> {
  await session.run('DELETE FROM task WHERE integration = $integration', { integration })
  await session.run(
    `INSERT INTO task
     WITH retired AS (SELECT type, scope FROM task_now WHERE id IN (SELECT id FROM closing_task WHERE retired))
     FROM task_now WHERE (type, scope) NOT IN (SELECT (type, scope) FROM retired)
     ORDER BY type, scope, detail`,
  )
}
