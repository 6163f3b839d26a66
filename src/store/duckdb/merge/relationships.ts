/** Relationships: links with both ends found, against the edges that stand; the same four outcomes as for entities. */
import { INTEGER, VARCHAR } from '@duckdb/node-api'
import { relationshipType } from '../../../graph/model.ts'
import type { Changes } from '../../store.ts'
import { changes } from './changes.ts'
import type { MergeFacts, MergeInput } from './merge.ts'
import type { Session } from './session.ts'

export interface RelationshipChanges {
  readonly relationships: Changes
  readonly dangling: number
  readonly placeholders: number
}

export async function mergeRelationships(session: Session, facts: MergeFacts, input: MergeInput): Promise<RelationshipChanges> {
  const { integration, now, salt } = facts
  const { staged } = input
  await session.run(
    `CREATE TEMP TABLE edge AS
     SELECT l.n, t.id AS owner, f.nid AS from_nid, g.nid AS to_nid, f.kind AS from_kind, g.kind AS to_kind, l.class, l.type,
            md5_number(concat($salt, ${keyOf('l', 'l.from_key', 'l.to_key')})) AS ident,
            md5_number(concat($salt, l.properties, chr(31), l.metadata)) AS hash
     FROM ${staged}.link l JOIN staged_task t ON t.number = l.task
     JOIN entity f ON f.integration = $integration AND f.key = l.from_key
     JOIN entity g ON g.integration = $integration AND g.key = l.to_key
     JOIN entity_kind fk ON fk.id = f.kind AND fk.type = coalesce(l.from_type, fk.type)
     JOIN entity_kind gk ON gk.id = g.kind AND gk.type = coalesce(l.to_type, gk.type)`,
    { integration, salt },
  )
  await nameKinds(session)
  await dropRepeated(session, staged)
  await session.run(
    `CREATE TEMP TABLE relationship_diff AS
     SELECT i.n, i.owner, i.kind, i.hash, i.from_nid, i.to_nid, l.nid, l.created_on, l.begin_on, l.version, l.owner IS DISTINCT FROM i.owner AS moved,
            CASE WHEN l.nid IS NULL THEN 'created' WHEN i.n IS NULL THEN 'closed'
                 WHEN i.hash <> l.hash OR i.kind <> l.kind OR i.from_nid <> l.from_nid OR i.to_nid <> l.to_nid THEN 'updated'
                 ELSE 'unchanged' END AS change
     FROM (SELECT e.*, k.kind FROM edge e JOIN edge_kind k USING (from_kind, to_kind, class, named)) i
     FULL JOIN (
       SELECT nid, md5_number(concat($salt, key)) AS ident, hash, kind, owner, from_nid, to_nid, created_on, begin_on, version
       FROM relationship WHERE integration = $integration
     ) l ON l.ident = i.ident
     WHERE i.n IS NOT NULL OR l.owner IN (SELECT id FROM closing_task)
        OR l.from_nid IN (SELECT nid FROM entity_diff WHERE change = 'closed') OR l.to_nid IN (SELECT nid FROM entity_diff WHERE change = 'closed')`,
    { integration, salt },
  )
  await endVersions(session, now)
  await writeVersions(session, facts, input)
  await session.run(
    `UPDATE relationship SET owner = d.owner FROM relationship_diff d WHERE relationship.nid = d.nid AND d.change = 'unchanged' AND d.moved`,
  )
  const dangling = await session.number(`SELECT (SELECT count(*) FROM ${staged}.link) - (SELECT count(*) FROM edge)`)
  return { relationships: await changes(session, 'relationship', integration), dangling, placeholders: 0 }
}

/** The `_key` of a relationship, in SQL: {@link relationshipKey} of the graph's model, unless the link brings one. */
function keyOf(link: string, from: string, to: string): string {
  return `coalesce(${link}.key, concat_ws('|', ${from}, lower(${link}.class), ${to}, ${link}.suffix))`
}

