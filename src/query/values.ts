/** Expressions and filters with their names resolved. */

import type { Aliases } from './aliases.ts'
import type { Value as AstValue, Call, Expression, Filter, Reference } from './ast.ts'
import type { ResolveContext } from './context.ts'
import { shift } from './dates.ts'
import type { Range } from './error.ts'
import { hasAggregate } from './fold.ts'
import { nearest } from './nearest.ts'
import {
  type AggregateFunction,
  aggregateFunctions,
  type Binding,
  type Condition,
  type Operand,
  type ResolvedQuery,
  type ScalarFunction,
  scalarFunctions,
  type Value,
} from './pattern.ts'
import type { ParameterValue } from './settings.ts'

/** Where an expression stands decides what its names mean. */
export type Place =
  /** Names are properties of one entity. */
  | { readonly kind: 'with'; readonly of: Binding; readonly aliases: Aliases }
  | { readonly kind: 'where'; readonly aliases: Aliases }
  | { readonly kind: 'return'; readonly aliases: Aliases }
  /** HAVING and ORDER BY: result columns come first. `listed` stands for bare properties where there is no RETURN. */
  | { readonly kind: 'result'; readonly aliases: Aliases; readonly columns: readonly ResultColumn[]; readonly listed?: Binding }

export interface ResultColumn {
  readonly name: string
  readonly value: Value | undefined
}

/** More are refused, before the engine is asked to plan them. Lists of texts or numbers are one comparison each. */
const maxTests = 500

export class ValueResolver {
  #tests = 0
  readonly #context: ResolveContext
  readonly #subquery: (query: Extract<AstValue, { kind: 'subquery' }>['query']) => ResolvedQuery

  constructor(context: ResolveContext, subquery: (query: Extract<AstValue, { kind: 'subquery' }>['query']) => ResolvedQuery) {
    this.#context = context
    this.#subquery = subquery
  }

  condition(filter: Filter, place: Place): Condition {
    if (filter.kind !== 'comparison') {
      return { kind: filter.kind, operands: filter.operands.map((operand) => this.condition(operand, place)) }
    }
    this.#count(filter.range)
    return {
      kind: 'test',
      operator: filter.operator,
      negated: filter.negated,
      left: this.value(filter.left, place),
      right: this.operand(filter.right, place),
    }
  }

  operand(value: AstValue, place: Place): Operand {
    switch (value.kind) {
      case 'regex':
        return { kind: 'regex', pattern: this.#pattern(value) }
      case 'list':
        if (!value.values.every(({ kind }) => kind === 'string' || kind === 'number'))
          for (const item of value.values) this.#count(item.range)
        return { kind: 'list', mode: value.mode, values: value.values.map((item) => this.operand(item, place)) }
      case 'subquery':
        return this.#subqueryOperand(value)
      case 'parameter': {
        const given = this.#context.parameter(value.name, value.range)
        return isList(given) ? { kind: 'list', mode: 'some', values: given.map(literal) } : literal(given)
      }
      default:
        return this.value(value, place)
    }
  }

  value(expression: Expression, place: Place): Value {
    const column = place.kind === 'result' ? this.#column(expression, place) : undefined
    if (column !== undefined) return { kind: 'column', index: column }
    switch (expression.kind) {
      case 'string':
        return { kind: 'text', value: expression.value }
      case 'number':
        return { kind: 'number', value: expression.value }
      case 'boolean':
        return { kind: 'boolean', value: expression.value }
      case 'missing':
        return { kind: 'missing' }
      case 'date':
        return { kind: 'number', value: this.date(expression) }
      case 'parameter':
        return this.#parameter(expression.name, expression.range)
      case 'reference':
        return this.#reference(expression, place)
      case 'call':
        return this.#call(expression, place)
      case 'negative':
        return { kind: 'negative', operand: this.value(expression.operand, place) }
      case 'arithmetic':
        return {
          kind: 'arithmetic',
          operator: expression.operator,
          left: this.value(expression.left, place),
          right: this.value(expression.right, place),
        }
    }
  }

  #count(range: Range): void {
    if (++this.#tests > maxTests) throw this.#context.error('size', `A query may make at most ${maxTests} comparisons`, range)
  }

  /** Epoch milliseconds. */
  date({ base, offset }: Extract<Expression, { kind: 'date' }>): number {
    const from = base === 'now' ? this.#context.now : base
    return offset === undefined ? from : shift(from, offset.amount, offset.unit)
  }

  #parameter(name: string, range: Range): Value {
    const given = this.#context.parameter(name, range)
    if (isList(given)) throw this.#context.error('parameter', `The parameter \${${name}} is a list; one value is needed`, range)
    return literal(given)
  }

