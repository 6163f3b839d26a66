/** What a run staged, as relations that the merge reads. */
import { INTEGER, LIST, listValue, VARCHAR } from '@duckdb/node-api'
import type { Kind, MergeFacts } from './merge.ts'
import type { Session } from './session.ts'

/** Makes the view `staged_entity`, borrowed properties in place. */
export async function showStaged(session: Session, { beside }: MergeFacts, staged: string): Promise<void> {
  await session.run(
    `CREATE TEMP VIEW staged_entity AS
     SELECT e.n, t.id AS owner, k.kind, e.key, e.properties, e.metadata
     FROM (
       SELECT n, task, kind, key, properties, metadata FROM ${staged}.entity WHERE borrowed IS NULL UNION ALL FROM ${beside}.patched
     ) e JOIN staged_task t ON t.number = e.task JOIN staged_kind k ON k.number = e.kind`,
  )
}

/** Leaves behind: `staged_kind`, the number in the workspace of every staged kind; and `kind_name`, the names a kind answers to, its type and its classes. */
export async function nameKinds(session: Session, { shared }: MergeFacts, kinds: readonly Kind[]): Promise<void> {
  const rows = kinds.map(({ type, classes }, number) => [number, type, listValue([...classes])])
  await session.load('kind_ref', { number: INTEGER, type: VARCHAR, classes: LIST(VARCHAR) }, rows)
  await addKinds(session, 'kind_ref')
  await session.run(
    `CREATE TABLE ${shared}.staged_kind AS
     SELECT r.number, k.id AS kind FROM kind_ref r JOIN entity_kind k ON k.type = r.type AND k.classes = r.classes`,
  )
  await session.run(
    'CREATE TEMP TABLE kind_name AS SELECT id AS kind, type AS name FROM entity_kind UNION SELECT id, unnest(classes) FROM entity_kind',
  )
}

/** Adds the kinds (type, classes) of a relation that the workspace does not have yet. */
export async function addKinds(session: Session, relation: string): Promise<void> {
  await session.run(
    `INSERT INTO entity_kind
     SELECT (SELECT coalesce(max(id), 0) FROM entity_kind) + row_number() OVER (ORDER BY type, classes), type, classes, 0
     FROM (SELECT DISTINCT type, classes FROM ${relation}) r
     WHERE NOT EXISTS (SELECT 1 FROM entity_kind k WHERE k.type = r.type AND k.classes = r.classes)`,
  )
}
