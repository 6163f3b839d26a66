/** What can stand at a place of an unfinished query: from the grammar which sort of thing, from the graph which ones. */

import { type IToken, tokenMatcher } from 'chevrotain'
import type { Reader } from '../store/store.ts'
import type { Query } from './ast.ts'
import { ResolveContext } from './context.ts'
import { unitWords } from './dates.ts'
import { QueryError } from './error.ts'
import { expectedAfterAll, type Next } from './grammar/expected.ts'
import { lexLeniently } from './grammar/lexer.ts'
import { tryParse } from './grammar/parse.ts'
import * as t from './grammar/tokens.ts'
import type { Completion } from './index.ts'
import { aggregateFunctions, type Binding, type ResolvedQuery, scalarFunctions } from './pattern.ts'
import { type Plan, plan } from './plan.ts'
import { resolve } from './resolve.ts'
import { predefinedSmartClasses, type QuerySettings } from './settings.ts'
import { type Statistics, statisticsOf } from './statistics.ts'
import { propertiesOf, valuesOfProperty } from './suggest.ts'

const most = 100
/** How many tokens back the last beginning that is a query is looked for. */
const mostBack = 60

export async function complete(reader: Reader, text: string, offset: number, settings: QuerySettings): Promise<readonly Completion[]> {
  const statistics = await statisticsOf(reader)
  const place = placeAt(text, offset)
  const known = understood(place.before, settings, statistics)
  const found: Suggestion[] = []
  for (const next of expectedAfterAll(place.before))
    found.push(...(await suggestions(next, { reader, statistics, place, known, settings })))
  const wanted = place.typed.toLowerCase()
  const fitting = found.filter(({ text: word }) => word.toLowerCase().startsWith(wanted))
  return unique(fitting)
    .sort((a, b) => rank(a) - rank(b) || (b.count ?? 0) - (a.count ?? 0) || (a.text < b.text ? -1 : 1))
    .slice(0, most)
    .map((suggestion) => ({ ...suggestion, replace: place.replace }))
}

type Suggestion = Omit<Completion, 'replace'>

interface Place {
  /** Tokens before what is being typed. */
  readonly before: readonly IToken[]
  readonly typed: string
  readonly replace: Completion['replace']
}

/** The word that ends at the cursor is being typed; what follows the cursor of that word is replaced with it. */
function placeAt(text: string, offset: number): Place {
  const { tokens } = lexLeniently(text.slice(0, offset))
  const last = tokens.at(-1)
  const isTyping = last !== undefined && last.startOffset + last.image.length === offset && tokenMatcher(last, t.Word)
  const start = isTyping ? last.startOffset : offset
  const rest = /^\w*/.exec(text.slice(offset))?.[0].length ?? 0
  return { before: isTyping ? tokens.slice(0, -1) : tokens, typed: text.slice(start, offset), replace: { start, end: offset + rest } }
}

interface Understood {
  readonly query: ResolvedQuery
  readonly plan: Plan
}

/**
 * The longest beginning of the tokens that is a query already: it says what aliases stand for and where the query stands.
 * Where a fault keeps it from reaching the last step, the steps alone are read, without their conditions.
 */
function understood(tokens: readonly IToken[], settings: QuerySettings, statistics: Statistics): Understood | undefined {
  const steps = withoutConditions(tokens)
  const reached = longestQuery(tokens, settings, statistics)
  const lastStep = steps.findLast((token) => tokenMatcher(token, t.That) || tokenMatcher(token, t.As))
  if (reached !== undefined && (lastStep === undefined || lastStep.startOffset < reached.end)) return reached.understood
  return longestQuery(steps, settings, statistics)?.understood ?? reached?.understood
}

/** What is left of a query without WITH, and without what follows its steps. */
function withoutConditions(tokens: readonly IToken[]): readonly IToken[] {
  const steps: IToken[] = []
  /** Brackets that are open inside a condition; undefined outside of one. */
  let inside: number | undefined
  /** As many were open where a query inside the condition began. */
  let query = Number.POSITIVE_INFINITY
  for (const [index, token] of tokens.entries()) {
    const is = (...types: readonly (typeof t.Open)[]) => types.some((type) => tokenMatcher(token, type))
    const next = tokens[index + 1]
    const depth = inside ?? 0
    if (depth < query && is(t.Where, t.Return, t.Having, t.Order, t.Skip, t.Limit)) break
    const isGroup = is(t.Open) && next !== undefined && tokenMatcher(next, t.That)
    if (depth < query && (is(t.As, t.That) || isGroup || (is(t.Close) && depth === 0))) inside = undefined
    else if (is(t.With)) inside ??= 0
    else if (inside !== undefined && is(t.Find)) query = Math.min(query, depth)
    else if (inside !== undefined && is(t.Open)) inside++
    else if (inside !== undefined && is(t.Close)) inside--
    if ((inside ?? 0) < query) query = Number.POSITIVE_INFINITY
    if (inside === undefined) steps.push(token)
  }
  return steps
}

