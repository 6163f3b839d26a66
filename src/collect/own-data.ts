/** Takes people's own entities and relationships into an integration of their own, by the same merge as what clouds answer. */
import type { Stage, Store, TaskOutcome, TaskRef } from '../store/store.ts'
import { tellable } from './failure.ts'
import { type Observer, silent } from './observer.ts'
import { type OwnDataFault, type OwnRecord, ownRecords } from './own-records.ts'
import { type RunSummary, summarise } from './summary.ts'

/** Faults told of at once; a file of another kind has one in every line. */
const faultLimit = 20

/** The files hold something that cannot be taken; nothing of them was. */
export class OwnDataError extends Error {
  override readonly name = 'OwnDataError'
  readonly faults: readonly OwnDataFault[]

  constructor(faults: readonly OwnDataFault[]) {
    const lines = faults.map(({ file, line, message }) => `${file}:${line}: ${message}`)
    super([...lines, ...(faults.length < faultLimit ? [] : ['There may be more.'])].join('\n'))
    this.faults = faults
  }
}

export interface OwnDataCounts {
  readonly entities: number
  readonly relationships: number
}

export interface OwnDataOptions {
  readonly files: readonly string[]
  /** Name and type of the integration. What an earlier import under this name brought and this one does not is gone. */
  readonly name: string
  readonly store: Store
  readonly signal?: AbortSignal
  readonly observer?: Observer
  readonly now?: () => number
}

/**
 * Reads the files without a workspace.
 * @throws OwnDataError with file and line of every fault, up to 20
 */
export function validateOwnData(files: readonly string[], signal?: AbortSignal): Promise<OwnDataCounts> {
  return read(files, signal, async () => {})
}

/**
 * Imports the files as one run.
 * @throws OwnDataError, StoreError, the signal's reason; the workspace is then as before
 */
export async function importOwnData({
  files,
  name,
  store,
  signal,
  observer = silent,
  now = Date.now,
}: OwnDataOptions): Promise<RunSummary> {
  const startedOn = now()
  const task: TaskRef = { type: name, scope: 'own-data' }
  const stage = await store.stage({ integration: { name, type: name, instance: name, class: [] }, startedOn })
  try {
    const counts = await read(files, signal, (record) => put(stage, task, record))
    const endedOn = now()
    const resources = counts.entities + counts.relationships
    const outcome: TaskOutcome = {
      ...task,
      status: resources > 0 ? 'succeeded' : 'empty',
      resources,
      requests: 0,
      ms: endedOn - startedOn,
    }
    await stage.outcome(outcome)
    observer.event({ kind: 'task-ended', task: { ...task, title: name, service: name, scopeName: task.scope }, outcome })
    const result = { status: 'succeeded' as const, endedOn, requests: 0, bytes: 0 }
    const merged = await stage.merge(result)
    return summarise({ integration: name, startedOn, ms: now() - startedOn, kept: 0 }, result, merged, { status: 'succeeded' })
  } catch (error) {
    await stage.discard()
    throw error
  }
}

type Sound = Exclude<OwnRecord, { kind: 'fault' }>

async function put(stage: Stage, task: TaskRef, record: Sound): Promise<void> {
  if (record.kind === 'entity') await stage.entity(task, record.entity)
  else await stage.link(task, record.link)
}

async function read(
  files: readonly string[],
  signal: AbortSignal | undefined,
  take: (record: Sound) => Promise<void>,
): Promise<OwnDataCounts> {
  let entities = 0
  let relationships = 0
  const faults: OwnDataFault[] = []
  const places = new Places()
  for (const file of files) {
    for await (const record of ownRecords(file)) {
      signal?.throwIfAborted()
      const fault = record.kind === 'fault' ? record.fault : record.kind === 'entity' ? places.enter(record, file) : undefined
      if (fault !== undefined) {
        faults.push(fault)
        if (faults.length === faultLimit) throw new OwnDataError(faults)
      }
      if (record.kind === 'fault' || fault !== undefined) continue
      await take(record)
      if (record.kind === 'entity') entities++
      else relationships++
    }
  }
  if (faults.length > 0) throw new OwnDataError(faults)
  return { entities, relationships }
}

/** Where each key stands. One entity told twice in the same words is one; in other words, nobody knows which are right. */
class Places {
  readonly #places = new Map<string, { readonly file: string; readonly line: number; readonly words: number }>()

  enter({ entity, line }: Extract<OwnRecord, { kind: 'entity' }>, file: string): OwnDataFault | undefined {
    const words = digest(JSON.stringify(entity))
    const known = this.#places.get(entity.key)
    if (known === undefined) this.#places.set(entity.key, { file, line, words })
    if (known === undefined || known.words === words) return undefined
    return { file, line, message: `_key: ${tellable(entity.key)} stands at ${known.file}:${known.line} too, with other content.` }
  }
}

/** FNV-1a, to tell one content from another without keeping either. */
function digest(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash
}
