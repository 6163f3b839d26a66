/** Lists of which only some resources count, and answers of which not everything is kept. */
import { type Answer, isAnswer } from './client/json.ts'
import type { AzureCall, ListingOf } from './listing.ts'

export interface Sieve {
  /** Resources of the list that are of the type; its details are asked for these alone. */
  readonly only?: (raw: Answer) => boolean
  /**
   * Paths of values that are taken out before anything keeps or archives the answer: secrets by nature or by habit.
   * `[]` stands for every item of a list, `*` for every field of an object.
   */
  readonly without?: readonly string[]
}

/** The listing, sifted, whichever way it reads. */
export function sifted(listing: ListingOf, { only = () => true, without = [] }: Sieve): ListingOf {
  const paths = without.map((path) => path.replaceAll('[]', '.[]').split('.'))
  const keep = (raw: Answer) => (only(raw) ? [paths.reduce(cut, raw)] : [])
  return (definition) => {
    const { source, bulk, ...rest } = listing(definition)
    if (source.kind !== 'list') throw new Error(`${definition.type} stands in its parent's answer, which is what can be sifted.`)
    return {
      ...rest,
      source: {
        ...source,
        async *list(call: AzureCall) {
          for await (const raw of source.list(call)) yield* keep(raw)
        },
      },
      ...(bulk === undefined
        ? {}
        : {
            bulk: {
              ...bulk,
              async *list(call, scopes) {
                for await (const { scope, raw } of bulk.list(call, scopes)) for (const kept of keep(raw)) yield { scope, raw: kept }
              },
            },
          }),
    }
  }
}

/** A copy without the value at the path; the answer itself where it leads nowhere. */
function cut(answer: Answer, path: readonly string[]): Answer {
  const [name, ...rest] = path
  if (name === undefined) return answer
  if (name === '*') return Object.keys(answer).reduce((left, each) => cut(left, [each, ...rest]), answer)
  if (!Object.hasOwn(answer, name)) return answer
  const { [name]: value, ...others } = answer
  return rest.length === 0 ? others : { ...answer, [name]: cutWithin(value, rest) }
}

function cutWithin(value: unknown, path: readonly string[]): unknown {
  if (path[0] === '[]') return Array.isArray(value) ? value.map((item) => cutWithin(item, path.slice(1))) : value
  return isAnswer(value) ? cut(value, path) : value
}
