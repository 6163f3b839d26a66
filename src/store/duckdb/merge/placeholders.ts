/** Entities of the mapper that stand for something no integration owns: made when an edge or an analysis needs them, gone with the last one. */
import type { Analysis } from '../../store.ts'
import { addWantedPlaceholders } from './analyses.ts'
import { compareEntities, type EntitySource, writeFresh } from './entities.ts'
import type { MergeFacts } from './merge.ts'
import type { Session } from './session.ts'
import { addKinds } from './staged.ts'

/** The mapper's row among the integrations. */
export const mapper = 0

/** Needs `joined`, `end_said` and `found_end`: a placeholder is only made where the other end was found too. */
export async function comparePlaceholders(session: Session, facts: MergeFacts, analyses: readonly Analysis[]): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE placeholder_ref AS
     SELECT json_extract_string(body, '/key') AS key, json_extract_string(body, '/type') AS type,
            from_json(json_extract(body, '/class'), '["VARCHAR"]') AS classes, json_extract(body, '/properties')::VARCHAR AS properties
     FROM (
       SELECT DISTINCT e.parsed.placeholder AS body
       FROM end_said e JOIN found_end f ON f.end_id = e.id
       WHERE f.placeholder_key IS NOT NULL AND e.id IN (SELECT from_id FROM joined UNION ALL SELECT to_id FROM joined)
     )`,
  )
  await addWantedPlaceholders(session, facts, analyses)
  await addKinds(session, 'placeholder_ref')
  // Who describes the same thing at greater length knows more of it: the region's own list more than what lies there.
  await session.run(
    `CREATE TEMP TABLE placeholder AS
     SELECT row_number() OVER (ORDER BY r.key, r.type, r.classes, r.properties) AS n, NULL::BIGINT AS owner, k.id AS kind, r.key, r.properties, NULL::VARCHAR AS metadata
     FROM placeholder_ref r JOIN entity_kind k ON k.type = r.type AND k.classes = r.classes
     QUALIFY row_number() OVER (PARTITION BY r.key ORDER BY length(r.properties) DESC, r.type, r.classes, r.properties) = 1`,
  )
  const placeholders: EntitySource = { relation: 'placeholder', integration: mapper, instance: 'system-mapper', closes: 'true' }
  await compareEntities(session, facts, placeholders)
  await writeFresh(session, facts, placeholders)
}