interface Beginning {
  readonly understood: Understood
  /** The offset after its last token. */
  readonly end: number
}

function longestQuery(tokens: readonly IToken[], settings: QuerySettings, statistics: Statistics): Beginning | undefined {
  for (let length = tokens.length; length > Math.max(1, tokens.length - mostBack); length--) {
    const text = tokens
      .slice(0, length)
      .map(({ image }) => image)
      .join(' ')
    for (const ending of ['', ')?']) {
      const query = tryParse(text + ending)
      const resolved = query === undefined ? undefined : tryResolve(query, text + ending, settings)
      const last = tokens[length - 1]
      if (resolved === undefined || last === undefined) continue
      return { understood: { query: resolved, plan: plan(resolved, statistics, false) }, end: last.startOffset + last.image.length }
    }
  }
  return undefined
}

/** A beginning may well use what is only defined later, or not at all. */
function tryResolve(query: Query, text: string, settings: QuerySettings): ResolvedQuery | undefined {
  try {
    return resolve(query, new ResolveContext(text, settings))
  } catch (error) {
    if (error instanceof QueryError) return undefined
    throw error
  }
}

interface Circumstances {
  readonly reader: Reader
  readonly statistics: Statistics
  readonly place: Place
  readonly known: Understood | undefined
  readonly settings: QuerySettings
}

async function suggestions({ token, rule, label }: Next, around: Circumstances): Promise<readonly Suggestion[]> {
  const isName = token === t.Name || token === t.Word || token === t.Reserved
  switch (rule) {
    case 'nameSelector':
      return selectors(around)
    case 'verb':
      return isName ? verbs(around) : [keyword(label)]
    case 'smartClass':
      return isName ? smartClasses(around.settings) : [{ text: '#', kind: 'operator' }]
    case 'reference':
      return isName ? references(around) : []
    case 'call':
      return isName ? [...aggregateFunctions, ...scalarFunctions].map((name): Suggestion => ({ text: `${name}(`, kind: 'function' })) : []
    case 'primary':
      if (token === t.Text) return values(around)
      break
    case 'date':
      return isName ? unitWords.map(keyword) : [keyword(label)]
    case 'orderBy':
      return [keyword('ORDER BY')]
    case 'alias':
    case 'columnName':
      return []
  }
  if (isName || token === t.Digits || token === t.Text || token === t.Variable || token === t.Bracket || token === t.RegexLiteral) return []
  if (token === t.Comparison) return ['=', '!=', '>', '>=', '<', '<=', '~=', '!~=', '^=', '!^=', '$=', '!$='].map(operator)
  return /^[A-Z]/.test(label) || token === t.DateNow ? [keyword(label)] : [operator(label)]
}

function keyword(text: string): Suggestion {
  return { text, kind: 'keyword' }
}

function operator(text: string): Suggestion {
  return { text, kind: 'operator' }
}

/** Classes and types; after a verb those first that it leads to from where the query stands. */
function selectors({ statistics, known, place }: Circumstances): readonly Suggestion[] {
  const step = place.before.findLastIndex((token) => tokenMatcher(token, t.That))
  const reached = step === -1 ? undefined : reachable(known, verbsIn(place.before.slice(step)), statistics)
  const counts = new Map<string, Suggestion>()
  const add = (text: string, kind: 'class' | 'type', count: number) => {
    counts.set(text, { text, kind, count: (counts.get(text)?.count ?? 0) + count })
  }
  for (const kind of statistics.entityKinds.values()) {
    const count = reached === undefined ? kind.entities : (reached.get(kind.id) ?? 0)
    if (kind.entities === 0) continue
    add(kind.type, 'type', count)
    for (const label of kind.classes) add(label, 'class', count)
  }
  return [...counts.values()]
}

function verbsIn(step: readonly IToken[]): ReadonlySet<string> {
  const verbs = step.filter((token) => tokenMatcher(token, t.Name) && !tokenMatcher(token, t.To)).map(({ image }) => image.toUpperCase())
  return new Set(verbs.includes('RELATES') ? [] : verbs)
}

/** Kinds that relationships of some verbs, or of any, lead to from where the query stands, with how many do. */
function reachable(
  known: Understood | undefined,
  verbs: ReadonlySet<string>,
  statistics: Statistics,
): ReadonlyMap<number, number> | undefined {
  const here = standing(known)
  if (here === undefined) return undefined
  const reached = new Map<number, number>()
  for (const { from, kind, to, relationships } of statistics.triples) {
    if (verbs.size > 0 && !verbs.has(statistics.relationshipKinds.get(kind)?.verb.toUpperCase() ?? '')) continue
    if (here.has(from)) reached.set(to, (reached.get(to) ?? 0) + relationships)
    if (here.has(to)) reached.set(from, (reached.get(from) ?? 0) + relationships)
  }
  return reached
}

