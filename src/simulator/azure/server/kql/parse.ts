/** The part of the Kusto query language that reads Resource Graph tables. https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'path'; readonly names: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'within'; readonly operator: string; readonly left: Expression; readonly items: readonly Expression[] }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }

export interface Column {
  readonly name: string
  readonly value: Expression
}

export type Stage =
  | { readonly kind: 'where'; readonly test: Expression }
  | { readonly kind: 'project' | 'extend'; readonly columns: readonly Column[] }
  | { readonly kind: 'order'; readonly keys: readonly { readonly value: Expression; readonly descending: boolean }[] }
  | { readonly kind: 'take'; readonly count: number }
  | { readonly kind: 'count' }
  | { readonly kind: 'summarize'; readonly name: string; readonly by: readonly Column[] }
  | { readonly kind: 'distinct'; readonly columns: readonly Column[] }

export interface Query {
  readonly table: string
  readonly stages: readonly Stage[]
}

/** The query cannot be read. */
export class KqlError extends Error {
  override readonly name = 'KqlError'
}

type Token = { readonly kind: 'text' | 'number' | 'word' | 'sign' | 'end'; readonly text: string }

const pattern =
  /\s+|\/\/[^\n]*|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<number>\d+(?:\.\d+)?)|(?<word>!?(?:in|has|contains|startswith|endswith)~?(?!\w)|[A-Za-z_$][\w$]*(?:-away|-keep)?)|(?<sign>==|!=|=~|!~|>=|<=|[|(),.[\]=<>])/giy

function tokens(query: string): Token[] {
  const found: Token[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < query.length) {
    const start = pattern.lastIndex
    const match = pattern.exec(query)
    if (match === null) throw new KqlError(`Unexpected character at position ${start}: ${query.slice(start, start + 20)}`)
    for (const kind of ['text', 'number', 'word', 'sign'] as const) {
      const text = match.groups?.[kind]
      if (text !== undefined) found.push({ kind, text })
    }
  }
  return found
}

export function parse(query: string): Query {
  const parser = new Parser(tokens(query))
  return parser.query()
}

const comparisons = [
  '==',
  '!=',
  '=~',
  '!~',
  '>',
  '>=',
  '<',
  '<=',
  ...['has', 'contains', 'startswith', 'endswith'].flatMap((word) => [word, `!${word}`]),
]
const memberships = ['in', 'in~', '!in', '!in~']

class Parser {
  readonly #tokens: readonly Token[]
  #position = 0

  constructor(found: readonly Token[]) {
    this.#tokens = found
  }

  query(): Query {
    const table = this.#word().toLowerCase()
    const stages: Stage[] = []
    while (this.#take('|')) stages.push(this.#stage())
    if (this.#peek.kind !== 'end') throw new KqlError(`Unexpected '${this.#peek.text}'`)
    return { table, stages }
  }

  #stage(): Stage {
    const name = this.#word().toLowerCase()
    switch (name) {
      case 'where':
      case 'filter':
        return { kind: 'where', test: this.#or() }
      case 'project':
      case 'extend':
        return { kind: name, columns: this.#columns() }
      case 'distinct':
        return { kind: 'distinct', columns: this.#columns() }
      case 'order':
      case 'sort':
        this.#expect('by')
        return { kind: 'order', keys: this.#keys() }
      case 'take':
      case 'limit':
        return { kind: 'take', count: Number(this.#next('number').text) }
      case 'count':
        return { kind: 'count' }
      case 'summarize':
        return this.#summarize()
      default:
        throw new KqlError(`The simulated Resource Graph does not know the operator '${name}'`)
    }
  }

  #summarize(): Stage {
    const word = this.#word()
    const named = this.#take('=')
    if (named) this.#expect('count')
    else if (word.toLowerCase() !== 'count') throw new KqlError(`The simulated Resource Graph summarizes by count() only, not '${word}'`)
    this.#expect('(')
    this.#expect(')')
    return { kind: 'summarize', name: named ? word : 'count_', by: this.#take('by') ? this.#columns() : [] }
  }

  #columns(): Column[] {
    const columns: Column[] = []
    do {
      const ahead = this.#tokens[this.#position + 1]
      if (this.#peek.kind === 'word' && ahead?.text === '=') {
        const name = this.#word()
        this.#expect('=')
        columns.push({ name, value: this.#or() })
      } else {
        const value = this.#or()
        columns.push({ name: columnName(value, columns.length), value })
      }
    } while (this.#take(','))
    return columns
  }

  #keys() {
    const keys: { value: Expression; descending: boolean }[] = []
    do {
      const value = this.#primary()
      const ascending = this.#take('asc')
      // Kusto sorts downwards unless told otherwise.
      if (!ascending) this.#take('desc')
      keys.push({ value, descending: !ascending })
    } while (this.#take(','))
    return keys
  }

  #or(): Expression {
    let left = this.#and()
    while (this.#take('or')) left = { kind: 'or', left, right: this.#and() }
    return left
  }

  #and(): Expression {
    let left = this.#comparison()
    while (this.#take('and')) left = { kind: 'and', left, right: this.#comparison() }
    return left
  }

  #comparison(): Expression {
    const left = this.#primary()
    const operator = this.#peek.text.toLowerCase()
    if (memberships.includes(operator)) {
      this.#position++
      return { kind: 'within', operator, left, items: this.#operands() }
    }
    if (!comparisons.includes(operator)) return left
    this.#position++
    return { kind: 'compare', operator, left, right: this.#primary() }
  }

  #primary(): Expression {
    const token = this.#peek
    if (this.#take('(')) {
      const inner = this.#or()
      this.#expect(')')
      return inner
    }
    this.#position++
    if (token.kind === 'text') return { kind: 'literal', value: token.text.slice(1, -1).replace(/\\(.)/g, '$1') }
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) }
    if (token.kind !== 'word') throw new KqlError(`Unexpected '${token.text}'`)
    if (/^(true|false)$/i.test(token.text)) return { kind: 'literal', value: token.text.toLowerCase() === 'true' }
    if (this.#peek.text === '(') return { kind: 'call', name: token.text.toLowerCase(), operands: this.#operands() }
    return { kind: 'path', names: [token.text, ...this.#members()] }
  }

  #members(): string[] {
    const names: string[] = []
    for (;;) {
      if (this.#take('.')) names.push(this.#word())
      else if (this.#take('[')) {
        names.push(this.#next(this.#peek.kind === 'number' ? 'number' : 'text').text.replace(/^['"]|['"]$/g, ''))
        this.#expect(']')
      } else return names
    }
  }

  #operands(): Expression[] {
    const operands: Expression[] = []
    this.#expect('(')
    if (this.#take(')')) return operands
    do operands.push(this.#or())
    while (this.#take(','))
    this.#expect(')')
    return operands
  }

  get #peek(): Token {
    return this.#tokens[this.#position] ?? { kind: 'end', text: 'end of query' }
  }

  #next(kind: Token['kind']): Token {
    const token = this.#peek
    if (token.kind !== kind) throw new KqlError(`Unexpected '${token.text}'`)
    this.#position++
    return token
  }

  #word(): string {
    return this.#next('word').text
  }

  #take(text: string): boolean {
    if (this.#peek.kind === 'text' || this.#peek.text.toLowerCase() !== text) return false
    this.#position++
    return true
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new KqlError(`Expected '${text}' before '${this.#peek.text}'`)
  }
}

function columnName(value: Expression, index: number): string {
  return value.kind === 'path' ? value.names.join('_') : `Column${index + 1}`
}
