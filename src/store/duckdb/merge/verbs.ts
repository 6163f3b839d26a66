/** The verbs of links, numbered: rows carry a number where they would repeat two texts a million times. */
import { INTEGER, VARCHAR } from '@duckdb/node-api'
import type { LinkVerb } from './merge.ts'
import type { Session } from './session.ts'

/** Leaves `verb` behind: those of the staged links under the numbers they carry, and those of the links that are kept. */
export async function numberVerbs(session: Session, verbs: readonly LinkVerb[]): Promise<void> {
  const rows = verbs.map((verb, id) => [id, verb.class, verb.type ?? null])
  await session.load('verb', { id: INTEGER, class: VARCHAR, type: VARCHAR }, rows)
  await session.run(
    `INSERT INTO verb
     SELECT (SELECT coalesce(max(id), -1) FROM verb) + row_number() OVER (ORDER BY class, type), class, type
     FROM (SELECT DISTINCT class, type FROM link EXCEPT SELECT class, type FROM verb)`,
  )
}
