/** Pieces of SQL that several steps of the merge share. */

/** The JSON pointer to a property whose name is a SQL expression: names may hold dots, quotes and anything else. */
export function pointerTo(name: string): string {
  return `('/' || replace(replace(${name}, '~', '~0'), '/', '~1'))`
}

/** The values of a JSON value that may be an array or one value, as a list of JSON. Null has none. */
export function jsonItems(value: string): string {
  return `CASE json_type(${value}) WHEN 'ARRAY' THEN from_json(${value}, '["JSON"]') WHEN 'NULL' THEN [] ELSE [${value}] END`
}

/** The text of a JSON string; other values as JSON writes them. */
export function jsonText(value: string): string {
  return `json_extract_string(${value}, '$')`
}

/** `relationshipKey` of the graph's model in SQL; `verb` and `suffix` are expressions too, a null suffix is none. */
export function relationshipKeyOf(from: string, verb: string, to: string, suffix: string): string {
  return `concat_ws('|', ${from}, lower(${verb}), ${to}, ${suffix})`
}

/** The end of a link that names one key of the own integration, as the text that is kept. */
export function keyEndOf(key: string, type: string): string {
  return `CASE WHEN ${type} IS NULL THEN json_object('targets', [json_object('by', 'key', 'key', ${key})])
               ELSE json_object('targets', [json_object('by', 'key', 'key', ${key}, 'type', ${type})]) END::VARCHAR`
}

/** The public `_id`: the same wherever the same thing of the same integration instance is merged. */
export function publicId(instance: string, thing: 'entity' | 'relationship', key: string): string {
  return `md5(concat_ws(chr(31), ${instance}, '${thing}', ${key}))::UUID::VARCHAR`
}

/** The last `nid` given out: numbers of ended rows are not used again, so the history's edges keep their meaning. */
export function lastNid(table: 'entity' | 'relationship'): string {
  return `(SELECT greatest(coalesce((SELECT max(nid) FROM ${table}), 0), coalesce((SELECT max(nid) FROM ${table}_history), 0)))`
}

/** What a new version of a row takes from metadata that people's own data brought along, else from the version before. */
export function versionColumns(metadata: string, old: string): string {
  const given = (name: string, type: string): string => `TRY_CAST(json_extract(${metadata}, '/${name}') AS ${type})`
  return `coalesce(${given('_createdOn', 'BIGINT')}, ${old}.created_on, $now),
          coalesce(${given('_beginOn', 'BIGINT')}, greatest(${old}.begin_on, $now)),
          coalesce(${given('_version', 'INTEGER')}, coalesce(${old}.version, 0) + 1)`
}
