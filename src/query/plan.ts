/**
 * How a query is walked, from what the graph is known to hold: which kinds each entity of the pattern can have, which
 * kinds of relationships each step can follow in which direction, and where looking at the entity itself can be saved
 * because the relationship says enough.
 */
import { conjuncts } from './fold.ts'
import { type KindSet, nodeKinds } from './kinds.ts'
import type { Chain, EdgeId, EntityBinding, HopStep, NodeId, PatternStep, ResolvedQuery } from './pattern.ts'
import type { Statistics, Triple } from './statistics.ts'

export interface Plan {
  readonly statistics: Statistics
  /** The past is asked, of which only the kinds are known. */
  readonly past: boolean
  /** Kinds that each entity of the pattern can have. */
  readonly kinds: ReadonlyMap<NodeId, KindSet>
  readonly hops: ReadonlyMap<EdgeId, HopPlan>
}

export interface HopPlan {
  /** Kinds of relationships that are followed from left to right, and from right to left. */
  readonly out: KindSet
  readonly in: KindSet
  /** Every such relationship starts (or ends) at an entity of the kinds wanted there. */
  readonly provesFrom: boolean
  readonly provesTo: boolean
  /** Relationships of those kinds. */
  readonly relationships: number
}

/** @param asOf the query asks the past, of which only the kinds are known, not which of them met */
export function plan(query: ResolvedQuery, statistics: Statistics, asOf: boolean): Plan {
  return new Planner(query, statistics, asOf).plan()
}

class Planner {
  readonly #query: ResolvedQuery
  readonly #statistics: Statistics
  readonly #asOf: boolean
  readonly #kinds = new Map<NodeId, KindSet>()
  readonly #hops: { readonly step: HopStep; readonly restricts: boolean }[] = []

  constructor(query: ResolvedQuery, statistics: Statistics, asOf: boolean) {
    this.#query = query
    this.#statistics = statistics
    this.#asOf = asOf
  }

  plan(): Plan {
    const { nodes, chain, where } = this.#query
    const certain = new Set(certainNodes(chain))
    for (const node of nodes.values()) {
      const also = where !== undefined && certain.has(node.id) ? conjuncts(where) : []
      this.#kinds.set(node.id, nodeKinds(node, also, this.#statistics))
    }
    this.#collect(chain.steps, new Set([chain.start]))
    if (!this.#asOf) this.#narrow()
    return {
      statistics: this.#statistics,
      past: this.#asOf,
      kinds: this.#kinds,
      hops: new Map(this.#hops.map(({ step }) => [step.edge, this.#hop(step)])),
    }
  }

  /** @param own entities that exist in a row exactly when these steps are walked: a step may rule out kinds of them */
  #collect(steps: readonly PatternStep[], own: Set<NodeId>): void {
    for (const step of steps) {
      if (step.kind === 'hop') {
        this.#hops.push({ step, restricts: step.from.kind === 'node' && own.has(step.from.node) })
        own.add(step.to)
      } else if (step.kind === 'optional') this.#collect(step.steps, new Set())
      else {
        this.#kinds.set(step.chain.start, this.#kindsOf(step.from))
        this.#collect(step.chain.steps, new Set([step.chain.start]))
      }
    }
  }

  /** Until nothing changes: each step rules out kinds at its ends that no relationship of its verbs joins. */
  #narrow(): void {
    const most = 20
    for (let changed = true, pass = 0; changed && pass < most; pass++) {
      changed = false
      for (const { step, restricts } of this.#hops) {
        if (this.#query.edges.get(step.edge)?.repeat !== undefined) continue
        const { from, to } = this.#ends(step)
        changed = this.#restrict(step.to, to) || changed
        if (restricts && step.from.kind === 'node') changed = this.#restrict(step.from.node, from) || changed
      }
    }
  }

  #restrict(node: NodeId, to: KindSet): boolean {
    const kinds = this.#kinds.get(node) ?? new Set()
    const left = new Set([...kinds].filter((kind) => to.has(kind)))
    if (left.size === kinds.size) return false
    this.#kinds.set(node, left)
    return true
  }

