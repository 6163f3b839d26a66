/** The expectations as documents: counts, what other readings give, and why. */
import { edgeRows } from './catalogue.ts'
import type { Expected } from './compare.ts'
import { type Reading, readings } from './crawl.ts'
import { readExpectation, sliceTypes, wholeTypes } from './expectation.ts'
import { sliceNotes, wholeNotes } from './notes.ts'
import { Replay } from './replay.ts'

export interface Document extends Expected {
  /** The counts that differ when one of the choices is taken the other way; see README.md. */
  readonly alternatives: Readonly<Partial<Record<keyof Reading, Expected>>>
  /** Relationships of the catalogue among these types of which the capture holds none. */
  readonly absent: readonly string[]
  /** Judgement calls, by type or triple. */
  readonly notes: Readonly<Record<string, string>>
}

export async function readDocuments(): Promise<Readonly<Record<'slice' | 'whole', Document>>> {
  const replay = await Replay.start()
  try {
    return {
      slice: await readDocument(replay, sliceTypes, sliceNotes),
      whole: await readDocument(replay, wholeTypes, { ...sliceNotes, ...wholeNotes }),
    }
  } finally {
    await replay.stop()
  }
}

async function readDocument(replay: Replay, types: readonly string[], notes: Readonly<Record<string, string>>): Promise<Document> {
  const { expectation } = await readExpectation(replay, types)
  const alternatives: Partial<Record<keyof Reading, Expected>> = {}
  for (const choice of readings) {
    const other = changed(expectation, (await readExpectation(replay, types, { [choice]: true })).expectation)
    if (Object.values(other).some((counts) => Object.keys(counts).length > 0)) alternatives[choice] = other
  }
  return { ...expectation, absent: absentRows(expectation, types), alternatives, notes }
}

function absentRows(expectation: Expected, types: readonly string[]): readonly string[] {
  return edgeRows
    .filter((row) => types.includes(row.from) && types.includes(row.to))
    .map((row) => `${row.from}|${row.verb}|${row.to}`)
    .filter((triple) => expectation.relationships[triple] === undefined)
}

/** The counts of `other` that are not those of `base`; 0 where `other` lacks one. */
function changed(base: Expected, other: Expected): Expected {
  return {
    entities: changedCounts(base.entities, other.entities),
    placeholders: changedCounts(base.placeholders, other.placeholders),
    relationships: changedCounts(base.relationships, other.relationships),
  }
}

function changedCounts(base: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const names = [...new Set([...Object.keys(base), ...Object.keys(other)])]
  return Object.fromEntries(names.map((name) => [name, other[name] ?? 0] as const).filter(([name, count]) => count !== (base[name] ?? 0)))
}