/** Builds the `_type` of edges that do not bring one, once for each distinct combination of kinds. */
async function nameKinds(session: Session): Promise<void> {
  await session.run(`ALTER TABLE edge ADD COLUMN named VARCHAR`)
  await session.run(`UPDATE edge SET named = coalesce(type, '')`)
  const combinations = await session.rows(
    `SELECT from_kind, to_kind, class, named, f.type AS from_type, t.type AS to_type
     FROM (SELECT DISTINCT from_kind, to_kind, class, named FROM edge)
     JOIN entity_kind f ON f.id = from_kind JOIN entity_kind t ON t.id = to_kind`,
  )
  await session.load(
    'edge_name',
    { from_kind: INTEGER, to_kind: INTEGER, class: VARCHAR, named: VARCHAR, type: VARCHAR },
    combinations.map((row) => {
      const [verb, named] = [String(row['class']), String(row['named'])]
      const type = named === '' ? relationshipType(String(row['from_type']), verb, String(row['to_type'])) : named
      return [Number(row['from_kind']), Number(row['to_kind']), verb, named, type]
    }),
  )
  await session.run(
    `INSERT INTO relationship_kind
     SELECT (SELECT coalesce(max(id), 0) FROM relationship_kind) + row_number() OVER (ORDER BY type, class), type, class, 0
     FROM (SELECT DISTINCT type, class FROM edge_name) n
     WHERE NOT EXISTS (SELECT 1 FROM relationship_kind k WHERE k.type = n.type AND k.class = n.class)`,
  )
  await session.run(
    `CREATE TEMP TABLE edge_kind AS
     SELECT n.from_kind, n.to_kind, n.class, n.named, k.id AS kind FROM edge_name n JOIN relationship_kind k ON k.type = n.type AND k.class = n.class`,
  )
}

async function dropRepeated(session: Session, staged: string): Promise<void> {
  await session.run(
    `DELETE FROM edge WHERE n IN (
       SELECT n FROM (
         SELECT i.n, row_number() OVER (PARTITION BY i.ident ORDER BY t.type, t.scope, l.type, l.properties, l.metadata, l.n) AS place
         FROM edge i
         SEMI JOIN (SELECT ident FROM edge GROUP BY ident HAVING count(*) > 1) d ON d.ident = i.ident
         JOIN ${staged}.link l ON l.n = i.n JOIN staged_task t ON t.number = l.task
       ) WHERE place > 1
     )`,
  )
}

async function endVersions(session: Session, now: number): Promise<void> {
  await session.run(
    `INSERT INTO relationship_history
     SELECT r.*, greatest(r.begin_on, $now), d.change = 'closed'
     FROM relationship r JOIN relationship_diff d ON d.nid = r.nid WHERE d.change IN ('updated', 'closed') ORDER BY r.nid`,
    { now },
  )
  await session.run(`DELETE FROM relationship WHERE nid IN (SELECT nid FROM relationship_diff WHERE change IN ('updated', 'closed'))`)
}

async function writeVersions(session: Session, { integration, now }: MergeFacts, { staged, run }: MergeInput): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE relationship_write AS
     SELECT d.n, d.owner, d.kind, d.hash, d.from_nid, d.to_nid, coalesce(d.created_on, $now) AS created_on,
            greatest(d.begin_on, $now) AS begin_on, coalesce(d.version, 0) + 1 AS version,
            coalesce(d.nid, (SELECT greatest((SELECT coalesce(max(nid), 0) FROM relationship), (SELECT coalesce(max(nid), 0) FROM relationship_history)))
              + row_number() OVER (PARTITION BY d.nid IS NULL ORDER BY d.kind, d.from_nid, d.to_nid, d.n)) AS nid
     FROM relationship_diff d WHERE d.change IN ('created', 'updated')`,
    { now },
  )
  await session.run(
    `INSERT INTO relationship
     SELECT w.nid, md5(concat_ws(chr(31), $instance, 'relationship', ${keyOf('l', 'l.from_key', 'l.to_key')}))::UUID::VARCHAR, $integration,
            ${keyOf('l', 'l.from_key', 'l.to_key')}, w.kind, w.from_nid, w.to_nid, l.properties, 'integration-managed', w.created_on, w.begin_on, w.version,
            w.owner, w.hash, false
     FROM relationship_write w JOIN ${staged}.link l ON l.n = w.n
     ORDER BY w.nid`,
    { integration, instance: run.integration.instance },
  )
}
