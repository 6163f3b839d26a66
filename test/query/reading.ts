/**
 * A plain reading of the language: what a query means on a small graph, path by path, in the slowest and clearest way
 * there is. It knows nothing of the engine, so where the two differ one of them is wrong. It reads what compose.ts makes
 * up when told to be plain: no full text, arithmetic, dates, subqueries or windows.
 */
import type {
  Call,
  Comparison,
  Expression,
  Filter,
  Hop,
  NodePattern,
  OptionalGroup,
  Query,
  Selector,
  Step,
  Value,
} from '../../src/query/ast.ts'
import type { GraphFile, Thing } from './graph.ts'

export type Reading =
  | { readonly kind: 'list'; readonly rows: readonly string[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly unknown[])[] }
  | { readonly kind: 'tree'; readonly rows: readonly string[] }

interface Path {
  readonly first: Thing
  readonly at: Thing
  /** What the group at the end reached. */
  readonly reached?: Thing
  readonly named: ReadonlyMap<string, Thing | undefined>
  readonly entities: readonly Thing[]
  readonly relationships: readonly Thing[]
  /** Everything on it in the order in which it is walked: what tells one path from another. */
  readonly trail: readonly string[]
}

/** Rows as texts; an entity in a cell is `{whole: key}`. Their order means nothing. */
export function readPlainly(query: Query, graph: GraphFile): Reading {
  return new Reader(query, graph).answer()
}

class Reader {
  readonly #query: Query
  readonly #graph: GraphFile

  constructor(query: Query, graph: GraphFile) {
    this.#query = query
    this.#graph = graph
  }

  answer(): Reading {
    const paths = this.#paths().filter((path) => this.#query.where === undefined || holds(this.#query.where, (name) => named(path, name)))
    const { result, unique } = this.#query
    if (result?.kind === 'tree')
      return { kind: 'tree', rows: distinct(paths.flatMap(({ entities, relationships }) => [...entities, ...relationships].map(keyOf))) }
    if (result === undefined) {
      const rows = paths.flatMap(({ first, reached }) => (reached === undefined ? [first] : [first, reached]).map(keyOf))
      return { kind: 'list', rows: unique ? distinct(rows) : rows }
    }
    const columns = result.items.map(({ expression, alias, text }) => ({ expression, name: alias?.text ?? text }))
    const rows = columns.some(({ expression }) => isAggregate(expression)) ? this.#groups(paths, columns) : this.#rows(paths, columns)
    const { having } = this.#query
    const kept = rows.filter((row) => having === undefined || holds(having, ([name]) => row[columns.findIndex((one) => one.name === name)]))
    return { kind: 'table', rows: unique ? distinctRows(kept) : kept }
  }

  // ---- paths ----

