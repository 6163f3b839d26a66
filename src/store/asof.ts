/**
 * The graph as it was, as relations: SQL with the same columns as the tables `entity` and `relationship`, to be put in
 * their place. A version counts from the millisecond it began to before the one it ended in.
 */

const shared = 'source, created_on, begin_on, version, owner, hash'
const entityColumns = `nid, id, integration, key, kind, display_name, properties, ${shared}`
const relationshipColumns = `nid, id, integration, key, kind, from_nid, to_nid, properties, ${shared}, derived, mapped`

/**
 * The entities at a time.
 * @param time SQL for the epoch milliseconds: a parameter, for values are bound
 */
export function entitiesAt(time: string): string {
  return at('entity', entityColumns, time)
}

/** The relationships at a time; both their ends are among the entities of the same time. */
export function relationshipsAt(time: string): string {
  return at('relationship', relationshipColumns, time)
}

function at(table: string, columns: string, time: string): string {
  return `(SELECT ${columns} FROM ${table} WHERE begin_on <= ${time}
    UNION ALL SELECT ${columns} FROM ${table}_history WHERE begin_on <= ${time} AND end_on > ${time})`
}
