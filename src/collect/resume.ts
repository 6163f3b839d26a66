/** What an interrupted run had finished, so that the run that goes on from there need not repeat it. */
import { completeStatuses, type Reader, type TaskRef } from '../store/store.ts'
import type { Plan } from './plan.ts'

/**
 * The tasks of the integration's last run that are complete together with all that their resources opened; none when
 * that run was not interrupted. A complete task that opened scopes of unfinished ones is not among them: it must run
 * again, for what the cloud's clients need of a scope is not in the graph.
 */
export async function finishedTasks(store: Reader, integration: string, plan: Plan): Promise<readonly TaskRef[]> {
  const found = await store.rows(`SELECT DISTINCT type FROM (${tasksOfLast})`, [integration])
  const types = found.map(({ type }) => String(type))
  const finished: TaskRef[] = []
  const hosts = types.map((type) => plan.listedWith(type))
  for await (const rows of store.stream(finishedRows, [integration, types, hosts, [...completeStatuses]])) {
    for (const { type, scope } of rows) finished.push({ type: String(type), scope: String(scope) })
  }
  return finished
}

const tasksOfLast = `
  SELECT task.id, task.type, task.scope, task.opened_by, task.status
  FROM task JOIN (
    SELECT run.id, run.status FROM run JOIN integration ON integration.id = run.integration
    WHERE integration.name = $1 ORDER BY run.id DESC LIMIT 1
  ) last ON task.run = last.id
  WHERE last.status = 'interrupted' AND task.detail IS NULL`

/** Tasks that are read together are finished together; one that opened others is not before they are. */
const finishedRows = `
  WITH RECURSIVE host AS (SELECT unnest($2) AS type, unnest($3) AS host),
  tasks AS (SELECT t.*, h.host FROM (${tasksOfLast}) t JOIN host h ON h.type = t.type),
  unfinished AS (
    SELECT host, scope FROM tasks WHERE NOT list_contains($4, status)
    UNION
    SELECT opener.host, opener.scope
    FROM unfinished u JOIN tasks opened ON opened.host = u.host AND opened.scope = u.scope JOIN tasks opener ON opener.id = opened.opened_by
  )
  SELECT type, scope FROM tasks WHERE (host, scope) NOT IN (SELECT (host, scope) FROM unfinished)`
