/** Compares what `isobar status --format json` counts with an expectation read from the capture. */

/** The part of the answer of `status` that counts. */
export interface Status {
  readonly entities: { readonly byType: Readonly<Record<string, number>> }
  readonly relationships: { readonly byTriple: Readonly<Record<string, number>> }
}

export interface Expected {
  /** Entities of the integration, by type. */
  readonly entities: Readonly<Record<string, number>>
  /** Stand-ins that mapped relationships make, by type. */
  readonly placeholders: Readonly<Record<string, number>>
  /** Relationships by `from|VERB|to`. */
  readonly relationships: Readonly<Record<string, number>>
}

export interface Difference {
  readonly what: 'entities' | 'relationships'
  /** The type, or the triple. */
  readonly name: string
  readonly expected: number
  readonly found: number
}

/**
 * Every type and triple whose count differs. Types the expectation does not know, and triples with such an end, are
 * someone else's: a wider catalogue may have more. Triples that match `beyond` may be there without being expected.
 */
export function differences(expected: Expected, status: Status, beyond?: RegExp): readonly Difference[] {
  const entities = sum(expected.entities, expected.placeholders)
  const isOurs = (triple: string) =>
    triple.split('|').every((name, index) => index === 1 || name in entities) && beyond?.test(triple) !== true
  const triples = new Set([...Object.keys(expected.relationships), ...Object.keys(status.relationships.byTriple).filter(isOurs)])
  return [
    ...differ('entities', Object.keys(entities), entities, status.entities.byType),
    ...differ('relationships', [...triples].sort(), expected.relationships, status.relationships.byTriple),
  ]
}

/** One line per difference, for people. */
export function describeDifferences(found: readonly Difference[]): string {
  return found.map((one) => `${one.name}: ${one.expected} expected, ${one.found} found`).join('\n')
}

/** An expectation read the other way where it leaves a choice: each choice taken replaces the counts it changes. */
export function withAlternatives<Choice extends string>(
  expected: Expected & { readonly alternatives: Readonly<Partial<Record<Choice, Expected>>> },
  taken: readonly NoInfer<Choice>[],
): Expected {
  return taken.reduce<Expected>((counts, choice) => overlay(counts, expected.alternatives[choice]), expected)
}

function overlay(counts: Expected, other: Expected | undefined): Expected {
  return {
    entities: { ...counts.entities, ...other?.entities },
    placeholders: { ...counts.placeholders, ...other?.placeholders },
    relationships: { ...counts.relationships, ...other?.relationships },
  }
}

function differ(
  what: Difference['what'],
  names: readonly string[],
  expected: Readonly<Record<string, number>>,
  found: Readonly<Record<string, number>>,
): readonly Difference[] {
  return names
    .map((name) => ({ what, name, expected: expected[name] ?? 0, found: found[name] ?? 0 }))
    .filter((one) => one.expected !== one.found)
}

function sum(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const total: Record<string, number> = { ...one }
  for (const [name, count] of Object.entries(other)) total[name] = (total[name] ?? 0) + count
  return total
}