  #paths(): readonly Path[] {
    const { start, steps } = this.#query
    const begun = this.#graph.entities
      .filter((entity) => matches(entity, start))
      .map(
        (entity): Path => ({ first: entity, at: entity, named: new Map(), entities: [entity], relationships: [], trail: [keyOf(entity)] }),
      )
      .map((path) => naming(path, start.alias?.text, path.first))
    return this.#walked(begun, steps, true)
  }

  /** @param top these are the steps of the query itself, the last of which may be groups that list what they reach */
  #walked(paths: readonly Path[], steps: readonly Step[], top: boolean): readonly Path[] {
    let at = paths
    const trailing = top ? steps.findLastIndex(({ kind }) => kind !== 'optional') + 1 : steps.length
    for (const [index, step] of steps.entries()) {
      if (step.kind === 'hop' && step.negated) {
        const excluded = [{ ...step, negated: false }, ...steps.slice(index + 1)]
        return at.filter((path) => this.#walked([path], excluded, false).length === 0)
      }
      if (step.kind === 'hop') at = at.flatMap((path) => this.#hops(path, step))
      else {
        const last = top && index === steps.length - 1
        at = distinctPaths(at.flatMap((path) => this.#optional(path, step, last, index >= trailing)))
      }
    }
    return at
  }

  #optional(path: Path, { steps }: OptionalGroup, last: boolean, trailing: boolean): readonly Path[] {
    const walked = this.#walked([path], steps, false).map((one) =>
      trailing && one.trail.length > path.trail.length ? { ...one, reached: one.at } : one,
    )
    if (!last) return [...walked, path]
    return walked.length === 0 ? [path] : walked
  }

  #hops(path: Path, step: Hop): readonly Path[] {
    const { target, repeat, alias } = step
    const ways = this.#query.shortest
      ? this.#shortest(path.at, step)
      : this.#ways(path.at, step, repeat?.max ?? 1).filter(({ taken }) => taken.length >= (repeat?.min ?? 1))
    return ways
      .filter(({ to }) => matches(to, target))
      .map(({ to, taken, through }) => {
        const further = {
          ...path,
          at: to,
          entities: [...path.entities, ...through],
          relationships: [...path.relationships, ...taken],
          trail: [...path.trail, ...[...taken, to].map(keyOf)],
        }
        return naming(naming(further, alias?.text, taken[0]), target.alias?.text, to)
      })
  }

  /** Every walk of up to `most` relationships that takes none of them twice, the empty one first. */
  #ways(from: Thing, step: Hop, most: number): readonly Way[] {
    const found: Way[] = [{ to: from, taken: [], through: [] }]
    let latest: readonly Way[] = found
    for (let depth = 0; depth < most; depth++) {
      latest = latest.flatMap(({ to, taken, through }) =>
        this.#leaving(to, step)
          .filter(({ by }) => !taken.includes(by))
          .map(({ by, to: next }) => ({ to: next, taken: [...taken, by], through: [...through, next] })),
      )
      found.push(...latest)
    }
    return found
  }

  /** To each end the ways that no other undercuts; an end that is the start needs none. */
  #shortest(from: Thing, step: Hop): readonly Way[] {
    const ways = this.#ways(from, step, step.repeat?.max ?? 8)
    return ways.filter(({ to, taken }) => taken.length > 0 && ways.every((other) => other.to !== to || other.taken.length >= taken.length))
  }

  #leaving(at: Thing, { verbs, direction }: Hop): readonly { readonly by: Thing; readonly to: Thing }[] {
    const wanted = verbs.map(({ text }) => text.toUpperCase())
    return this.#graph.relationships.flatMap((by) => {
      if (!wanted.includes('RELATES') && !wanted.includes(String(by._class))) return []
      const [from, to] = [this.#entity(by._fromEntityKey), this.#entity(by._toEntityKey)]
      const forth = direction !== 'in' && from === at ? [{ by, to }] : []
      const back = direction !== 'out' && to === at && (from !== to || direction === 'in') ? [{ by, to: from }] : []
      return [...forth, ...back]
    })
  }

  #entity(key: unknown): Thing {
    const entity = this.#graph.entities.find(({ _key }) => _key === key)
    if (entity === undefined) throw new Error(`no entity ${key}`)
    return entity
  }

  // ---- tables ----

  #rows(paths: readonly Path[], columns: readonly NamedColumn[]): readonly (readonly unknown[])[] {
    return paths.map((path) => columns.map(({ expression }) => readValue(expression, (name) => named(path, name))))
  }

  #groups(paths: readonly Path[], columns: readonly NamedColumn[]): readonly (readonly unknown[])[] {
    const keys = columns.filter(({ expression }) => !isAggregate(expression))
    const groups = Map.groupBy(paths, (path) => text(this.#rows([path], keys)))
    const all = keys.length === 0 ? [paths] : [...groups.values()]
    return all.map((group) =>
      columns.map(({ expression }) => {
        const read = (one: Expression) => group.map((path) => readValue(one, (name) => named(path, name)))
        return isAggregate(expression) ? aggregate(expression, read, group.length) : read(expression)[0]
      }),
    )
  }
}

/** @param read the value of an expression on each path of the group */
function aggregate({ name, arguments: [argument] }: Call, read: (one: Expression) => readonly unknown[], paths: number): unknown {
  if (argument === undefined) return paths
  const values = read(argument)
  if (name.text === 'count') return distinct(values.filter((value) => value !== undefined).map(text)).length
  // Each entity weighs once, however many paths lead over it.
  const whose = argument.kind === 'reference' ? read({ ...argument, segments: argument.segments.slice(0, 1) }) : []
  const amounts = [...new Map(whose.map((who, index) => [text(who), values[index]])).values()].filter((value) => typeof value === 'number')
  const sum = amounts.reduce((total, amount) => total + amount, 0)
  if (amounts.length === 0) return undefined
  return name.text === 'sum' ? sum : sum / amounts.length
}

