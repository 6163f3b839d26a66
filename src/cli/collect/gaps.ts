/** What could not be read, for people: the same words once, however many types and scopes they are about. */
import type { TaskError, TaskStatus } from '../../store/store.ts'
import { visible } from '../output/cell.ts'
import { thousands } from '../output/numbers.ts'
import type { Output } from '../output/output.ts'

export interface Gap {
  readonly type: string
  readonly scope: string
  readonly detail?: string
  readonly status: TaskStatus
  readonly error?: TaskError
}

/** From so many types on, a scope is refused rather than its types. */
const wholeScope = 4
const typesNamed = 6
const blocks = 12

/** Two lines a gap: what and where, then why and what to do; that one is never cut. */
export function gapText(out: Output, gaps: readonly Gap[]): string {
  const groups = grouped(gaps)
  const lines = groups.slice(0, blocks).map((alike) => {
    const [first] = alike
    if (first === undefined) return ''
    const others = alike.length === 1 ? '' : ` (and ${thousands(alike.length - 1)} more like it)`
    return `  ${out.style('yellow', first.status)} ${visible(nameOf(alike))}\n    ${visible(first.error?.message ?? 'no more is known')}${others}\n`
  })
  const left = groups.length - blocks
  return lines.join('') + (left > 0 ? `  and ${thousands(left)} more; --format json has all of them\n` : '')
}

/** By scope where many types of it are missing, else by type. */
function grouped(gaps: readonly Gap[]): Gap[][] {
  const byScope = Map.groupBy(gaps, ({ status, scope }) => `${status}\n${scope}`)
  const refused = [...byScope.values()].filter((alike) => new Set(alike.map(({ type }) => type)).size >= wholeScope)
  const rest = [...byScope.values()].filter((alike) => !refused.includes(alike)).flat()
  return [...refused, ...Map.groupBy(rest, ({ status, type, detail }) => `${status}\n${type}\n${detail}`).values()]
}

function nameOf(gaps: readonly Gap[]): string {
  const types = [...new Set(gaps.map(({ type, detail }) => (detail === undefined ? type : `${type} (${detail})`)))]
  const scopes = new Set(gaps.map(({ scope }) => scope))
  const [scope] = scopes
  const what =
    types.length <= typesNamed ? types.join(', ') : `${types.slice(0, typesNamed).join(', ')} and ${types.length - typesNamed} more types`
  return `${what} in ${scopes.size === 1 ? scope : `${thousands(scopes.size)} scopes`}`
}
