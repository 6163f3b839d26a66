/** Entities and relationships as people see them: metadata and properties, from the rows that hold them. */
import type { Row } from './store.ts'

/** A node or an edge with its properties apart from its metadata, as answers of the query language show them. */
export interface Thing {
  readonly id: string
  /** `_id`, `_key`, `_type`, `_class`, …; what people's own data brought along wins over what the store would say. */
  readonly metadata: Readonly<Record<string, unknown>>
  readonly properties: Readonly<Record<string, unknown>>
}

const common = (row: string): string =>
  `${row}.id, ${row}.key, ${row}.source, ${row}.created_on, ${row}.begin_on, ${row}.version, ${row}.properties,
   i.name AS integration_name, i.type AS integration_type, i.instance AS integration_instance, i.classes AS integration_classes, ${row}.integration`

/**
 * Whole entities with what their metadata needs.
 * @param entities a relation in parentheses or a table, with the columns of `entity`; seen as `e` by what is appended
 * @param more further columns
 */
export function selectEntities(entities: string, more = ''): string {
  return `SELECT ${common('e')}, k.type, k.classes, e.display_name${more}
    FROM ${entities} e JOIN entity_kind k ON k.id = e.kind JOIN integration i ON i.id = e.integration`
}

/** Whole relationships, seen as `r`, with the keys of their ends, seen as `f` and `t`. */
export function selectRelationships(relationships: string, entities: string, more = ''): string {
  return `SELECT ${common('r')}, k.type, k.class, f.key AS from_key, t.key AS to_key${more}
    FROM ${relationships} r JOIN relationship_kind k ON k.id = r.kind JOIN integration i ON i.id = r.integration
    JOIN ${entities} f ON f.nid = r.from_nid JOIN ${entities} t ON t.nid = r.to_nid`
}

export function entityOf(row: Row): Thing {
  return thing(row, { _class: row.classes }, {})
}

export function relationshipOf(row: Row): Thing {
  return thing(row, { _class: row.class }, { _fromEntityKey: row.from_key, _toEntityKey: row.to_key })
}

/** The mapper's row of `integration` is no integration that people configured. */
const mapper = 0

function thing(row: Row, label: object, ends: object): Thing {
  const stored: Record<string, unknown> = JSON.parse(String(row.properties))
  const integration =
    row.integration === mapper
      ? {}
      : {
          _integrationType: row.integration_type,
          _integrationName: row.integration_name,
          _integrationClass: row.integration_classes,
          _integrationInstanceId: row.integration_instance,
        }
  const metadata = {
    _id: row.id,
    _key: row.key,
    _type: row.type,
    ...label,
    ...ends,
    _version: row.version,
    _createdOn: row.created_on,
    _beginOn: row.begin_on,
    _source: row.source,
    ...integration,
    ...pick(stored, (name) => name.startsWith('_')),
  }
  return { id: String(row.id), metadata, properties: pick(stored, (name) => !name.startsWith('_')) }
}

function pick(values: Readonly<Record<string, unknown>>, wanted: (name: string) => boolean): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted(name)))
}