  #ends(step: HopStep): { readonly from: KindSet; readonly to: KindSet } {
    const from = new Set<number>()
    const to = new Set<number>()
    for (const { triple, forward } of this.#triples(step)) {
      from.add(forward ? triple.from : triple.to)
      to.add(forward ? triple.to : triple.from)
    }
    return { from, to }
  }

  /** The triples that a step can follow, and in which direction. */
  *#triples(step: HopStep): Iterable<{ readonly triple: Triple; readonly forward: boolean }> {
    const direction = this.#query.edges.get(step.edge)?.direction ?? 'either'
    const from = this.#kindsOf(step.from)
    const to = this.#kinds.get(step.to) ?? new Set()
    for (const triple of this.#triplesOf(step.edge)) {
      if (direction !== 'in' && from.has(triple.from) && to.has(triple.to)) yield { triple, forward: true }
      if (direction !== 'out' && from.has(triple.to) && to.has(triple.from)) yield { triple, forward: false }
    }
  }

  #triplesOf(edge: EdgeId): readonly Triple[] {
    const verbs = this.#query.edges.get(edge)?.verbs
    if (verbs === undefined) return this.#statistics.triples
    const [verb = '', ...others] = new Set(verbs)
    if (others.length === 0) return this.#statistics.triplesOfVerb.get(verb) ?? []
    return [verb, ...others].flatMap((each) => this.#statistics.triplesOfVerb.get(each) ?? [])
  }

  #kindsOfVerbs(verbs: readonly string[] | undefined): KindSet {
    const { kindsOfVerb, relationshipKinds } = this.#statistics
    return new Set(verbs === undefined ? relationshipKinds.keys() : verbs.flatMap((verb) => [...(kindsOfVerb.get(verb) ?? [])]))
  }

  #kindsOf(binding: EntityBinding): KindSet {
    if (binding.kind === 'node') return this.#kinds.get(binding.node) ?? new Set()
    return new Set(binding.nodes.flatMap((node) => [...(this.#kinds.get(node) ?? [])]))
  }

  #hop(step: HopStep): HopPlan {
    const edge = this.#query.edges.get(step.edge)
    const direction = edge?.direction ?? 'either'
    if (this.#asOf || edge?.repeat !== undefined) {
      const kinds = this.#kindsOfVerbs(edge?.verbs)
      const none: KindSet = new Set()
      const relationships = [...kinds].reduce((sum, kind) => sum + (this.#statistics.relationshipKinds.get(kind)?.relationships ?? 0), 0)
      return {
        out: direction === 'in' ? none : kinds,
        in: direction === 'out' ? none : kinds,
        provesFrom: false,
        provesTo: false,
        relationships,
      }
    }
    const out = new Set<number>()
    const back = new Set<number>()
    let relationships = 0
    for (const { triple, forward } of this.#triples(step)) {
      ;(forward ? out : back).add(triple.kind)
      relationships += triple.relationships
    }
    return { out, in: back, ...this.#proofs(step, out, back), relationships }
  }

  #proofs(step: HopStep, out: KindSet, back: KindSet): { readonly provesFrom: boolean; readonly provesTo: boolean } {
    const from = this.#kindsOf(step.from)
    const to = this.#kinds.get(step.to) ?? new Set()
    let provesFrom = true
    let provesTo = true
    for (const triple of this.#triplesOf(step.edge)) {
      if (out.has(triple.kind)) {
        provesFrom &&= from.has(triple.from)
        provesTo &&= to.has(triple.to)
      }
      if (back.has(triple.kind)) {
        provesFrom &&= from.has(triple.to)
        provesTo &&= to.has(triple.from)
      }
    }
    return { provesFrom, provesTo }
  }
}

/** Entities that every row has. */
export function certainNodes({ start, steps }: Chain): readonly NodeId[] {
  return [start, ...steps.flatMap((step) => (step.kind === 'hop' ? [step.to] : []))]
}
