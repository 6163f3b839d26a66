/** What an interrupted run had finished, so that the run that goes on from there need not repeat it. */
import { completeStatuses, type Reader, type TaskRef } from '../store/store.ts'
import type { Plan } from './plan.ts'

interface TaskRow extends TaskRef {
  readonly id: number
  readonly openedBy: number | null
  readonly complete: boolean
}

/**
 * The tasks of the integration's last run that are complete together with all that their resources opened; none when
 * that run was not interrupted. A complete task that opened scopes of unfinished ones is not among them: it must run
 * again, for what the cloud's clients need of a scope is not in the graph.
 */
export async function finishedTasks(store: Reader, integration: string, plan: Plan): Promise<readonly TaskRef[]> {
  const rows = await lastInterrupted(store, integration)
  const groups = Map.groupBy(rows, ({ type, scope }) => `${plan.listedWith(type)}\n${scope}`)
  const opened = Map.groupBy(
    rows.filter((row) => row.openedBy !== null),
    (row) => row.openedBy,
  )
  const groupOf = new Map([...groups.values()].flatMap((group) => group.map((row) => [row.id, group])))
  const verdicts = new Map<readonly TaskRow[], boolean>()
  const isFinished = (group: readonly TaskRow[]): boolean => {
    const known = verdicts.get(group)
    if (known !== undefined) return known
    // Until it is known: a scope kind that opens its own kind may lead back here.
    verdicts.set(group, true)
    const finished =
      group.every((row) => row.complete) &&
      group.every((row) => (opened.get(row.id) ?? []).every((child) => isFinished(groupOf.get(child.id) ?? [])))
    verdicts.set(group, finished)
    return finished
  }
  return [...groups.values()].filter(isFinished).flatMap((group) => group.map(({ type, scope }) => ({ type, scope })))
}

async function lastInterrupted(store: Reader, integration: string): Promise<TaskRow[]> {
  const rows = await store.rows(
    `WITH last AS (
       SELECT run.id, run.status FROM run JOIN integration ON integration.id = run.integration
       WHERE integration.name = ? ORDER BY run.id DESC LIMIT 1
     )
     SELECT task.id, task.type, task.scope, task.opened_by, task.status
     FROM task JOIN last ON task.run = last.id
     WHERE last.status = 'interrupted' AND task.detail IS NULL`,
    [integration],
  )
  return rows.map(({ id, type, scope, opened_by, status }) => ({
    id: Number(id),
    type: String(type),
    scope: String(scope),
    openedBy: opened_by === null ? null : Number(opened_by),
    complete: completeStatuses.some((complete) => complete === status),
  }))
}
