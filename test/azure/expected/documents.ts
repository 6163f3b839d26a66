/** The recorded expectations as documents: counts, what other readings give, and why. */
import type { Expected } from './compare.ts'
import { readExpectation, sliceTypes } from './expectation.ts'
import { sliceNotes } from './notes.ts'
import { Replay } from './replay.ts'

export interface Document extends Expected {
  /** Counts that differ when bulk answers of Resource Graph are read as well. */
  readonly alternatives: Readonly<Record<'resourceGraph', Expected>>
  /** Judgement calls, by type or triple. */
  readonly notes: Readonly<Record<string, string>>
}

export async function readDocuments(): Promise<Readonly<Record<'slice', Document>>> {
  const replay = await Replay.start()
  try {
    return { slice: await readDocument(replay, sliceTypes, sliceNotes) }
  } finally {
    await replay.stop()
  }
}

async function readDocument(replay: Replay, types: readonly string[], notes: Readonly<Record<string, string>>): Promise<Document> {
  const lists = (await readExpectation(replay, types)).expectation
  const bulk = (await readExpectation(replay, types, 'resourceGraph')).expectation
  return { ...lists, alternatives: { resourceGraph: changed(lists, bulk) }, notes }
}

/** The counts of `other` that are not those of `base`; 0 where `other` lacks one. */
function changed(base: Expected, other: Expected): Expected {
  const only = (one: Readonly<Record<string, number>>, two: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      [...new Set([...Object.keys(one), ...Object.keys(two)])]
        .map((name) => [name, two[name] ?? 0] as const)
        .filter(([name, n]) => n !== (one[name] ?? 0)),
    )
  return {
    entities: only(base.entities, other.entities),
    placeholders: only(base.placeholders, other.placeholders),
    relationships: only(base.relationships, other.relationships),
  }
}
