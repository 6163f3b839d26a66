/**
 * Conditions in SQL. A positive test is TRUE, or FALSE or NULL where it does not hold; a negated one is the test's
 * IS NOT TRUE, so that what is missing fails every positive test and passes every negated one.
 */
import type { Comparator } from '../ast.ts'
import type { Condition, Operand, Test } from '../pattern.ts'
import { wordPattern } from '../search.ts'
import { valueSql } from './expressions.ts'
import type { Scope } from './scope.ts'
import { and, bound, or, own, type Sql, selects, sql } from './sql.ts'
import { asJson, elements, jsonText, type SqlValue } from './value.ts'

export function conditionSql(condition: Condition, scope: Scope): Sql {
  switch (condition.kind) {
    case 'and':
      return and(condition.operands.map((operand) => conditionSql(operand, scope)))
    case 'or':
      return or(condition.operands.map((operand) => conditionSql(operand, scope)))
    case 'search':
      return search(scope.row(condition.of), condition.words)
    case 'test':
      return testSql(condition, scope)
  }
}

function testSql(test: Test, scope: Scope): Sql {
  const positive =
    test.left.kind === 'missing' && isOneValue(test.right)
      ? positiveTest(test.operator, valueSql(test.right, scope), test.left, scope)
      : positiveTest(test.operator, valueSql(test.left, scope), test.right, scope)
  return test.negated ? sql`(${positive} IS NOT TRUE)` : positive
}

function isOneValue(operand: Operand): operand is Exclude<Operand, { kind: 'regex' | 'list' | 'subquery' }> {
  return operand.kind !== 'regex' && operand.kind !== 'list' && operand.kind !== 'subquery'
}

function positiveTest(operator: Comparator, left: SqlValue, right: Operand, scope: Scope): Sql {
  switch (right.kind) {
    case 'list': {
      const texts = operator === '=' && right.mode === 'some' ? textsOf(right.values) : undefined
      if (texts !== undefined && texts.length > 1) return equalsOneOf(left, texts)
      const numbers = operator === '=' && right.mode === 'some' ? numbersOf(right.values) : undefined
      if (numbers !== undefined && numbers.length > 1) return isOneOfNumbers(left, numbers)
      const tests = right.values.map((value) => positiveTest(operator, left, value, scope))
      return right.mode === 'some' ? or(tests) : and(tests)
    }
    case 'subquery':
      return operator === '=' ? equalsFound(left, scope.subquery(right.query, right.value)) : own('FALSE')
    case 'regex':
      return anyText(left, (text) => sql`regexp_matches(${text}, ${bound(anchored(operator, right.pattern))})`)
    case 'missing':
      return operator === '=' ? sql`${left.sql} IS NULL` : own('FALSE')
    case 'text':
      return againstText(operator, left, right.value)
    case 'boolean':
      return operator === '=' ? equalsBoolean(left, right.value) : own('FALSE')
    default:
      return compare(operator, left, valueSql(right, scope))
  }
}

/** `=`, `!=`, `~=` search anywhere; `^=` and `$=` at one end. */
function anchored(operator: Comparator, pattern: string): string {
  const flags = /^\(\?[ims]+\)/.exec(pattern)?.[0] ?? ''
  const body = pattern.slice(flags.length)
  if (operator === '^=') return `${flags}^(?:${body})`
  if (operator === '$=') return `${flags}(?:${body})$`
  return pattern
}

// ---- against values that stand in the query ----

function againstText(operator: Comparator, left: SqlValue, wanted: string): Sql {
  if (operator === '=') {
    if (left.type === 'text') return sql`${left.sql} = ${bound(wanted)}`
    const equal = equalsLiteral(left, jsonText(wanted))
    return and([...mustContain(left, wanted, `"${wanted}"`), equal])
  }
  const test = anyText(left, (text) => textTest(operator, text, bound(wanted)))
  return isContainment(operator) ? and([...mustContain(left, wanted, wanted), test]) : test
}

