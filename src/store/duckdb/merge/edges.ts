/** Edges: links with both ends found, one for each pair of ends, before they are compared with what stands. */
import { INTEGER, VARCHAR } from '@duckdb/node-api'
import { relationshipType } from '../../../graph/model.ts'
import type { MergeFacts } from './merge.ts'
import { mapper } from './placeholders.ts'
import type { Session } from './session.ts'
import { relationshipKeyOf } from './sql.ts'

/**
 * Makes the table `edge` of the links between two keys of the own integration, which is nearly all of them. `ref` is the
 * staged link's number; the edges of {@link addDerivedEdges} carry the negative number of theirs, conclusions numbers below these.
 */
export async function createEdges(session: Session, { integration, salt }: MergeFacts, staged: string): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE edge AS
     SELECT l.n AS ref, $integration::INTEGER AS integration, s.id AS owner, f.nid AS from_nid, t.nid AS to_nid, f.kind AS from_kind, t.kind AS to_kind,
            l.verb, ${fingerprints('l', 'l.from_key', 'l.to_key')}, false AS derived, false AS mapped
     FROM ${staged}.link l JOIN staged_task s ON s.number = l.task JOIN verb v ON v.id = l.verb
     JOIN node_ident f ON f.ident = md5_number(concat($salt, l.from_key))
     JOIN node_ident t ON t.ident = md5_number(concat($salt, l.to_key))`,
    { integration, salt },
  )
  await session.run(
    `DELETE FROM edge WHERE ref IN (
       SELECT l.n FROM ${staged}.link l JOIN edge e ON e.ref = l.n
       WHERE (l.from_type IS NOT NULL AND (e.from_kind, l.from_type) NOT IN (SELECT (kind, name) FROM kind_name))
          OR (l.to_type IS NOT NULL AND (e.to_kind, l.to_type) NOT IN (SELECT (kind, name) FROM kind_name))
     )`,
  )
}

/** Leaves `joined` behind: the links of `resolving` that have both ends, by the numbers of these. */
export async function joinEnds(session: Session): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE joined AS
     SELECT lid, from_id, to_id FROM resolving
     WHERE from_id IN (SELECT end_id FROM found_end) AND to_id IN (SELECT end_id FROM found_end)`,
  )
}

/** Adds the edges of the links that are resolved anew at every merge; their placeholders are among the nodes by now. */
export async function addDerivedEdges(session: Session, { salt, beside }: MergeFacts): Promise<void> {
  await session.run(
    `INSERT INTO edge
     WITH reached AS (
       SELECT f.end_id, n.nid, n.key, n.kind FROM found_end f JOIN node n ON n.nid = f.nid
       UNION ALL
       SELECT f.end_id, n.nid, n.key, n.kind FROM found_end f JOIN node n ON n.integration = ${mapper} AND n.key = f.placeholder_key
     )
     SELECT -l.lid, l.integration, l.owner, f.nid, t.nid, f.kind, t.kind, l.verb, ${fingerprints('l', 'f.key', 't.key')}, true, l.mapped
     FROM joined j JOIN ${beside}.loose l ON l.lid = j.lid JOIN verb v ON v.id = l.verb
     JOIN reached f ON f.end_id = j.from_id JOIN reached t ON t.end_id = j.to_id`,
    { salt },
  )
}

/** What tells an edge from others, and what tells its versions apart beside its kind and ends. */
function fingerprints(link: string, from: string, to: string): string {
  const key = `coalesce(${link}.key, ${relationshipKeyOf(from, 'v.class', to, `${link}.suffix`)})`
  return `md5_number(concat($salt, ${key})) AS ident, md5_number(concat($salt, ${link}.properties, chr(31), ${link}.metadata)) AS hash`
}

/** Makes the view `link_text`: what the few links say that say more than a verb and two ends, by the `ref` of their edges. */
export async function showLinkText(session: Session, { beside }: MergeFacts, staged: string): Promise<void> {
  const columns = 'suffix, key, properties, metadata'
  const speaks = 'suffix IS NOT NULL OR key IS NOT NULL OR properties IS NOT NULL OR metadata IS NOT NULL'
  await session.run(
    `CREATE TEMP VIEW link_text AS
     SELECT n AS ref, ${columns} FROM ${staged}.link WHERE ${speaks} UNION ALL SELECT -lid, ${columns} FROM ${beside}.loose WHERE ${speaks}
     UNION ALL SELECT ref, suffix, NULL, properties, NULL FROM conclusion`,
  )
}

/** Of an edge that several links brought, one is taken, whoever came first: by task, then by content. */
export async function dropRepeatedEdges(session: Session): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE repeated AS
     WITH owner_name AS (
       SELECT id, type, scope FROM task_now UNION ALL SELECT id, type, scope FROM task WHERE id NOT IN (SELECT id FROM task_now)
     )
     SELECT place FROM (
       SELECT i.rowid AS place, row_number() OVER (
         PARTITION BY i.integration, i.ident ORDER BY i.derived, t.type, t.scope, v.type, l.properties, l.metadata, i.from_nid, i.to_nid, i.ref
       ) AS nth
       FROM edge i
       SEMI JOIN (SELECT integration, ident FROM edge GROUP BY integration, ident HAVING count(*) > 1) d ON d.integration = i.integration AND d.ident = i.ident
       JOIN verb v ON v.id = i.verb JOIN owner_name t ON t.id = i.owner LEFT JOIN link_text l ON l.ref = i.ref
     ) WHERE nth > 1`,
  )
  await session.run('DELETE FROM edge WHERE rowid IN (SELECT place FROM repeated)')
  await session.run('DROP TABLE repeated')
}

/** Makes `edge_kind` anew. The `_type` of edges that bring none is built once for each combination of kinds. */
export async function nameEdgeKinds(session: Session): Promise<void> {
  const combinations = await session.rows(
    `SELECT from_kind, to_kind, verb, v.class, v.type, f.type AS from_type, t.type AS to_type
     FROM (SELECT DISTINCT from_kind, to_kind, verb FROM edge)
     JOIN verb v ON v.id = verb JOIN entity_kind f ON f.id = from_kind JOIN entity_kind t ON t.id = to_kind`,
  )
  await session.run('DROP TABLE IF EXISTS edge_name')
  await session.load(
    'edge_name',
    { from_kind: INTEGER, to_kind: INTEGER, verb: INTEGER, class: VARCHAR, type: VARCHAR },
    combinations.map((row) => {
      const verb = String(row.class)
      const type = row.type === null ? relationshipType(String(row.from_type), verb, String(row.to_type)) : String(row.type)
      return [Number(row.from_kind), Number(row.to_kind), Number(row.verb), verb, type]
    }),
  )
  await session.run(
    `INSERT INTO relationship_kind
     SELECT (SELECT coalesce(max(id), 0) FROM relationship_kind) + row_number() OVER (ORDER BY type, class), type, class, 0
     FROM (SELECT DISTINCT type, class FROM edge_name) n
     WHERE NOT EXISTS (SELECT 1 FROM relationship_kind k WHERE k.type = n.type AND k.class = n.class)`,
  )
  await session.run(
    `CREATE OR REPLACE TEMP TABLE edge_kind AS
     SELECT n.from_kind, n.to_kind, n.verb, k.id AS kind FROM edge_name n JOIN relationship_kind k ON k.type = n.type AND k.class = n.class`,
  )
}
