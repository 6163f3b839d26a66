/** IAM policy documents: identity, resource and trust policies, URL-encoded or not. Pure.
 *  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
import { canonicalJson, type Loose } from '../../graph/properties.ts'
import { parseArn } from '../place.ts'

export interface Statement {
  readonly sid: string | undefined
  /** Where it stands in its document; a statement need not have an id. */
  readonly index: number
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly string[]
  readonly notResources: readonly string[]
  readonly principals: readonly Principal[]
  /** NotPrincipal: everyone but these. */
  readonly notPrincipals: readonly Principal[]
  readonly condition: Readonly<Record<string, unknown>> | undefined
}

export type Principal =
  | { readonly kind: 'everyone' }
  /** Every identity of the account that its own policies allow. */
  | { readonly kind: 'account'; readonly accountId: string; readonly partition: string }
  | { readonly kind: 'user' | 'role'; readonly arn: string; readonly accountId: string }
  /** A session of a role: the role's ARN. */
  | { readonly kind: 'session'; readonly arn: string; readonly accountId: string; readonly session: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'canonicalUser'; readonly id: string }
  /** The unique id that stays when a user or role was deleted (AIDA…, AROA…), or an ARN of another kind. */
  | { readonly kind: 'unknown'; readonly id: string }

/** The statements of a document; none when the text is no policy. A document may also come parsed. */
export function statementsOf(document: unknown): Statement[] {
  const policy = typeof document === 'string' ? parse(document) : document
  if (!isRecord(policy)) return []
  return list(policy.Statement).flatMap((statement, index) => (isRecord(statement) ? [statementOf(statement, index)] : []))
}

/** The document as plain JSON text, decoded when the API gave it URL-encoded; as given when it is no JSON. */
export function plainDocument(document: string | undefined): string | undefined {
  if (document === undefined) return undefined
  const parsed = parse(document)
  return parsed === undefined ? document : JSON.stringify(parsed)
}

/** Whether the document allows every action on every resource. Denies are not netted; who must first show MFA is an admin all the same. */
export function isAdmin(statements: readonly Statement[]): boolean {
  return statements.some(
    (statement) =>
      statement.effect === 'Allow' && everyAction(statement) && statement.resources.some((resource) => /^\*(:\*|\/\*)?$/.test(resource)),
  )
}

/** `*` or `*:*`. */
export function everyAction({ actions }: Statement): boolean {
  return actions.some((action) => action === '*' || action === '*:*')
}

/** What of a statement stands on an edge. */
export function statementProperties(statement: Statement): Loose {
  const { actions, notActions, resources, notResources } = statement
  return {
    effect: statement.effect,
    sid: statement.sid,
    actions: some(actions),
    normalizedActions: some(actions.map((action) => action.toLowerCase())),
    negatedActions: some(notActions),
    resources: some(resources),
    negatedResources: some(notResources),
    condition: statement.condition === undefined ? undefined : canonicalJson(statement.condition),
    conditional: statement.condition !== undefined,
    ...conditionFacts(statement.condition),
  }
}

/** The conditions that decide who may really come in, by name. */
function conditionFacts(condition: Statement['condition']): Loose {
  const value = (key: string) => some(conditionValues(condition, key))
  return {
    externalId: value('sts:ExternalId'),
    mfaRequired: conditionValues(condition, 'aws:MultiFactorAuthPresent').includes('true') ? true : undefined,
    sourceAccount: value('aws:SourceAccount'),
    sourceArn: value('aws:SourceArn'),
    sourceIp: value('aws:SourceIp'),
    principalOrgId: value('aws:PrincipalOrgID'),
  }
}

/** The values asked for a condition key, whatever the operator; keys are matched without regard to case. */
export function conditionValues(condition: Statement['condition'], key: string): string[] {
  return Object.values(condition ?? {}).flatMap((test) =>
    isRecord(test)
      ? Object.entries(test).flatMap(([name, value]) => (name.toLowerCase() === key.toLowerCase() ? list(value).map(String) : []))
      : [],
  )
}

/** Tells the statements of one document apart: the statement id where it has one. */
export function statementSuffix({ sid, index }: Statement): string {
  return sid === undefined || sid === '' ? `#${index}` : sid
}

function statementOf(statement: Record<string, unknown>, index: number): Statement {
  const strings = (name: string) => list(statement[name]).map(String)
  return {
    sid: typeof statement.Sid === 'string' && statement.Sid !== '' ? statement.Sid : undefined,
    index,
    effect: statement.Effect === 'Deny' ? 'Deny' : 'Allow',
    actions: strings('Action'),
    notActions: strings('NotAction'),
    resources: strings('Resource'),
    notResources: strings('NotResource'),
    principals: principalsOf(statement.Principal),
    notPrincipals: principalsOf(statement.NotPrincipal),
    condition: isRecord(statement.Condition) && Object.keys(statement.Condition).length > 0 ? statement.Condition : undefined,
  }
}

function principalsOf(given: unknown): Principal[] {
  if (given === undefined || given === null) return []
  if (!isRecord(given)) return list(given).map((id) => awsPrincipal(String(id)))
  return Object.entries(given).flatMap(([kind, ids]) =>
    list(ids)
      .map(String)
      .map((id): Principal => {
        if (id === '*') return { kind: 'everyone' }
        if (kind === 'Service') return { kind: 'service', service: id }
        if (kind === 'Federated') return { kind: 'federated', provider: id }
        return kind === 'CanonicalUser' ? { kind: 'canonicalUser', id } : awsPrincipal(id)
      }),
  )
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function awsPrincipal(id: string): Principal {
  if (id === '*') return { kind: 'everyone' }
  if (/^\d{12}$/.test(id)) return { kind: 'account', accountId: id, partition: 'aws' }
  const arn = parseArn(id)
  if (arn === undefined) return { kind: 'unknown', id }
  const { partition, accountId, resource } = arn
  if (accountId === '*' && resource === 'root') return { kind: 'everyone' }
  if (resource === 'root') return { kind: 'account', accountId, partition }
  if (resource.startsWith('user/')) return { kind: 'user', arn: id, accountId }
  if (resource.startsWith('role/')) return { kind: 'role', arn: id, accountId }
  const session = /^assumed-role\/([^/]+)\/(.+)$/.exec(resource)
  if (session?.[1] !== undefined && session[2] !== undefined)
    return { kind: 'session', arn: `arn:${partition}:iam::${accountId}:role/${session[1]}`, accountId, session: session[2] }
  return { kind: 'unknown', id }
}

function parse(text: string): unknown {
  for (const candidate of [text, decoded(text)]) {
    try {
      return JSON.parse(candidate)
    } catch {
      // The next form; a document that is neither says nothing.
    }
  }
  return undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function some<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length === 0 ? undefined : values
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
