/**
 * The merge: what a run staged becomes the graph. Set-based throughout; nothing here goes through entities or
 * relationships one at a time.
 *
 * First everything is worked out beside the graph, in intermediate tables; then it is applied in one transaction. Merges
 * follow one another, so the graph does not change between the two. (Kinds are numbered on the way; a kind without rows
 * means nothing.) The engine plans well only by what is committed, and gives back the memory of dropped tables only
 * outside of transactions, hence the order.
 */
import type { DuckDBInstance } from '@duckdb/node-api'
import { type Analysis, type MergeSummary, type RunHeader, type RunResult, statusAfter } from '../../store.ts'
import { givenBack } from '../memory.ts'
import { restoring } from '../transaction.ts'
import { patchBorrowed } from './borrowed.ts'
import { changes } from './changes.ts'
import { compareProperties, refreshCounts } from './counts.ts'
import { applyEntities, compareEntities, createEntityDiff, type EntitySource, writeFresh } from './entities.ts'
import { applyLinks } from './links.ts'
import { mapper } from './placeholders.ts'
import { applyRaw, compareRaw } from './raw.ts'
import { applyRelationships, compareRelationships, gatherRelationships, type RelationshipCounts } from './relationships.ts'
import { identifyRun, recordIntegration, recordRun } from './run.ts'
import { Session } from './session.ts'
import { nameKinds, showStaged } from './staged.ts'
import { applyTasks, compareTasks } from './tasks.ts'
import { together } from './together.ts'

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
  /** Kinds and verbs by the numbers that staged rows carry. */
  readonly kinds: readonly Kind[]
  readonly verbs: readonly LinkVerb[]
  readonly analyses: readonly Analysis[]
}

/** What every step of a merge needs to know; bound as parameters. */
export interface MergeFacts {
  readonly integration: number
  /** The integration's type. */
  readonly type: string
  /** Whether it is read from a cloud: people's own data is not. */
  readonly cloud: boolean
  readonly run: number
  /** Epoch milliseconds that this merge's changes carry. */
  readonly now: number
  /** Unknown to whoever names resources, so that nobody can make two of them collide. */
  readonly salt: string
  /** The database for intermediate tables with all their texts: the stage's file, or, where they are small, memory. */
  readonly beside: string
  /** The database in memory for those that other connections are to see. */
  readonly shared: string
  /** Whether each statement is done by one thread, and two that have nothing to do with one another at once. */
  readonly small: boolean
}

export async function merge(input: MergeInput): Promise<MergeSummary> {
  const session = await Session.open(input.instance)
  try {
    const small = await isSmall(session, input.staged)
    return await withShared(session, small, async (shared) => {
      const facts = { ...(await identifyRun(session, input.run)), small, shared, beside: small ? shared : input.staged }
      const counts = await retaining(session, small, () => compare(session, facts, input))
      return settling(session, () => session.transaction(() => apply(session, facts, input, counts)))
    })
  } finally {
    session.close()
  }
}

/** Rows, staged and in the graph, below which sharing out each statement costs more than it gives: a third of the time, and 15 MiB. */
const worthSharing = 100_000

async function isSmall(session: Session, staged: string): Promise<boolean> {
  const rows = await session.number(
    `SELECT (SELECT count(*) FROM ${staged}.entity) + (SELECT count(*) FROM ${staged}.link) + (SELECT count(*) FROM entity) + (SELECT count(*) FROM relationship)`,
  )
  return rows < worthSharing
}

/** With a database in memory that all connections of this merge see; of a small one each statement is done by one thread. */
async function withShared<T>(session: Session, small: boolean, work: (shared: string) => Promise<T>): Promise<T> {
  const shared = 'merging'
  await session.run(`ATTACH ':memory:' AS ${shared}`)
  return restoring(
    async () => {
      if (small) await session.run('SET threads = 1')
      await session.lookInto(shared)
      return work(shared)
    },
    async () => {
      if (small) await session.run('RESET threads')
      await session.run(`DETACH ${shared}`)
    },
  )
}

/**
 * Of a small merge what is freed is kept for what comes next: giving it back to the system each time takes a fifth of the
 * time. Applying, which holds the most, takes place without.
 */
async function retaining<T>(session: Session, small: boolean, work: () => Promise<T>): Promise<T> {
  if (!small) return work()
  await session.run("SET allocator_bulk_deallocation_flush_threshold = '2MiB'")
  return restoring(work, () => session.run(`SET allocator_bulk_deallocation_flush_threshold = '${givenBack}'`))
}

/** What is large goes to its place with the commit; what is small by way of the log, which a full disk harms less. */
async function settling<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.run("SET wal_autocheckpoint = '16MiB'")
  return restoring(work, () => session.run("SET wal_autocheckpoint = '1TiB'"))
}

async function compare(session: Session, facts: MergeFacts, input: MergeInput): Promise<RelationshipCounts> {
  const { staged } = input
  const brought: EntitySource = {
    relation: 'staged_entity',
    integration: facts.integration,
    instance: input.run.integration.instance,
    closes: 'l.owner IN (SELECT id FROM closing_task)',
  }
  await nameKinds(session, facts, input.kinds)
  await together(facts, [() => session.aside((own) => patchBorrowed(own, facts, staged)), () => compareTasks(session, facts, input)])
  await showStaged(session, facts, staged)
  await createEntityDiff(session, facts)
  await compareEntities(session, facts, brought)
  await together(facts, [
    () =>
      session.aside(async (own) => {
        await showStaged(own, facts, staged)
        await writeFresh(own, facts, brought)
        await compareRaw(own, facts, staged)
      }),
    () => gatherRelationships(session, facts, input),
  ])
  return compareRelationships(session, facts, input, () => compareProperties(session, facts))
}

async function apply(
  session: Session,
  facts: MergeFacts,
  { run, result, staged }: MergeInput,
  { unchanged, dangling, unconcluded }: RelationshipCounts,
): Promise<MergeSummary> {
  const { integration } = facts
  await recordIntegration(session, facts, run)
  await applyTasks(session, facts)
  await applyEntities(session, facts)
  await applyRaw(session, staged)
  await applyRelationships(session, facts)
  await applyLinks(session, facts)
  await refreshCounts(session)
  const summary: MergeSummary = {
    run: facts.run,
    entities: await changes(session, 'entity', integration),
    relationships: await changes(session, 'relationship', integration, unchanged),
    placeholders: await session.number('SELECT count(*) FROM entity WHERE integration = $mapper', { mapper }),
    dangling,
    ...(unconcluded === undefined ? {} : { unconcluded }),
  }
  await recordRun(session, facts, { ...result, status: statusAfter(result.status, summary) }, summary)
  return summary
}
