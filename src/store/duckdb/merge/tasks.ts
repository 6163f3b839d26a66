/** How the tasks of a run ended, and whose unseen rows are therefore gone. */
import { VARCHAR } from '@duckdb/node-api'
import { completeStatuses } from '../../store.ts'
import type { MergeFacts, MergeInput } from './merge.ts'
import type { Session } from './session.ts'

/**
 * Leaves behind: `task_after`, the integration's tasks as they are after this run, in numbers alone, for they may be
 * millions (`n` is the staged outcome's, null where the task was not attempted); `task_now`, the same as rows of the
 * workspace; `staged_task` (number in the stage, id); and `closing_task`: tasks whose rows are closed when this run did
 * not bring them again.
 */
export async function compareTasks(session: Session, facts: MergeFacts, { run, result, staged }: MergeInput): Promise<void> {
  const { kept = [] } = run
  await session.load(
    'kept_task',
    { type: VARCHAR, scope: VARCHAR },
    kept.map(({ type, scope }) => [type, scope]),
  )
  await interruptUnended(session, facts, staged)
  await attempt(session, facts, staged, result.endedOn)
  await joinOthers(session, facts)
  await session.run(
    `CREATE TABLE ${facts.shared}.staged_task AS
     SELECT s.number, a.id FROM ${staged}.task s JOIN task_after a ON a.ident = ${ident('s')} AND NOT a.is_detail`,
    { salt: facts.salt },
  )
  await showTasks(session, facts, staged)
  const full = run.only === undefined && (result.status === 'succeeded' || result.status === 'partial')
  await findClosing(session, facts, full)
}

/** Type and scope as one number: joins of millions of tasks by their text would not fit in memory. */
function ident(task: string, prefix = ''): string {
  return `md5_number(concat($salt, ${task}.${prefix}type, chr(31), ${task}.${prefix}scope))`
}

/** A task that staged something but did not say how it ended was interrupted. */
async function interruptUnended(session: Session, { salt }: MergeFacts, staged: string): Promise<void> {
  await session.run(
    `INSERT INTO ${staged}.outcome (n, type, scope, status, passed, resources, requests, ms)
     SELECT (SELECT coalesce(max(n), 0) FROM ${staged}.outcome) + row_number() OVER (), type, scope, 'interrupted', false, 0, 0, 0
     FROM (SELECT DISTINCT type, scope FROM ${staged}.task s WHERE ${ident('s')} NOT IN (SELECT ${ident('o')} FROM ${staged}.outcome o))`,
    { salt },
  )
}

/**
 * The latest outcome of each task stands under the id it had before. What a run only passed through keeps the outcome of
 * its last real run; where there was none, it stands as the opener of others.
 */
