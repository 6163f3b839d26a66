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

/** Gaps that end with the same status, or how many more of them there are than are kept. */
interface Group {
  readonly gaps: readonly Gap[]
  readonly more: number
}

/** From so many types on, a scope is refused rather than its types. */
const wholeScope = 4
const typesNamed = 6
const blocks = 12
/** So many are kept as they are: a tenant may have a million. */
const mostKept = 5000

/** Gaps in bounded room: the first are kept, of the others how many are like which. */
export class Gaps {
  readonly kept: Gap[] = []
  readonly #more = new Map<string, { readonly first: Gap; count: number }>()

  add(gap: Gap): void {
    if (this.kept.length < mostKept) {
      this.kept.push(gap)
      return
    }
    const known = this.#more.get(likeness(gap))
    if (known === undefined) this.#more.set(likeness(gap), { first: gap, count: 1 })
    else known.count++
  }

  /** By scope where many types of it are missing, else by type. */
  grouped(): Group[] {
    const byScope = Map.groupBy(this.kept, ({ status, scope }) => `${status}\n${scope}`)
    const refused = new Set([...byScope.values()].filter((alike) => new Set(alike.map(({ type }) => type)).size >= wholeScope))
    const rest = [...byScope.values()].filter((alike) => !refused.has(alike)).flat()
    const byType = Map.groupBy(rest, likeness)
    const others = [...this.#more].filter(([like]) => !byType.has(like))
    return [
      ...[...refused].map((gaps) => ({ gaps, more: 0 })),
      ...[...byType].map(([like, gaps]) => ({ gaps, more: this.#more.get(like)?.count ?? 0 })),
      ...others.map(([, { first, count }]) => ({ gaps: [first], more: count - 1 })),
    ]
  }
}

function likeness({ status, type, detail }: Gap): string {
  return `${status}\n${type}\n${detail}`
}

/** Two lines a gap: what and where, then why and what to do; that one is never cut. */
export function gapText(out: Output, gaps: Gaps): string {
  const groups = gaps.grouped()
  const lines = groups.slice(0, blocks).map((group) => {
    const [first] = group.gaps
    if (first === undefined) return ''
    const alike = group.gaps.length + group.more - 1
    const others = alike === 0 ? '' : ` (and ${thousands(alike)} more like it)`
    return `  ${out.style('yellow', first.status)} ${visible(nameOf(group))}\n    ${visible(first.error?.message ?? 'no more is known')}${others}\n`
  })
  const left = groups.length - blocks
  return lines.join('') + (left > 0 ? `  and ${thousands(left)} more; --format json has all of them\n` : '')
}

function nameOf({ gaps, more }: Group): string {
  const types = [...new Set(gaps.map(({ type, detail }) => (detail === undefined ? type : `${type} (${detail})`)))]
  const [scope, ...scopes] = new Set(gaps.map((gap) => gap.scope))
  const what =
    types.length <= typesNamed ? types.join(', ') : `${types.slice(0, typesNamed).join(', ')} and ${types.length - typesNamed} more types`
  // Those that were not kept are of one type, each in a scope of its own.
  return `${what} in ${scopes.length + more === 0 ? scope : `${thousands(1 + scopes.length + more)} scopes`}`
}
