/** What a condition says about type and subscription alone: it picks the rows that have to be looked at. */
import type { Expression } from './parse.ts'

export interface Restriction {
  /** All in lower case; any where none are named. */
  readonly types: readonly string[]
  readonly withoutTypes: readonly string[]
  readonly subscriptions: readonly string[]
  /** Whether that is all the condition says. */
  readonly whole: boolean
}

export const unrestricted: Restriction = { types: [], withoutTypes: [], subscriptions: [], whole: false }

export function restrictionOf(test: Expression): Restriction {
  if (test.kind === 'and') {
    const left = restrictionOf(test.left)
    const right = restrictionOf(test.right)
    return {
      types: [...left.types, ...right.types],
      withoutTypes: [...left.withoutTypes, ...right.withoutTypes],
      subscriptions: [...left.subscriptions, ...right.subscriptions],
      // Two lists for one column would have to be intersected: the condition then stays.
      whole:
        left.whole &&
        right.whole &&
        !(left.types.length > 0 && right.types.length > 0) &&
        !(left.subscriptions.length > 0 && right.subscriptions.length > 0),
    }
  }
  if (test.kind !== 'compare' && test.kind !== 'within') return unrestricted
  if (test.left.kind !== 'path' || test.left.names.length !== 1) return unrestricted
  const literals = test.kind === 'within' ? test.items : [test.right]
  if (!literals.every((literal) => literal.kind === 'literal')) return unrestricted
  const values = literals.map((literal) => String(literal.value).toLowerCase())
  const column = test.left.names[0]?.toLowerCase()
  if (column === 'type' && among.includes(test.operator)) return { ...unrestricted, types: values, whole: true }
  if (column === 'type' && outside.includes(test.operator)) return { ...unrestricted, withoutTypes: values, whole: true }
  if (column === 'subscriptionid' && among.includes(test.operator)) return { ...unrestricted, subscriptions: values, whole: true }
  return unrestricted
}

const among: readonly string[] = ['==', '=~', 'in', 'in~']
/** Without regard to case only: the literals are in lower case here. */
const outside: readonly string[] = ['!~', '!in~']

export function allowsType({ types, withoutTypes }: Restriction, type: string): boolean {
  const low = type.toLowerCase()
  return (types.length === 0 || types.includes(low)) && !withoutTypes.includes(low)
}
