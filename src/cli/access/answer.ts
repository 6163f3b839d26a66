/** The answer to who may do what, in the shape that is written and documented (docs/access.md). */
import type { Gap } from '../../analysis/access/gaps.ts'
import type { Named, State } from '../../analysis/access/matrix.ts'
import type { Path } from '../../analysis/access/paths.ts'
import type { Possible } from '../../analysis/access/possible.ts'

/** A way without what the principal's own entry says. */
export type Way = Omit<Path, 'principal' | 'closed'>

export interface Access {
  readonly principal: Named
  /** The best of its ways. */
  readonly state: State
  readonly conditional: boolean
  readonly paths: readonly Way[]
}

export interface Denied {
  readonly principal: Named
  readonly by: readonly Named[]
  readonly paths: readonly Way[]
}

/** What was not read, and whether that leaves anything out of the answer. */
export interface Completeness {
  readonly complete: boolean
  readonly unknown: readonly Gap[]
}

export function completeness(unknown: readonly Gap[]): Completeness {
  return { complete: unknown.length === 0, unknown }
}

/** By principal, those first who have it now; whom a deny assignment keeps out on every way apart. */
export function byPrincipal(paths: readonly Path[]): { readonly access: readonly Access[]; readonly denied: readonly Denied[] } {
  const groups = [...Map.groupBy(paths, ({ principal }) => principal.key).values()]
  const access = groups.flatMap((all) => {
    const open = all.filter(({ closed }) => !closed).sort((a, b) => rank(a) - rank(b))
    const [best] = open
    return best === undefined
      ? []
      : [{ principal: best.principal, state: best.state, conditional: best.conditional, paths: open.map(wayOf) }]
  })
  const denied = groups.flatMap((all) => {
    const [first] = all
    if (first === undefined || all.some(({ closed }) => !closed)) return []
    const by = new Map(all.flatMap((path) => path.denied.map((deny) => [deny.key, deny] as const)))
    return [{ principal: first.principal, by: [...by.values()], paths: all.map(wayOf) }]
  })
  return { access: access.sort((a, b) => rank(a) - rank(b)), denied }
}

/** Those that reach the scope that is asked about. */
export function possibleAt(all: readonly Possible[], key: string): Possible[] {
  return all.filter(({ how, scope }) => how === 'elevate' || key === scope.key || key.startsWith(`${scope.key}/`))
}

function rank({ state, conditional }: { readonly state: State; readonly conditional: boolean }): number {
  return (state === 'eligible' ? 2 : 0) + (conditional ? 1 : 0)
}

function wayOf({ principal: _, closed: __, ...way }: Path): Way {
  return way
}

/** One line for a script: a way of a principal. */
export function rowOf(principal: Named, way: Way): Record<string, unknown> {
  return {
    principal: principal.displayName,
    principalType: principal.type,
    principalKey: principal.key,
    state: way.state,
    conditional: way.conditional,
    kind: way.kind,
    role: way.role?.displayName,
    scope: way.scope.displayName,
    scopeType: way.scope.type,
    scopeKey: way.scope.key,
    groups: way.groups.map(({ displayName }) => displayName),
    identity: way.identity?.displayName,
    foreignPrincipal: way.foreignPrincipal,
    condition: way.condition,
    by: way.by.key,
    denied: way.denied.map(({ displayName }) => displayName),
  }
}

/** The way in words: `Key Vault Secrets User on prod-rg, by the groups ops > on-call`. */
export function inWords(way: Way): string {
  const what = way.kind === 'policy' ? 'Access policy' : (way.role?.displayName ?? 'a role that is not known')
  const groups = way.groups.map(({ displayName }) => displayName).join(' > ')
  const parts = [
    `${what} on ${way.scope.displayName}`,
    ...(groups === '' ? [] : [`by the group${way.groups.length > 1 ? 's' : ''} ${groups}`]),
    ...(way.identity === undefined ? [] : [`acting as ${way.identity.displayName}`]),
    ...(way.foreignPrincipal === undefined ? [] : [`for its principal ${way.foreignPrincipal}`]),
    ...(way.condition === undefined ? [] : [`under the condition ${way.condition}`]),
    ...(way.denied.length === 0 ? [] : [`with the deny assignment ${way.denied.map(({ displayName }) => displayName).join(', ')}`]),
  ]
  return parts.join(', ')
}
