/** The plan of a query in words: what is looked for, with how many rows, and where the engine begins. */

import type { Reader } from '../store/store.ts'
import { deadEnds } from './dead-ends.ts'
import { compile } from './duckdb/compile.ts'
import { type Estimate, estimates } from './estimate.ts'
import type { QueryOptions } from './index.ts'
import type { EdgeId, HopStep, NodeId, PatternStep, ResolvedQuery } from './pattern.ts'
import type { Plan } from './plan.ts'
import type { ExplainedStep, Explanation } from './result.ts'
import { deadline, type Prepared, prepare, reading } from './run.ts'

export async function explain(reader: Reader, text: string, options: QueryOptions & { readonly run?: boolean }): Promise<Explanation> {
  const stopped = deadline(options)
  try {
    const prepared = await prepare(reader, text, options, stopped.signal)
    const { resolved, compiled, warnings } = prepared
    const guessed = estimates(resolved, compiled.plan)
    const described = describe(resolved, compiled.plan, guessed)
    const steps = options.run === true ? await measure(prepared, described) : described
    const words = [...steps.map(inWords), ...remarks(resolved, guessed)].join('\n')
    return { steps, text: words, sql: compiled.statement.text, parameters: compiled.statement.parameters, warnings }
  } finally {
    stopped.clear()
  }
}

/** One step for the start, then one for each step of the query. */
function describe(query: ResolvedQuery, plan: Plan, guessed: readonly Estimate[]): readonly ExplainedStep[] {
  const dead = deadEnds(query, plan)
  const start = startText(query.chain.start, query, guessed[0], dead.size > 0)
  const texts = [start, ...query.chain.steps.map((step) => stepText(step, { query, plan, dead }))]
  return texts.map((text, index) => ({ text, estimatedRows: Math.round(guessed[index]?.rows ?? 0) }))
}

function startText(id: NodeId, query: ResolvedQuery, guessed: Estimate | undefined, dead: boolean): string {
  if (dead && guessed?.entities === 0) return `Start with ${nodeText(id, query)}: ${unwalked}`
  return `Start with ${nodeText(id, query)}: ${counted(guessed?.entities ?? 0, 'entity', 'entities')} to look at`
}

function nodeText(id: NodeId, query: ResolvedQuery): string {
  const node = query.nodes.get(id)
  const name = node === undefined || node.text === '*' ? 'any entity' : node.text
  return node?.condition === undefined ? name : `${name} under its conditions`
}

interface Described {
  readonly query: ResolvedQuery
  readonly plan: Plan
  /** The steps that lead nowhere in this graph. */
  readonly dead: ReadonlySet<EdgeId>
}

function stepText(step: PatternStep, around: Described): string {
  const inside = (steps: readonly PatternStep[]) => steps.map((inner) => stepText(inner, around)).join('; then ')
  if (step.kind === 'hop') return hopText(step, around)
  if (step.kind === 'exclusion') return `Keep what does not lead on (${inside(step.chain.steps)})`
  return step.last ? `Where it can be walked, walk (${inside(step.steps)})` : `With and without (${inside(step.steps)})`
}

const unwalked = 'not looked at, for another step leads nowhere'

function hopText(step: HopStep, { query, plan, dead }: Described): string {
  const edge = query.edges.get(step.edge)
  const hop = plan.hops.get(step.edge)
  const verb = edge?.verbs === undefined ? 'any relationship' : edge.verbs.join(' or ')
  const times = edge?.repeat === undefined ? '' : ` ${edge.repeat.min} to ${edge.repeat.max} times`
  const text = `Follow ${verb}${times} to ${nodeText(step.to, query)}`
  if (hop === undefined || hop.out.size + hop.in.size === 0)
    return dead.size === 0 || dead.has(step.edge) ? `${text}: nowhere in this graph` : `${text}: ${unwalked}`
  const way = hop.in.size === 0 ? 'forwards' : hop.out.size === 0 ? 'backwards' : 'either way'
  return `${text}, ${way}: ${counted(hop.relationships, 'relationship', 'relationships')} to look at`
}

/** What concerns the query as a whole. */
function remarks(query: ResolvedQuery, guessed: readonly Estimate[]): readonly string[] {
  const narrowest = guessed.reduce((best, { selected }, index) => (selected < (guessed[best]?.selected ?? 0) ? index : best), 0)
  const begin = guessed.length > 1 ? [`The engine begins where it expects the fewest rows: at step ${narrowest + 1}.`] : []
  return query.where === undefined ? begin : [...begin, 'WHERE is tested on whole paths, as soon as what it names is known.']
}

/** Runs the query up to each step and counts its rows. */
async function measure(prepared: Prepared, steps: readonly ExplainedStep[]): Promise<readonly ExplainedStep[]> {
  const { resolved, compiled, past, reader, statistics, text, signal } = prepared
  const measured: ExplainedStep[] = []
  for (const [index, step] of steps.entries()) {
    const { statement } = compile(countOf(resolved, index), statistics, { plan: compiled.plan, ...past })
    const began = performance.now()
    const [row] = await reading(text, signal, () =>
      reader.rows(statement.text, statement.parameters, signal === undefined ? {} : { signal }),
    )
    measured.push({ ...step, actualRows: Number(row?.c0 ?? 0), ms: Math.round((performance.now() - began) * 10) / 10 })
  }
  return measured
}

/** The query up to a step, counting rows; with its last step also under WHERE. */
function countOf(query: ResolvedQuery, steps: number): ResolvedQuery {
  const { where, skip: _skip, limit: _limit, ...rest } = query
  const whole = steps === query.chain.steps.length
  return {
    ...rest,
    unique: false,
    chain: { start: query.chain.start, steps: query.chain.steps.slice(0, steps) },
    ...(whole && where !== undefined ? { where } : {}),
    output: { kind: 'table', columns: [{ kind: 'value', name: 'rows', value: { kind: 'aggregate', function: 'count' } }], order: [] },
  }
}

function inWords({ text, estimatedRows, actualRows, ms }: ExplainedStep, index: number): string {
  const actual = actualRows === undefined ? '' : `, in fact ${shown(actualRows)} (${ms} ms up to here)`
  return `${index + 1}. ${text}; about ${counted(estimatedRows, 'row', 'rows')}${actual}`
}

function counted(count: number, one: string, many: string): string {
  return `${shown(count)} ${Math.round(count) === 1 ? one : many}`
}

function shown(count: number): string {
  return Math.round(count).toLocaleString('en')
}