/** Equal to a scalar, given as JSON text, or an array with such an element. */
function equalsLiteral(left: SqlValue, literal: Sql): Sql {
  if (left.type !== 'json') return left.type === 'boolean' ? sql`CAST(${left.sql} AS VARCHAR) = ${literal}` : own('FALSE')
  return or([sql`${extracted(left)} = ${literal}`, and([mayBeArray(left), sql`list_contains(${itemsOf(left)}, ${literal})`])])
}

function equalsBoolean(left: SqlValue, wanted: boolean): Sql {
  const literal = own(wanted ? `'true'` : `'false'`)
  if (left.type !== 'json') return equalsLiteral(left, literal)
  const scalar = sql`${extracted(left)} = ${literal}`
  const array = and([mayBeArray(left), sql`list_contains(${itemsOf(left)}, ${literal})`])
  return or([and([...follows(left, String(wanted)), scalar]), array])
}

/** A search of the whole document for what the value would have to contain: it rules out most rows at little cost. */
function mustContain(left: SqlValue, wanted: string, text: string): readonly Sql[] {
  if (left.type !== 'json' || left.property === undefined || !isPlain(wanted)) return []
  const { document } = left.property
  const short = needle(text)
  return [...(short === text ? [] : [short]), text].map((part) => sql`contains(${document}, ${bound(part)})`)
}

/** Whether the document has, directly after the value's name, what a value would have to begin with. */
function follows({ property }: JsonValue, beginning: string): readonly Sql[] {
  if (property === undefined || !property.names.every(isPlain)) return []
  const needles = new Set(property.names.map((name) => needle(`"${name}":${beginning}`)))
  return [or([...needles].map((text) => sql`contains(${property.document}, ${bound(text)})`))]
}

const needleBytes = 8

/**
 * The end of a text, as long as the engine looks for in single steps. A search begins at the first place of its first
 * character, so quotes, which are everywhere, must not lead it; of an address its part before the @ tells most.
 */
