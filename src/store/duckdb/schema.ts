/**
 * The tables of a workspace, as numbered migrations from the first version on. A migration is never edited once released.
 *
 * - `entity`, `relationship`: the graph as it stands, rows clustered by `kind`; `*_history`: versions that ended.
 * - `entity_kind`, `relationship_kind`: the distinct (type, classes) and (type, verb) pairs, with their counts: a
 *   selector of the query language becomes a short list of kinds, compared as integers. A kind that has no rows any
 *   more stays, for the history names it.
 * - `triple`: how many edges there are of each (from kind, relationship kind, to kind): what the planner reads.
 * - `property`: which properties the entities of a kind have, and how many have each.
 * - `nid` is the row's number inside this workspace and what joins use; it is never used again. `id` is the public `_id`.
 * - `properties` holds every property that is not metadata, names sorted, and metadata beyond the columns that people's
 *   own data brought along (`_integrationName`, …), which wins over the integration's.
 * - `owner` is the task that wrote the row: the unit of closing and staleness. Null for the mapper's placeholders and for
 *   relationships that an analysis concluded.
 * - `link`: links that are resolved anew at every merge, because what they find may change without their task having
 *   run: those that look by properties or ranges, those across integrations, and those that found nothing yet.
 *   `derived` marks the relationships that follow from them, `mapped` those of them that may cross integrations.
 * - integration 0 is the mapper, which owns the placeholders.
 * - times are epoch milliseconds.
 *
 * No keys or indexes are declared: joins hash, one writer merges, and an index would have to be kept in memory.
 */
export const migrations: readonly string[] = [
  `
  CREATE SEQUENCE task_id;

  CREATE TABLE integration (
    id INTEGER NOT NULL, name VARCHAR NOT NULL, type VARCHAR NOT NULL, instance VARCHAR NOT NULL, classes VARCHAR[] NOT NULL
  );
  INSERT INTO integration VALUES (0, 'system-mapper', 'system-mapper', 'system-mapper', []);
  CREATE TABLE run (
    id INTEGER NOT NULL, integration INTEGER NOT NULL, status VARCHAR NOT NULL, started_on BIGINT NOT NULL, ended_on BIGINT NOT NULL,
    requests BIGINT NOT NULL, bytes BIGINT NOT NULL, summary JSON NOT NULL
  );
  CREATE TABLE task (
    id BIGINT NOT NULL, integration INTEGER NOT NULL, type VARCHAR NOT NULL, scope VARCHAR NOT NULL, detail VARCHAR,
    opened_by BIGINT, run INTEGER NOT NULL, status VARCHAR NOT NULL, resources BIGINT NOT NULL, requests BIGINT NOT NULL, ms BIGINT NOT NULL,
    error JSON, complete_on BIGINT
  );
  CREATE TABLE entity_kind (id INTEGER NOT NULL, type VARCHAR NOT NULL, classes VARCHAR[] NOT NULL, entities BIGINT NOT NULL);
  CREATE TABLE relationship_kind (id INTEGER NOT NULL, type VARCHAR NOT NULL, class VARCHAR NOT NULL, relationships BIGINT NOT NULL);
  CREATE TABLE triple (from_kind INTEGER NOT NULL, relationship_kind INTEGER NOT NULL, to_kind INTEGER NOT NULL, relationships BIGINT NOT NULL);
  CREATE TABLE property (kind INTEGER NOT NULL, name VARCHAR NOT NULL, entities BIGINT NOT NULL);

  CREATE TABLE entity (
    nid BIGINT NOT NULL, id VARCHAR NOT NULL, integration INTEGER NOT NULL, key VARCHAR NOT NULL, kind INTEGER NOT NULL, display_name VARCHAR,
    properties JSON NOT NULL, source VARCHAR NOT NULL, created_on BIGINT NOT NULL, begin_on BIGINT NOT NULL, version INTEGER NOT NULL,
    owner BIGINT, hash UHUGEINT NOT NULL
  );
  CREATE TABLE entity_history (
    nid BIGINT NOT NULL, id VARCHAR NOT NULL, integration INTEGER NOT NULL, key VARCHAR NOT NULL, kind INTEGER NOT NULL, display_name VARCHAR,
    properties JSON NOT NULL, source VARCHAR NOT NULL, created_on BIGINT NOT NULL, begin_on BIGINT NOT NULL, version INTEGER NOT NULL,
    owner BIGINT, hash UHUGEINT NOT NULL, end_on BIGINT NOT NULL, deleted BOOLEAN NOT NULL
  );
  CREATE TABLE relationship (
    nid BIGINT NOT NULL, id VARCHAR NOT NULL, integration INTEGER NOT NULL, key VARCHAR NOT NULL, kind INTEGER NOT NULL,
    from_nid BIGINT NOT NULL, to_nid BIGINT NOT NULL,
    properties JSON NOT NULL, source VARCHAR NOT NULL, created_on BIGINT NOT NULL, begin_on BIGINT NOT NULL, version INTEGER NOT NULL,
    owner BIGINT, hash UHUGEINT NOT NULL, derived BOOLEAN NOT NULL, mapped BOOLEAN NOT NULL
  );
  CREATE TABLE relationship_history (
    nid BIGINT NOT NULL, id VARCHAR NOT NULL, integration INTEGER NOT NULL, key VARCHAR NOT NULL, kind INTEGER NOT NULL,
    from_nid BIGINT NOT NULL, to_nid BIGINT NOT NULL,
    properties JSON NOT NULL, source VARCHAR NOT NULL, created_on BIGINT NOT NULL, begin_on BIGINT NOT NULL, version INTEGER NOT NULL,
    owner BIGINT, hash UHUGEINT NOT NULL, derived BOOLEAN NOT NULL, mapped BOOLEAN NOT NULL, end_on BIGINT NOT NULL, deleted BOOLEAN NOT NULL
  );
  CREATE TABLE raw (nid BIGINT NOT NULL, hash UHUGEINT NOT NULL, body VARCHAR NOT NULL);
  CREATE TABLE link (
    integration INTEGER NOT NULL, owner BIGINT NOT NULL, class VARCHAR NOT NULL, type VARCHAR, suffix VARCHAR, key VARCHAR,
    properties VARCHAR, metadata VARCHAR, from_end VARCHAR NOT NULL, to_end VARCHAR NOT NULL, mapped BOOLEAN NOT NULL
  );
  `,
]
