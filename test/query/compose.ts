/**
 * Makes queries up that mean something: aliases are defined before they are used, properties exist, clauses fit together.
 * generate.ts walks the grammar at random and comes to an answer once in twenty times; nearly all of these do.
 */

import { pick, type Random } from './generate.ts'

/** What a query may name. */
export interface Vocabulary {
  readonly selectors: readonly string[]
  readonly verbs: readonly string[]
  readonly properties: readonly string[]
  readonly relationshipProperties: readonly string[]
  /** As they are written: `'web'`, `3`, `undefined`. */
  readonly values: readonly string[]
}

export interface Composition {
  /** Steps that go back and forth, full text and expressions are only for asking whether there is an answer. */
  readonly plain: boolean
}

export function compose(words: Vocabulary, random: Random, { plain }: Composition = { plain: false }): string {
  return new Composer(words, random, plain).query()
}

class Composer {
  readonly #words: Vocabulary
  readonly #random: Random
  readonly #plain: boolean
  readonly #entities: string[] = []
  readonly #relationships: string[] = []
  #depth = 0
  #namesGroups = true

  constructor(words: Vocabulary, random: Random, plain: boolean) {
    this.#words = words
    this.#random = random
    this.#plain = plain
  }

  query(): string {
    const asOf = !this.#plain && this.#chance(0.05) ? ' AS OF date.now' : ''
    if (this.#chance(0.08)) return this.#shortest() + asOf
    const unique = this.#chance(0.25) ? 'UNIQUE ' : ''
    const pattern = `${this.#node()}${this.#steps()}`
    return `FIND ${unique}${pattern}${this.#where()}${this.#result()}${asOf}`
  }

  #shortest(): string {
    const hop = `THAT ${this.#verbs()}{1,${this.#pick(['1', '2', '3'])}}${this.#direction()} ${this.#node()}`
    return `FIND SHORTEST ${this.#node()} ${hop}${this.#where()}${this.#result()}`
  }

  // ---- the pattern ----