function needle(text: string): string {
  const told = text.split('@', 1)[0] ?? ''
  // Half a character at the front is none.
  const letters = [...told.slice(-needleBytes).replace(/^[\uDC00-\uDFFF]|^"/, '')]
  while (letters.length > 1 && Buffer.byteLength(letters.join('')) > needleBytes) letters.shift()
  const end = letters.join('')
  return end === '' || end === '"' ? text : end
}

function isContainment(operator: Comparator): boolean {
  return operator === '~=' || operator === '^=' || operator === '$='
}

/** Written in JSON as it stands, without escapes: the document then holds it exactly where the value does. */
function isPlain(text: string): boolean {
  return text !== '' && !/[\p{Cc}"\\]/u.test(text)
}

function textTest(operator: Comparator, text: Sql, wanted: Sql): Sql {
  switch (operator) {
    case '~=':
      return sql`contains(${text}, ${wanted})`
    case '^=':
      return sql`starts_with(${text}, ${wanted})`
    case '$=':
      return sql`ends_with(${text}, ${wanted})`
    default:
      return sql`${text} ${own(operator)} ${wanted}`
  }
}

/** Whether the value, or an element of it, is a text for which the test holds. */
function anyText(value: SqlValue, test: (text: Sql) => Sql): Sql {
  if (value.type === 'text') return test(value.sql)
  return anyElement(value, (item) => sql`(starts_with(${item}, '"') AND ${test(sql`json_extract_string(${item}, '$')`)})`)
}

/** Whether the value, or an element of it when it is an array, satisfies the test; the test must fail for arrays. */
function anyElement(value: SqlValue, test: (item: Sql) => Sql): Sql {
  if (value.type !== 'json') return own('FALSE')
  // Going through a list of one, the engine takes the document apart once, however often the test looks at the value.
  const item = test(own('x'))
  const isOnce = value.property === undefined || selects(item)
  const scalar = isOnce ? test(extracted(value)) : some(sql`[${extracted(value)}]`, 'x', item)
  return or([scalar, and([mayBeArray(value), some(itemsOf(value), 'x', item)])])
}

type JsonValue = Extract<SqlValue, { type: 'json' }>

function extracted(value: JsonValue): Sql {
  return value.property?.extracted ?? value.sql
}

/** The elements of an array; nothing of any other value. */
function itemsOf(value: JsonValue): Sql {
  return sql`CAST(json_extract(${extracted(value)}, '$[*]') AS VARCHAR[])`
}

/** True for every array. The document is stored without spaces, so an array follows its name directly. */
function mayBeArray(value: JsonValue): Sql {
  const [test] = follows(value, '[')
  return test ?? sql`starts_with(${extracted(value)}, '[')`
}

function textsOf(values: readonly Operand[]): readonly string[] | undefined {
  const texts = values.flatMap((value) => (value.kind === 'text' ? [value.value] : []))
  return texts.length === values.length ? texts : undefined
}

function numbersOf(values: readonly Operand[]): readonly number[] | undefined {
  const numbers = values.flatMap((value) => (value.kind === 'number' ? [value.value] : []))
  return numbers.length === values.length ? numbers : undefined
}

function isOneOfNumbers(left: SqlValue, numbers: readonly number[]): Sql {
  const list = sql`CAST(${bound(numbers)} AS DOUBLE[])`
  if (left.type === 'number') return isOneOf(left.sql, list, numbers.length)
  return anyElement(left, (item) => sql`list_contains(${list}, TRY_CAST(${item} AS DOUBLE))`)
}

/** Above so many texts a hash table is quicker than one look after the other. */
const fewTexts = 20

function equalsOneOf(left: SqlValue, texts: readonly string[]): Sql {
  if (left.type === 'text') return isOneOf(left.sql, bound(texts), texts.length)
  if (left.type !== 'json') return own('FALSE')
  const wanted = sql`list_transform(${bound(texts)}, lambda s: CAST(to_json(s) AS VARCHAR))`
  const array = and([mayBeArray(left), sql`list_has_any(${itemsOf(left)}, ${wanted})`])
  return or([isOneOf(extracted(left), wanted, texts.length), array])
}

function isOneOf(value: Sql, list: Sql, length: number): Sql {
  return length <= fewTexts ? sql`list_contains(${list}, ${value})` : sql`${value} IN (SELECT unnest(${list}))`
}

/** A list of values found by a query inside the query; each element of an array counts. */
function equalsFound(left: SqlValue, found: Sql): Sql {
  const items = sql`(SELECT DISTINCT unnest(CASE WHEN starts_with(value, '[') THEN CAST(json_extract(value, '$[*]') AS VARCHAR[]) ELSE [value] END) AS item FROM (${found}) WHERE value IS NOT NULL)`
  const scalar = sql`${asJson(left)} IN (SELECT item FROM ${items})`
  if (left.type !== 'json') return scalar
  return or([scalar, and([mayBeArray(left), sql`list_has_any(${itemsOf(left)}, (SELECT list(item) FROM ${items}))`])])
}

// ---- values against values ----

function compare(operator: Comparator, left: SqlValue, right: SqlValue): Sql {
  if (left.type === 'text' && right.type === 'text') return textTest(operator, left.sql, right.sql)
  if (isContainment(operator)) {
    if (right.type === 'text') return anyText(left, (text) => textTest(operator, text, right.sql))
    if (selects(left.sql) || selects(right.sql)) return pairs(left, right, bothTexts(textTest(operator, textOf('x'), textOf('y'))))
    return anyText(right, (wanted) => anyTextInside(left, (text) => textTest(operator, text, wanted)))
  }
  if (right.type === 'number') return againstNumber(operator, left, right.sql)
  if (left.type === 'number') return againstNumber(mirrored(operator), right, left.sql)
  if (operator === '=') return equal(left, right)
  if (right.type === 'text') return anyText(left, (text) => textTest(operator, text, right.sql))
  if (left.type === 'text') return anyText(right, (text) => textTest(mirrored(operator), text, left.sql))
  return ordered(operator, left, right)
}

function mirrored(operator: Comparator): Comparator {
  const opposite: Partial<Record<Comparator, Comparator>> = { '>': '<', '<': '>', '>=': '<=', '<=': '>=' }
  return opposite[operator] ?? operator
}

function againstNumber(operator: Comparator, left: SqlValue, number: Sql): Sql {
  if (left.type === 'number') return sql`${left.sql} ${own(operator)} ${number}`
  return anyElement(left, (item) => sql`TRY_CAST(${item} AS DOUBLE) ${own(operator)} ${number}`)
}

function equal(left: SqlValue, right: SqlValue): Sql {
  const isWhole = (value: SqlValue) => value.type === 'entity' || value.type === 'relationship'
  if (isWhole(left) || isWhole(right)) return left.type === right.type ? sql`${left.sql} = ${right.sql}` : own('FALSE')
  const scalar = sql`${asJson(left)} = ${asJson(right)}`
  const arrays = [left, right].flatMap((value) => (value.type === 'json' ? [sql`starts_with(${value.sql}, '[')`] : []))
  return arrays.length === 0
    ? scalar
    : sql`CASE WHEN ${or(arrays)} THEN list_has_any(${elements(left)}, ${elements(right)}) ELSE ${scalar} END`
}

/** Two properties of unknown types: numbers by value, texts by code point, any element with any element. */
function ordered(operator: Comparator, left: SqlValue, right: SqlValue): Sql {
  const numbers = sql`TRY_CAST(x AS DOUBLE) ${own(operator)} TRY_CAST(y AS DOUBLE)`
  const texts = bothTexts(textTest(operator, textOf('x'), textOf('y')))
  return pairs(left, right, sql`(COALESCE(${numbers}, FALSE) OR ${texts})`)
}

function bothTexts(test: Sql): Sql {
  return sql`(starts_with(x, '"') AND starts_with(y, '"') AND ${test})`
}

function textOf(item: 'x' | 'y'): Sql {
  return own(`json_extract_string(${item}, '$')`)
}

/** Whether the test holds for an element `x` of the one and an element `y` of the other. */

function pairs(left: SqlValue, right: SqlValue, test: Sql): Sql {
  const [xs, ys] = [elements(left), elements(right)]
  return selects(xs) || selects(ys)
    ? sql`EXISTS (SELECT 1 FROM (SELECT unnest(${xs}) AS x) CROSS JOIN (SELECT unnest(${ys}) AS y) WHERE ${test})`
    : some(xs, 'x', some(ys, 'y', test))
}

/** As {@link anyText}, inside a test that already names an element `x`. */
function anyTextInside(value: SqlValue, test: (text: Sql) => Sql): Sql {
  if (value.type === 'text') return test(value.sql)
  const isText = sql`(starts_with(y, '"') AND ${test(textOf('y'))})`
  return some(elements(value), 'y', isText)
}

/**
 * Whether the test holds for an item of the list. The engine takes no SELECT inside a lambda, so a test that looks something
 * up (the name of a type, of an integration) makes the whole a SELECT over the items.
 */
function some(list: Sql, item: 'x' | 'y', test: Sql): Sql {
  return selects(test)
    ? sql`EXISTS (SELECT 1 FROM (SELECT unnest(${list}) AS ${own(item)}) WHERE ${test})`
    : sql`len(list_filter(${list}, lambda ${own(item)}: ${test})) > 0`
}

// ---- full text ----

/**
 * Every word must be found in some property or in the key. The document as a whole is searched first, which rules out
 * nearly all rows.
 */
function search(row: string, words: readonly string[]): Sql {
  if (words.length === 0) return own('FALSE')
  const [key, document] = [own(`${row}.key`), own(`${row}.properties`)]
  const isLeaf = "NOT (starts_with(x, '[') OR starts_with(x, '{'))"
  const leaves = sql`list_filter(CAST(json_extract(${document}, '$..*') AS VARCHAR[]), lambda x: ${own(isLeaf)})`
  const texts = sql`array_to_string(list_append(list_transform(${leaves}, lambda x: json_extract_string(x, '$')), ${key}), chr(10))`
  return and([
    ...words.map((word) => {
      const anywhere = bound(`(?i)${word}`)
      return sql`(regexp_matches(CAST(${document} AS VARCHAR), ${anywhere}) OR regexp_matches(${key}, ${anywhere}))`
    }),
    ...words.map((word) => sql`regexp_matches(${texts}, ${bound(wordPattern(word))})`),
  ])
}