interface Way {
  readonly to: Thing
  readonly taken: readonly Thing[]
  readonly through: readonly Thing[]
}

interface NamedColumn {
  readonly expression: Expression
  readonly name: string
}

function naming(path: Path, name: string | undefined, thing: Thing | undefined): Path {
  return name === undefined ? path : { ...path, named: new Map([...path.named, [name, thing]]) }
}

/** A path counts once, however many groups lead to it. */
function distinctPaths(paths: readonly Path[]): readonly Path[] {
  return [...new Map(paths.map((path) => [path.trail.join(' '), path])).values()]
}

function isAggregate(expression: Expression): expression is Call {
  return expression.kind === 'call' && ['count', 'sum', 'avg'].includes(expression.name.text)
}

// ---- entities ----

function matches(entity: Thing, { selector, filters }: NodePattern): boolean {
  return isSelected(entity, selector) && filters.every((filter) => holds(filter, (name) => propertyOf(entity, name.join('.'))))
}

function isSelected(entity: Thing, selector: Selector): boolean {
  if (selector.kind === 'any') return true
  if (selector.kind === 'union') return selector.items.some((item) => isSelected(entity, item))
  if (selector.kind !== 'name') throw new Error(`no plain reading of ${selector.kind}`)
  const { text: name } = selector.name
  return /^[A-Z]/.test(name) ? [entity._class].flat().includes(name) : entity._type === name
}

/** An alias alone is the whole thing, with more behind it a property. */
function named({ named: names }: Path, [alias = '', ...property]: readonly string[]): unknown {
  const thing = names.get(alias)
  if (thing === undefined) return undefined
  return property.length === 0 ? { whole: keyOf(thing) } : propertyOf(thing, property.join('.'))
}

function propertyOf(thing: Thing, name: string): unknown {
  return thing[name] ?? undefined
}

function keyOf(thing: Thing): string {
  return String(thing._key)
}

// ---- conditions ----

/** What a name stands for. */
type Scope = (name: readonly string[]) => unknown

function holds(filter: Filter, scope: Scope): boolean {
  if (filter.kind === 'and') return filter.operands.every((operand) => holds(operand, scope))
  if (filter.kind === 'or') return filter.operands.some((operand) => holds(operand, scope))
  return positive(filter, filter.right, scope) !== filter.negated
}

function positive(comparison: Comparison, right: Value, scope: Scope): boolean {
  if (right.kind === 'list') {
    const tests = right.values.map((value) => positive(comparison, value, scope))
    return right.mode === 'some' ? tests.includes(true) : !tests.includes(false)
  }
  if (right.kind === 'regex' || right.kind === 'subquery') throw new Error(`no plain reading of ${right.kind}`)
  const value = readValue(comparison.left, scope)
  if (right.kind === 'missing') return comparison.operator === '=' && value === undefined
  return elements(value).some((a) => elements(readValue(right, scope)).some((b) => compares(comparison.operator, a, b)))
}

function elements(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

function compares(operator: Comparison['operator'], a: unknown, b: unknown): boolean {
  if (operator === '=') return text(a) === text(b)
  if (typeof a === 'string' && typeof b === 'string') {
    if (operator === '~=') return a.includes(b)
    if (operator === '^=') return a.startsWith(b)
    if (operator === '$=') return a.endsWith(b)
  }
  const sameKind = (typeof a === 'string' && typeof b === 'string') || (typeof a === 'number' && typeof b === 'number')
  if (!sameKind) return false
  if (operator === '>') return a > b
  if (operator === '<') return a < b
  return operator === '>=' ? a >= b : operator === '<=' && a <= b
}

function readValue(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return expression.value
    case 'missing':
      return undefined
    case 'reference':
      return scope(expression.segments.map(({ text: segment }) => segment))
    case 'call':
      if (expression.name.text === 'coalesce')
        return expression.arguments.map((argument) => readValue(argument, scope)).find((value) => value !== undefined)
  }
  throw new Error(`no plain reading of ${expression.kind}`)
}

// ---- rows ----

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined'
}

function distinct(rows: readonly string[]): readonly string[] {
  return [...new Set(rows)]
}

function distinctRows(rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  return [...new Map(rows.map((row) => [text(row.map((cell) => cell ?? null)), row])).values()]
}
