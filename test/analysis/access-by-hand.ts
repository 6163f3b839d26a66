/** Access worked out entity by entity, as slowly and as plainly as can be: what the set-based evaluation is held against. */

export interface Model {
  /** Each group's members. */
  readonly groups: ReadonlyMap<string, readonly string[]>
  readonly roles: ReadonlyMap<string, readonly PermissionSet[]>
  readonly grants: readonly {
    readonly to: string
    readonly role: string
    readonly at: string
    readonly eligible: boolean
    readonly conditional: boolean
  }[]
  readonly denials: readonly {
    readonly set: PermissionSet
    readonly at: string
    /** Undefined: everyone. */
    readonly to: readonly string[] | undefined
    readonly except: readonly string[]
    readonly below: boolean
    readonly conditional: boolean
  }[]
  /** Each scope's own parent. */
  readonly parents: ReadonlyMap<string, string>
}

export interface PermissionSet {
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
}

/** `active`, `active conditional`, `eligible`, `eligible conditional`, or undefined for no access. */
export function accessOf(model: Model, principal: string, action: string, scope: string): string | undefined {
  const chain = chainOf(model, scope)
  const denials = model.denials.filter(
    ({ set, at, to, except, below }) =>
      allows(set, action) &&
      chain.includes(at) &&
      (below || at === scope) &&
      (to === undefined || to.some((one) => isIn(model, principal, one))) &&
      !except.some((one) => isIn(model, principal, one)),
  )
  if (denials.some(({ conditional }) => !conditional)) return undefined
  const grants = model.grants.filter(
    ({ to, role, at }) =>
      isIn(model, principal, to) && chain.includes(at) && (model.roles.get(role) ?? []).some((set) => allows(set, action)),
  )
  const doubtful = denials.length > 0
  const states = ['active', 'active conditional', 'eligible', 'eligible conditional']
  const found = grants.map(({ eligible, conditional }) => (eligible ? 2 : 0) + (conditional || doubtful ? 1 : 0))
  return found.length === 0 ? undefined : states[Math.min(...found)]
}

function chainOf(model: Pick<Model, 'parents'>, scope: string): string[] {
  const above = model.parents.get(scope)
  return above === undefined ? [scope] : [scope, ...chainOf(model, above)]
}

function isIn(model: Model, principal: string, group: string, seen: readonly string[] = []): boolean {
  if (principal === group) return true
  if (seen.includes(group)) return false
  return (model.groups.get(group) ?? []).some((member) => isIn(model, principal, member, [...seen, group]))
}

function allows({ actions, notActions }: PermissionSet, action: string): boolean {
  const covered = (patterns: readonly string[]): boolean => patterns.some((pattern) => covers(pattern.toLowerCase(), action.toLowerCase()))
  return covered(actions) && !covered(notActions)
}

/** Letter by letter. */
function covers(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') return covers(pattern.slice(1), text) || (text !== '' && covers(pattern, text.slice(1)))
  return text !== '' && pattern[0] === text[0] && covers(pattern.slice(1), text.slice(1))
}
