/** Steps that no path of this graph takes, though all they name exists in it: what most often leaves an answer empty. */

import type { ResolveContext } from './context.ts'
import { nodeKinds } from './kinds.ts'
import type { EdgeId, EntityBinding, HopStep, PatternEdge, ResolvedQuery } from './pattern.ts'
import type { Plan } from './plan.ts'
import type { Statistics, Triple } from './statistics.ts'

/** The steps of the query, outside of groups and exclusions, that lead nowhere. A step over several relationships may go anywhere. */
export function deadEnds(query: ResolvedQuery, plan: Plan): ReadonlySet<EdgeId> {
  return new Set(judged(query, plan).flatMap(({ step, dead }) => (dead ? [step.edge] : [])))
}

/** Adds a warning for each, with what does join the two. */
export function warnOfDeadEnds(query: ResolvedQuery, context: ResolveContext, plan: Plan): void {
  const { statistics } = plan
  for (const hop of judged(query, plan)) {
    const target = query.nodes.get(hop.step.to)
    if (!hop.dead || target === undefined) continue
    const verb = hop.edge.verbs?.join(' or ') ?? 'relationship'
    const from = namesOf(hop.step.from, query)
    const said = sentence(verb, hop.edge, from, target.text)
    const verbs = most(counted(hop.joining, (triple) => verbOf(triple, statistics)))
    const [best] = verbs
    if (best !== undefined && (from === '*' || target.text === '*')) context.warn(`${said}; ${verbs.join(', ')} would`, target.range)
    else if (best !== undefined) {
      context.warn(`${said}, but another relationship does`, target.range, written(best, hop, target.text, statistics))
    } else {
      const near = most(neighbours(hop.to, statistics))
      context.warn(`${said}${near.length === 0 ? '' : `; what ${target.text} meets is ${near.join(', ')}`}`, target.range)
    }
  }
}

interface JudgedHop {
  readonly step: HopStep
  readonly edge: PatternEdge
  readonly from: ReadonlySet<number>
  readonly to: ReadonlySet<number>
  /** What joins the two kinds of entities in any way. */
  readonly joining: readonly Triple[]
  readonly dead: boolean
}

function judged(query: ResolvedQuery, { hops, statistics }: Plan): readonly JudgedHop[] {
  // Where one step leads nowhere the plan has nothing to follow, there or further on; mostly it has.
  if (![...hops.values()].some((hop) => hop.out.size + hop.in.size === 0)) return []
  return query.chain.steps.flatMap((step): readonly JudgedHop[] => {
    const edge = step.kind === 'hop' ? query.edges.get(step.edge) : undefined
    if (step.kind !== 'hop' || edge === undefined || edge.repeat !== undefined) return []
    const from = existing(step.from, query, statistics)
    const to = existing({ kind: 'node', node: step.to }, query, statistics)
    const verbs = edge.verbs?.filter((verb) => (statistics.triplesOfVerb.get(verb)?.length ?? 0) > 0)
    // What a name stands for that exists nowhere was told already.
    if (from.size === 0 || to.size === 0 || verbs?.length === 0) return []
    const joining = statistics.triples.filter((triple) => forth(triple, from, to) || forth(triple, to, from))
    const walked = joining.some((triple) => {
      if (verbs !== undefined && !verbs.includes(verbOf(triple, statistics))) return false
      return (edge.direction !== 'in' && forth(triple, from, to)) || (edge.direction !== 'out' && forth(triple, to, from))
    })
    return [{ step, edge, from, to, joining, dead: !walked }]
  })
}

function forth(triple: Triple, from: ReadonlySet<number>, to: ReadonlySet<number>): boolean {
  return from.has(triple.from) && to.has(triple.to)
}

function existing(binding: EntityBinding, query: ResolvedQuery, statistics: Statistics): ReadonlySet<number> {
  const nodes = (binding.kind === 'node' ? [binding.node] : binding.nodes).flatMap((id) => query.nodes.get(id) ?? [])
  const kinds = nodes.flatMap((node) => [...nodeKinds(node, [], statistics)])
  return new Set(kinds.filter((kind) => (statistics.entityKinds.get(kind)?.entities ?? 0) > 0))
}

function verbOf(triple: Triple, statistics: Statistics): string {
  return statistics.relationshipKinds.get(triple.kind)?.verb.toUpperCase() ?? ''
}

function namesOf(binding: EntityBinding, query: ResolvedQuery): string {
  const nodes = binding.kind === 'node' ? [binding.node] : binding.nodes
  return nodes.map((id) => query.nodes.get(id)?.text ?? '*').join(' or ')
}

function sentence(verb: string, { direction }: PatternEdge, from: string, to: string): string {
  if (direction === 'either') return `No ${verb} joins ${from} and ${to} in this graph`
  const [start, end] = direction === 'out' ? [from, to] : [to, from]
  return `No ${verb} leads from ${start} to ${end} in this graph`
}

/** The step as it would have to be written for a relationship to be walked. */
function written(verb: string, { edge, from, to, joining }: JudgedHop, target: string, statistics: Statistics): string {
  const forwards = joining.some((triple) => verbOf(triple, statistics) === verb && forth(triple, from, to))
  const direction = edge.direction === 'either' ? '' : forwards ? '>> ' : '<< '
  return `THAT ${verb} ${direction}${target}`
}

/** The types that some kinds of entities meet, with how often they do. */
function neighbours(kinds: ReadonlySet<number>, statistics: Statistics): ReadonlyMap<string, number> {
  return counted(statistics.triples, ({ from, to }) => {
    const other = kinds.has(from) ? to : kinds.has(to) ? from : undefined
    return other === undefined ? undefined : statistics.entityKinds.get(other)?.type
  })
}

function counted(triples: readonly Triple[], name: (triple: Triple) => string | undefined): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const triple of triples) {
    const key = name(triple)
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + triple.relationships)
  }
  return counts
}

/** The three that occur most. */
function most(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([name]) => name)
}