async function attempt(session: Session, { integration, salt }: MergeFacts, staged: string, endedOn: number): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE attempted AS
     WITH standing AS (SELECT id, ${ident('t')} AS ident, detail, complete_on FROM task t WHERE integration = $integration),
     ended AS (
       SELECT n, ${ident('o')} AS ident, detail, CASE WHEN opener_type IS NOT NULL THEN ${ident('o', 'opener_')} END AS opener, passed,
              list_contains($complete, status) AND NOT passed AS complete
       FROM ${staged}.outcome o
     )
     SELECT e.n, coalesce(s.id, nextval('task_id')) AS id, e.ident, e.detail IS NOT NULL AS is_detail, e.opener, e.complete,
            CASE WHEN e.complete THEN $endedOn ELSE s.complete_on END AS complete_on
     FROM ended e LEFT JOIN standing s ON s.ident = e.ident AND s.detail IS NOT DISTINCT FROM e.detail
     WHERE NOT (e.passed AND e.ident IN (SELECT ident FROM standing))`,
    { integration, salt, endedOn, complete: [...completeStatuses] },
  )
}

/**
 * Tasks that were not attempted stay as they are. Those that this run, resuming another, need not repeat count as its
 * own: nothing retires them, and it can be resumed in its turn.
 */
async function joinOthers(session: Session, { integration, run, salt, shared }: MergeFacts): Promise<void> {
  await session.run(
    `CREATE TABLE ${shared}.task_after AS
     WITH other AS (
       SELECT id, ident, detail IS NOT NULL AS is_detail, opened_by, run
       FROM (SELECT *, ${ident('t')} AS ident FROM task t WHERE integration = $integration) WHERE ident NOT IN (SELECT ident FROM attempted)
     ),
     opener AS (SELECT id, ident FROM attempted WHERE NOT is_detail UNION ALL SELECT id, ident FROM other WHERE NOT is_detail)
     SELECT a.id, a.ident, a.is_detail, o.id AS opened_by, $run::INTEGER AS run, a.n, a.complete, a.complete_on
     FROM attempted a LEFT JOIN opener o ON o.ident = a.opener
     UNION ALL
     SELECT id, ident, is_detail, opened_by, CASE WHEN ident IN (SELECT ${ident('k')} FROM kept_task k) THEN $run ELSE run END, NULL, false, NULL
     FROM other`,
    { integration, run, salt },
  )
  await session.run('DROP TABLE attempted')
}

/** Views, for the text of millions of tasks is held once, in the stage. */
export async function showTasks(session: Session, { integration }: MergeFacts, staged: string): Promise<void> {
  await session.run(
    `CREATE TEMP VIEW attempted_task AS
     SELECT a.id, ${integration}::INTEGER AS integration, o.type, o.scope, o.detail, a.opened_by, a.run, o.status, o.resources, o.requests,
            o.ms, o.error::JSON AS error, a.complete_on
     FROM task_after a JOIN ${staged}.outcome o ON o.n = a.n`,
  )
  await session.run(
    `CREATE TEMP VIEW task_now AS
     FROM attempted_task UNION ALL
     SELECT t.* REPLACE (a.run AS run) FROM task t JOIN task_after a ON a.id = t.id WHERE a.n IS NULL`,
  )
}

/**
 * A task closes what it no longer sees when it read the cloud completely. A task that a full run did not attempt is
 * retired, and closes all it owned, when nothing opens it any more: its opener was read completely without naming its
 * scope, or is retired itself, or it was a root and is no longer asked for.
 */
async function findClosing(session: Session, { run, shared }: MergeFacts, full: boolean): Promise<void> {
  await session.run(
    `CREATE TABLE ${shared}.closing_task AS
     WITH RECURSIVE complete AS (SELECT id FROM task_after WHERE NOT is_detail AND complete),
     idle AS (
       SELECT id, opened_by FROM task_after
       WHERE $full AND NOT is_detail AND run <> $run
     ),
     retired AS (
       SELECT id FROM idle
       WHERE opened_by IS NULL OR opened_by IN (SELECT id FROM complete) OR opened_by NOT IN (SELECT id FROM task_after)
       UNION
       SELECT idle.id FROM idle JOIN retired ON idle.opened_by = retired.id
     )
     SELECT id, false AS retired FROM complete UNION ALL SELECT id, true FROM retired`,
    { run, full },
  )
}

/** Retired tasks own nothing any more; nobody needs to hear of them. */
export async function applyTasks(session: Session, { integration }: MergeFacts): Promise<void> {
  await session.run(
    `DELETE FROM task WHERE integration = $integration AND id NOT IN (
       SELECT id FROM task_after
       WHERE n IS NULL AND ident NOT IN (SELECT ident FROM task_after WHERE id IN (SELECT id FROM closing_task WHERE retired))
     )`,
    { integration },
  )
  await session.run('UPDATE task SET run = a.run FROM task_after a WHERE a.id = task.id AND a.n IS NULL AND a.run <> task.run')
  await session.run('INSERT INTO task FROM attempted_task ORDER BY type, scope, detail')
}
