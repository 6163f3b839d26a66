/** What the APIs answer, read without trust: nothing here throws on a field of an unexpected type. */

/** A JSON object of an answer. */
export type Answer = Readonly<Record<string, unknown>>

export function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Step = { readonly name: string; readonly each: boolean }
const compiled = new Map<string, readonly Step[]>()

/**
 * The value at a path like `properties.ipConfigurations[].properties.subnet.id`; undefined where it leads nowhere.
 * With `[]` in it a flat list of what is found, undefined when even the list is not there.
 */
export function at(source: unknown, path: string): unknown {
  const value = walk(source, stepsOf(path), 0, false)
  return value === unexpected ? undefined : value
}

/** What {@link probe} finds where the path goes on and the answer does not: text where an object or a list should be. */
export const unexpected = Symbol('unexpected')

/** The same, but for telling what is not there from what is of another shape than the path says, be it in one item of a list. */
export function probe(source: unknown, path: string): unknown {
  return walk(source, stepsOf(path), 0, true)
}

function stepsOf(path: string): readonly Step[] {
  let steps = compiled.get(path)
  if (steps === undefined) {
    steps = parse(path)
    compiled.set(path, steps)
  }
  return steps
}

function parse(path: string): Step[] {
  // OData annotations hold a dot in their name.
  const names = path.startsWith('@') ? [path] : path.split('.')
  return names.map((name) => ({ name: name.replace(/\[\]$/, ''), each: name.endsWith('[]') }))
}

/** @param strict one item of a list that is of another shape makes all of it so, in place of being left out */
function walk(source: unknown, steps: readonly Step[], from: number, strict: boolean): unknown {
  let value = source
  for (let index = from; index < steps.length; index++) {
    const step = steps[index]
    if (value === undefined || value === null) return undefined
    if (step === undefined || !isAnswer(value)) return unexpected
    if (!Object.hasOwn(value, step.name)) return undefined
    value = value[step.name]
    if (!step.each) continue
    if (value === undefined || value === null) return undefined
    if (!Array.isArray(value)) return unexpected
    const found = value.map((item) => walk(item, steps, index + 1, strict))
    if (strict && found.includes(unexpected)) return unexpected
    return found.flatMap((item) => (item === unexpected ? [] : (item ?? [])))
  }
  return value ?? undefined
}

export function text(source: unknown, path: string): string | undefined {
  const value = at(source, path)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The strings at a path, be it one or a list; anything else is left out. */
export function texts(source: unknown, path: string): string[] {
  const value = at(source, path)
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' && item !== '')
}

/** The objects of the list at a path. */
export function objects(source: unknown, path: string): Answer[] {
  const value = at(source, path)
  return Array.isArray(value) ? value.filter(isAnswer) : []
}