/** Kinds of the entity that the query stands on at its end. */
function standing(known: Understood | undefined): ReadonlySet<number> | undefined {
  if (known === undefined) return undefined
  const { chain } = known.query
  const hop = chain.steps.findLast((step) => step.kind === 'hop')
  return known.plan.kinds.get(hop?.kind === 'hop' ? hop.to : chain.start)
}

function verbs({ statistics, known }: Circumstances): readonly Suggestion[] {
  const here = standing(known)
  const counts = new Map<string, number>()
  for (const { from, kind, to, relationships } of statistics.triples) {
    if (here !== undefined && !here.has(from) && !here.has(to)) continue
    const verb = statistics.relationshipKinds.get(kind)?.verb.toUpperCase()
    if (verb !== undefined) counts.set(verb, (counts.get(verb) ?? 0) + relationships)
  }
  return [...[...counts].map(([text, count]): Suggestion => ({ text, kind: 'verb', count })), { text: 'RELATES TO', kind: 'verb' }]
}

function smartClasses(settings: QuerySettings): readonly Suggestion[] {
  const names = new Set([...Object.keys(predefinedSmartClasses), ...Object.keys(settings.smartClasses ?? {})])
  return [...names].map((text) => ({ text, kind: 'smart class' }))
}

/** Aliases; after an alias and a dot, and after WITH, properties. */
async function references({ reader, statistics, place, known }: Circumstances): Promise<readonly Suggestion[]> {
  const subject = subjectOf(place, known)
  if (subject === undefined) return [...(known?.query.aliases.keys() ?? [])].map((text): Suggestion => ({ text, kind: 'alias' }))
  const kinds = kindsOf(subject, known) ?? new Set(statistics.entityKinds.keys())
  return propertiesOf(reader, kinds)
}

/** Whose property is being named, if one is. */
function subjectOf({ before }: Place, known: Understood | undefined): Binding | undefined {
  const last = before.at(-1)
  if (last !== undefined && tokenMatcher(last, t.Dot)) return known?.query.aliases.get(before.at(-2)?.image ?? '')
  const clause = before.findLast((token) => [t.With, t.Where, t.Having, t.Return, t.Order].some((type) => tokenMatcher(token, type)))
  if (clause === undefined || !tokenMatcher(clause, t.With) || known === undefined) return undefined
  const hop = known.query.chain.steps.findLast((step) => step.kind === 'hop')
  return { kind: 'node', node: hop?.kind === 'hop' ? hop.to : known.query.chain.start }
}

function kindsOf(of: Binding, known: Understood | undefined): ReadonlySet<number> | undefined {
  if (known === undefined || of.kind === 'edge' || of.kind === 'nothing') return undefined
  const nodes = of.kind === 'node' ? [of.node] : of.nodes
  return new Set(nodes.flatMap((node) => [...(known.plan.kinds.get(node) ?? [])]))
}

/** After a comparison the values that the property has most often. */
async function values({ reader, statistics, place, known }: Circumstances): Promise<readonly Suggestion[]> {
  const { before } = place
  const last = before.at(-1)
  if (last === undefined || !tokenMatcher(last, t.Comparison)) return []
  const names: string[] = []
  for (let at = before.length - 2; at >= 0; at -= 2) {
    const token = before[at]
    if (token === undefined || !(tokenMatcher(token, t.Word) || tokenMatcher(token, t.Bracket))) break
    names.unshift(tokenMatcher(token, t.Bracket) ? token.image.slice(1, -1) : token.image)
    if (!tokenMatcher(before[at - 1] ?? token, t.Dot)) break
  }
  const alias = known?.query.aliases.get(names[0] ?? '')
  const subject =
    names.length > 1 && alias !== undefined ? alias : subjectOf({ ...place, before: before.slice(0, -1 - (names.length * 2 - 1)) }, known)
  const name = (subject !== undefined && subject === alias ? names.slice(1) : names).join('.')
  if (subject === undefined || name === '') return []
  return valuesOfProperty(reader, kindsOf(subject, known) ?? new Set(statistics.entityKinds.keys()), name)
}

/** Values, then names of the graph, then words of the language, then signs. */
function rank({ kind }: Suggestion): number {
  if (kind === 'value') return 0
  return kind === 'operator' ? 3 : kind === 'keyword' || kind === 'function' ? 2 : 1
}

function unique(found: readonly Suggestion[]): Suggestion[] {
  return [...new Map(found.map((suggestion) => [`${suggestion.kind} ${suggestion.text}`, suggestion])).values()]
}