  #node(named = true): string {
    const selector = this.#selector()
    const filter = this.#chance(0.25) ? ` WITH ${this.#filter(() => this.#pick(this.#words.properties))}` : ''
    const alias = named && this.#chance(0.8) ? ` AS ${this.#name(this.#entities, 'e')}` : ''
    return this.#chance(0.1) ? `${selector}${alias}${filter}` : `${selector}${filter}${alias}`
  }

  #selector(): string {
    const one = (): string => this.#pick(this.#words.selectors)
    const kind = this.#random()
    if (kind < 0.6) return one()
    if (kind < 0.75) return '*'
    if (kind < 0.9 || this.#plain) return `(${one()}|${one()})`
    return this.#pick(["'web'", '#Marked', '#Marked Host', `(#Marked|${one()})`])
  }

  #steps(): string {
    const steps: string[] = []
    const times = this.#pick([0, 0, 1, 1, 1, 2, 2, 3])
    let groups = this.#pick([1, 1, 2])
    // Where several groups lead the same way, which of them names what is on it is nobody's business.
    this.#namesGroups = groups === 1
    for (let time = 0; time < times; time++) {
      const kind = this.#random()
      if (kind < 0.65) steps.push(this.#hop(true))
      else if (kind < 0.85 && groups > 0) {
        const nested = groups > 1 && this.#chance(0.4)
        groups -= nested ? 2 : 1
        steps.push(this.#group(nested))
      } else {
        steps.push(this.#exclusion())
        break
      }
    }
    return steps.map((step) => ` ${step}`).join('')
  }

  #group(nested: boolean): string {
    const hop = (): string => this.#hop(this.#namesGroups)
    const inner = (): string => (nested ? this.#group(false) : hop())
    const steps = this.#pick([
      () => [inner()],
      () => [inner()],
      () => [hop(), inner()],
      () => [inner(), hop()],
      () => [inner(), this.#exclusion()],
      () => [this.#exclusion()],
    ])()
    return `(${steps.join(' ')})?`
  }

  #hop(named: boolean): string {
    const repeat = this.#chance(0.12) ? this.#pick(['{1,2}', '{0,1}', '{2}', '{0,2}', ...(this.#plain ? [] : ['{1,}'])]) : ''
    const alias = named && repeat === '' && this.#chance(0.3) ? ` AS ${this.#name(this.#relationships, 'r')}` : ''
    return `THAT ${this.#verbs()}${repeat}${this.#direction()}${alias} ${this.#node(named)}`
  }

  /** Its aliases stand for something else than they seem to; none are given. */
  #exclusion(): string {
    const filter = this.#chance(0.4) ? ` WITH ${this.#filter(() => this.#pick(this.#words.properties))}` : ''
    const more = this.#chance(0.2) ? ` THAT ${this.#verbs()}${this.#direction()} ${this.#selector()}` : ''
    return `THAT !${this.#verbs()}${this.#direction()} ${this.#selector()}${filter}${more}`
  }

  #verbs(): string {
    const kind = this.#random()
    if (kind < 0.6) return this.#pick(this.#words.verbs)
    return kind < 0.85 ? 'RELATES TO' : `(${this.#pick(this.#words.verbs)}|${this.#pick(this.#words.verbs)})`
  }

  #direction(): string {
    return this.#pick(['', '', ' >>', ' <<'])
  }

  #name(names: string[], letter: string): string {
    const name = `${letter}${this.#entities.length + this.#relationships.length}`
    names.push(name)
    return name
  }

  // ---- conditions ----

  #where(): string {
    return this.#chance(0.3) && this.#aliases.length > 0 ? ` WHERE ${this.#filter(() => this.#reference())}` : ''
  }

  #filter(subject: () => string): string {
    if (this.#depth < 2 && this.#chance(0.3)) {
      this.#depth++
      const joined = `${this.#filter(subject)} ${this.#pick(['AND', 'OR'])} ${this.#filter(subject)}`
      this.#depth--
      return this.#chance(0.4) ? `(${joined})` : joined
    }
    return this.#comparison(subject)
  }

  #comparison(subject: () => string): string {
    const left = subject()
    const kind = this.#random()
    if (kind < 0.3) return `${left} ${this.#pick(['=', '!='])} ${this.#value()}`
    if (kind < 0.45) return `${left} ${this.#pick(['>', '>=', '<', '<='])} ${this.#value()}`
    if (kind < 0.6) return `${left} ${this.#pick(['~=', '!~=', '^=', '!^=', '$=', '!$='])} ${this.#value()}`
    if (kind < 0.7) return `${left} ${this.#pick(['IN', 'NOT IN'])} (${this.#value()}, ${this.#value()})`
    if (kind < 0.78) return `${left} ${this.#pick(['', 'NOT '])}${this.#pick(['CONTAINS', 'STARTSWITH', 'ENDSWITH'])} ${this.#value()}`
    if (kind < 0.88) return `${left} ${this.#pick(['=', '!=', '~='])} (${this.#value()} ${this.#pick(['OR', 'AND'])} ${this.#value()})`
    if (kind < 0.94) return `${left} ${this.#pick(['=', '!=', '<', '>'])} ${subject()}`
    if (this.#plain) return `${left} = undefined`
    return this.#pick([
      `${left} = /w.b|a$/i`,
      `${left} = (FIND Host AS h RETURN h.name)`,
      `${left} != (FIND UNIQUE User AS h THAT RELATES TO * RETURN h.size)`,
      `${left} > date.now - 7 days`,
      `${left} = \${list}`,
      `${left} + 1 > ${this.#value()}`,
      `concat(${left}, 'x') $= 'x'`,
    ])
  }

  #value(): string {
    return this.#pick(this.#words.values)
  }

  get #aliases(): readonly string[] {
    return [...this.#entities, ...this.#relationships]
  }

  /** A property under an alias. */
  #reference(): string {
    const alias = this.#pick(this.#aliases)
    const properties = this.#relationships.includes(alias) ? this.#words.relationshipProperties : this.#words.properties
    return `${alias}.${this.#pick(properties)}`
  }

  // ---- results ----

  #result(): string {
    if (this.#aliases.length === 0) return this.#chance(0.3) ? ' RETURN TREE' : this.#window()
    const kind = this.#random()
    if (kind < 0.12) return ' RETURN TREE'
    if (kind < 0.2) return this.#window()
    return kind < 0.65 ? this.#table() : this.#grouped()
  }

  #table(): string {
    const columns = Array.from({ length: this.#pick([1, 2, 2, 3]) }, (_, index) => `${this.#column()} AS c${index}`)
    return ` RETURN ${columns.join(', ')}${this.#chance(0.15) ? ` HAVING c0 ${this.#pick(['=', '!='])} ${this.#value()}` : ''}${this.#order(
      columns.map((_, index) => `c${index}`),
      () => this.#reference(),
    )}${this.#window()}`
  }

  #column(): string {
    const kind = this.#random()
    if (kind < 0.6) return this.#reference()
    if (kind < 0.75) return this.#pick(this.#aliases)
    return this.#expression()
  }

  #expression(): string {
    if (this.#plain) return `coalesce(${this.#reference()}, ${this.#reference()})`
    return this.#pick([
      () => `${this.#reference()} * 2 - 1`,
      () => `concat(${this.#reference()}, '-', ${this.#reference()})`,
      () => `coalesce(${this.#reference()}, ${this.#reference()}, 'none')`,
      () => `merge(${this.#reference()}, ${this.#reference()})`,
      () => `round(${this.#reference()} / ${this.#reference()}, 2)`,
      () => `-(${this.#reference()} ^ 2)`,
      () => `sqrt(abs(${this.#reference()}))`,
      () => this.#value(),
    ])()
  }

  #grouped(): string {
    const keys = Array.from({ length: this.#pick([0, 1, 1, 2]) }, (_, index) => `${this.#column()} AS k${index}`)
    const sums = Array.from({ length: this.#pick([1, 1, 2]) }, (_, index) => `${this.#aggregate()} AS n${index}`)
    const names = [...keys.map((_, index) => `k${index}`), ...sums.map((_, index) => `n${index}`)]
    const having = this.#chance(0.3) ? ` HAVING n0 ${this.#pick(['>', '>=', '<', '='])} ${this.#pick(['1', '2'])}` : ''
    return ` RETURN ${[...keys, ...sums].join(', ')}${having}${this.#order(names, () => this.#aggregate())}${this.#window()}`
  }

  #aggregate(): string {
    const kind = this.#random()
    if (kind < 0.2) return 'count(*)'
    if (kind < 0.5) return `count(${this.#pick(this.#aliases)})`
    if (kind < 0.7) return `count(${this.#reference()})`
    if (this.#plain) return `${this.#pick(['sum', 'avg'])}(${this.#reference()})`
    if (kind < 0.9) return `${this.#pick(['sum', 'avg', 'min', 'max'])}(${this.#reference()})`
    return `round(count(${this.#pick(this.#aliases)}) / count(*) * 100)`
  }

  #order(columns: readonly string[], other: () => string): string {
    if (!this.#chance(0.4)) return ''
    const keys = Array.from({ length: this.#pick([1, 1, 2]) }, () => (this.#chance(0.75) ? this.#pick(columns) : other()))
    return ` ORDER BY ${keys.map((key) => `${key}${this.#pick(['', ' ASC', ' DESC'])}`).join(', ')}`
  }

  /** Which rows a window leaves is not said without an order, and not wholly with one. */
  #window(): string {
    if (this.#plain || !this.#chance(0.2)) return ''
    return this.#pick([' LIMIT 3', ' SKIP 1', ' SKIP 2 LIMIT 2'])
  }

  #chance(share: number): boolean {
    return this.#random() < share
  }

  #pick<T>(items: readonly T[]): T {
    return pick(items, this.#random)
  }
}
