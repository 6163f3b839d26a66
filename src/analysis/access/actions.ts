/** Which actions there are, as far as role definitions name them: Azure tells of no others without being asked. */
import type { Reader } from '../../store/store.ts'
import type { Action } from './question.ts'

export type { Action } from './question.ts'

import { asQuery } from './relation.ts'

/** What role definitions name on each plane, as they spell it. */
export interface KnownActions {
  readonly control: readonly string[]
  readonly data: readonly string[]
}

/** All copies of a role definition are alike: each list is taken apart once. */
export async function knownActions(reader: Reader): Promise<KnownActions> {
  const lists = (names: readonly string[]): string =>
    names
      .map(
        (name) =>
          `SELECT DISTINCT json_extract(properties, '/${name}')::VARCHAR AS list FROM entity_next WHERE type = 'azure_role_definition'`,
      )
      .join(' UNION ')
  const patterns = async (names: readonly string[]): Promise<string[]> => {
    const rows = await reader.rows(
      asQuery(
        [],
        `SELECT DISTINCT action FROM (SELECT unnest(json_extract_string(list, '$[*]')) AS action FROM (${lists(names)})) WHERE action IS NOT NULL ORDER BY action`,
      ),
    )
    return rows.map((row) => String(row.action))
  }
  return { control: await patterns(['actions', 'notActions']), data: await patterns(['dataActions', 'notDataActions']) }
}

/** Whether a role names it, without regard to case, be it as such or by a pattern that says more than `*` and a verb. */
export type Known = 'named' | 'covered' | 'unknown'

export interface Recognised {
  readonly plane: Action['plane']
  readonly known: Known
}

/**
 * The plane of an action, by the role definition that says most of it: one that names it, else the pattern with the
 * longest text in it. Undefined where both planes say as much: then it must be asked for.
 */
export function recognise(name: string, known: KnownActions): Recognised | undefined {
  const [control, data] = [closest(name, known.control), closest(name, known.data)]
  if (control === data && control > 0) return undefined
  const most = Math.max(control, data)
  return {
    plane: data > control ? 'data' : 'control',
    known: most === Number.POSITIVE_INFINITY ? 'named' : most > 0 ? 'covered' : 'unknown',
  }
}

/** How much of the action a pattern says by its provider's own words: none for `*` and `*` before a verb. */
function closest(name: string, patterns: readonly string[]): number {
  const action = name.toLowerCase()
  let most = 0
  for (const one of patterns) {
    const pattern = one.toLowerCase()
    if (pattern === action) return Number.POSITIVE_INFINITY
    const fixed = pattern.indexOf('*')
    if (fixed > 0 && pattern.length - 1 > most && covers(pattern, action)) most = pattern.length - 1
  }
  return most
}

/** As `matches` in SQL: each piece is sought once, behind the one before it. */
export function covers(pattern: string, action: string): boolean {
  const pieces = pattern.split('*')
  const [head = '', ...rest] = pieces
  const tail = rest.pop()
  if (tail === undefined) return pattern === action
  if (action.length < head.length + tail.length || !action.startsWith(head) || !action.endsWith(tail)) return false
  const end = action.length - tail.length
  let from = head.length
  for (const piece of rest) {
    const at = action.indexOf(piece, from)
    if (at < 0 || at + piece.length > end) return false
    from = at + piece.length
  }
  return true
}