  #subqueryOperand(value: Extract<AstValue, { kind: 'subquery' }>): Operand {
    const query = this.#subquery(value.query)
    const [column, ...others] = query.output.kind === 'table' ? query.output.columns : []
    if (value.query.asOf !== undefined)
      throw this.#context.error('syntax', 'AS OF stands at the end of the whole query', value.query.asOf.range)
    if (column?.kind !== 'value' || column.value.kind === 'whole' || others.length > 0) {
      throw this.#context.error('value', 'A query inside a query must RETURN exactly one property', value.range)
    }
    return { kind: 'subquery', query, value: column.value }
  }

  /** The index of the result column that an expression of HAVING or ORDER BY means: by its name, or by saying the same. */
  #column(expression: Expression, place: Extract<Place, { kind: 'result' }>): number | undefined {
    const name = columnName(expression)
    const named = name === undefined ? -1 : place.columns.findLastIndex((column) => column.name === name)
    if (named !== -1) return named
    if (expression.kind !== 'reference' && expression.kind !== 'call' && expression.kind !== 'arithmetic') return undefined
    if (expression.kind === 'reference' && place.aliases.get(expression.segments[0]?.text ?? '') === undefined) return undefined
    const same = JSON.stringify(this.value(expression, { kind: 'return', aliases: place.aliases }))
    const index = place.columns.findIndex((column) => column.value !== undefined && JSON.stringify(column.value) === same)
    return index === -1 ? undefined : index
  }

  #reference(reference: Reference, place: Place): Value {
    const { segments, range } = reference
    const names = segments.map(({ text }) => text)
    if (reference.star) throw this.#context.error('syntax', `"${names.join('.')}.*" can only be a column of RETURN`, range)
    const [first = '', ...rest] = names
    if (place.kind === 'with') {
      if (rest.length > 0 && place.aliases.get(first) !== undefined) {
        this.#context.warn(`WITH takes the bare name of a property: "${rest.join('.')}", not "${names.join('.')}"`, range, rest.join('.'))
      }
      return this.#property(place.of, names.join('.'), range)
    }
    const of = place.aliases.get(first)
    if (of !== undefined) return rest.length === 0 ? { kind: 'whole', of } : this.#property(of, rest.join('.'), range)
    if (place.kind === 'result' && place.listed !== undefined) return this.#property(place.listed, names.join('.'), range)
    throw this.#unknownAlias(names, range, place)
  }

  #property(of: Binding, name: string, range: Range): Value {
    if (of.kind === 'node' || of.kind === 'latest') this.#context.properties.push({ name, range })
    return { kind: 'property', of, name }
  }

  #unknownAlias(names: readonly string[], range: Range, place: Exclude<Place, { kind: 'with' }>): Error {
    const columns = place.kind === 'result' ? place.columns.map(({ name }) => name) : []
    const known = [...place.aliases.names, ...columns]
    const meant = nearest(names[0] ?? '', known)
    const listed = known.map((name) => `"${name}"`).join(', ')
    const what =
      place.kind === 'where'
        ? `Invalid predicate filter selector provided: "${names.join('.')}", valid filter selectors are: ${listed}`
        : `Invalid ${place.kind === 'return' ? 'return' : 'result'} selector provided: "${names[0]}", valid return selectors are: ${listed}`
    return this.#context.error('name', what, range, meant === undefined ? {} : { suggestion: `"${meant}"` })
  }

  #call(call: Call, place: Place): Value {
    const name = call.name.text.toLowerCase()
    const aggregate = aggregateFunctions.find((known) => known === name)
    if (aggregate !== undefined) return this.#aggregate(aggregate, call, place)
    const scalar = scalarFunctions.find((known) => known === name)
    if (scalar === undefined) {
      const known = [...aggregateFunctions, ...scalarFunctions]
      const meant = nearest(name, known)
      const facts = meant === undefined ? { expected: known } : { suggestion: meant }
      throw this.#context.error('name', `There is no function "${call.name.text}"`, call.name.range, facts)
    }
    this.#checkArguments(scalar, call)
    return { kind: 'function', name: scalar, arguments: call.arguments.map((argument) => this.value(argument, place)) }
  }

  #aggregate(name: AggregateFunction, call: Call, place: Place): Value {
    if (place.kind === 'with' || place.kind === 'where') {
      throw this.#context.error('syntax', `${name}() counts over results and can only stand in RETURN, HAVING and ORDER BY`, call.range)
    }
    if (call.star && name === 'count') return { kind: 'aggregate', function: name }
    const [argument, ...others] = call.arguments
    if (argument === undefined || others.length > 0) throw this.#context.error('syntax', `${name}() takes one argument`, call.range)
    const inner = this.value(withoutStar(argument), { kind: 'return', aliases: place.aliases })
    if (hasAggregate(inner)) throw this.#context.error('syntax', `${name}() cannot be taken of another aggregate`, call.range)
    return { kind: 'aggregate', function: name, argument: inner }
  }

  #checkArguments(name: ScalarFunction, call: Call): void {
    const most = { concat: Infinity, merge: Infinity, coalesce: Infinity, abs: 1, sqrt: 1, ceil: 1, floor: 1, round: 2 }[name]
    const given = call.arguments.length
    if (given > 0 && given <= most && !call.star) return
    throw this.#context.error(
      'syntax',
      `${name}() takes ${most === 1 ? 'one argument' : most === 2 ? 'one or two arguments' : 'one or more arguments'}`,
      call.range,
    )
  }

  #pattern({ source, flags, range }: Extract<AstValue, { kind: 'regex' }>): string {
    if (!/^[ims]*$/.test(flags)) {
      throw this.#context.error('value', `A regular expression has no flag "${flags.replace(/[ims]/g, '')}"`, range, {
        expected: ['i', 'm', 's'],
      })
    }
    const pattern = flags === '' ? source : `(?${[...new Set(flags)].join('')})${source}`
    const refusal = (reason: string) =>
      this.#context.error(
        'value',
        `This regular expression is not supported (${reason}; RE2 syntax, without look-around and back-references)`,
        range,
      )
    this.#context.patterns.push({ pattern, refusal })
    return pattern
  }
}

function columnName(expression: Expression): string | undefined {
  if (expression.kind === 'reference' && !expression.star) return expression.segments.map(({ text }) => text).join('.')
  return expression.kind === 'string' ? expression.value : undefined
}

/** `count(u.*)` is `count(u)`. */
function withoutStar(argument: Expression): Expression {
  return argument.kind === 'reference' && argument.star ? { ...argument, star: false } : argument
}

function isList(value: ParameterValue): value is readonly (string | number | boolean)[] {
  return Array.isArray(value)
}

function literal(value: string | number | boolean): Value {
  if (typeof value === 'string') return { kind: 'text', value }
  return typeof value === 'number' ? { kind: 'number', value } : { kind: 'boolean', value }
}
