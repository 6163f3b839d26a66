/**
 * The merge: what a run staged becomes the graph, in one transaction. Set-based throughout; nothing here goes through
 * entities or relationships one at a time.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { MergeSummary, RunHeader, RunResult, TaskRef } from '../../store.ts'
import { changes } from './changes.ts'
import { refreshCounts } from './counts.ts'
import { createEntityDiff, mergeEntities } from './entities.ts'
import { mapper } from './placeholders.ts'
import { mergeRaw } from './raw.ts'
import { mergeRelationships } from './relationships.ts'
import { recordRun, startRun } from './run.ts'
import { Session } from './session.ts'
import { prepareStaged } from './staged.ts'
import { recordTasks, removeRetired } from './tasks.ts'

/** Entities of one kind share type and classes. */
export interface Kind {
  readonly type: string
  readonly classes: readonly string[]
}

/** What a link says of the edge itself; without a type, one is built from the ends'. */
export interface LinkVerb {
  readonly class: string
  readonly type: string | undefined
}

export interface MergeInput {
  readonly instance: DuckDBInstance
  /** The attached database that holds what was staged. */
  readonly staged: string
  readonly run: RunHeader
  readonly result: RunResult
  /** Tasks, kinds and verbs by the numbers that staged rows carry. */
  readonly tasks: readonly TaskRef[]
  readonly kinds: readonly Kind[]
  readonly verbs: readonly LinkVerb[]
}

/** What every step of a merge needs to know; bound as parameters. */
export interface MergeFacts {
  readonly integration: number
  readonly run: number
  /** Epoch milliseconds that this merge's changes carry. */
  readonly now: number
  /** Unknown to whoever names resources, so that nobody can make two of them collide. */
  readonly salt: string
}

export async function merge(input: MergeInput): Promise<MergeSummary> {
  const connection = await input.instance.connect()
  try {
    await connection.run('BEGIN')
    const summary = await mergeInTransaction(new Session(connection), input)
    await connection.run('COMMIT')
    return summary
  } catch (error) {
    await rollback(connection)
    throw error
  } finally {
    connection.closeSync()
  }
}

async function mergeInTransaction(session: Session, input: MergeInput): Promise<MergeSummary> {
  const facts = await startRun(session, input.run)
  const { integration } = facts
  await recordTasks(session, facts, input)
  await prepareStaged(session, facts, input)
  await createEntityDiff(session)
  await mergeEntities(session, facts, {
    relation: 'staged_entity',
    integration,
    label: 'integration-managed',
    closes: 'l.owner IN (SELECT id FROM closing_task)',
  })
  await mergeRaw(session, facts, input.staged)
  const { unchanged, dangling } = await mergeRelationships(session, facts, input)
  await removeRetired(session, facts)
  await refreshCounts(session)
  const summary: MergeSummary = {
    run: facts.run,
    entities: await changes(session, 'entity', integration),
    relationships: await changes(session, 'relationship', integration, unchanged),
    placeholders: await session.number('SELECT count(*) FROM entity WHERE integration = $mapper', { mapper }),
    dangling,
  }
  await recordRun(session, facts, input.result, summary)
  return summary
}

/** After a failed statement the engine may have ended the transaction itself; then there is nothing to roll back. */
async function rollback(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('ROLLBACK')
  } catch (error) {
    if (!(error instanceof Error && /no transaction is active|invalidated/i.test(error.message))) throw error
  }
}
