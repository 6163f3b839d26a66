/** What an identity policy's statement is about, as far as the statement alone tells: the account, its services, named resources. */
import type { Edge } from '../../collect/links.ts'
import type { Target } from '../../graph/link.ts'
import type { Loose } from '../../graph/properties.ts'
import { kmsKey } from '../keys.ts'
import { type ArnParts, accountKey, type Place, parseArn } from '../place.ts'
import { arnPlaceholder } from '../placeholders.ts'
import { accessLevels } from './access-level.ts'
import { everyAction, type Statement, statementProperties, statementSuffix } from './policy.ts'
import { serviceOfPrefix } from './service-names.ts'

/** One edge for each target of a statement; a pattern (`arn:aws:s3:::logs-*`) is looked up among the account's own resources. */
export function statementTargets(statement: Statement, at: Place): Edge[] {
  const found = new Map<string, Edge>()
  for (const { edge, services } of statement.notResources.length > 0
    ? wide(statement, at)
    : statement.resources.flatMap((resource) => about(resource, statement, at))) {
    const properties = edgeProperties(statement, services)
    if (properties !== undefined) found.set(JSON.stringify(edge.target), { ...edge, properties, suffix: statementSuffix(statement) })
  }
  return [...found.values()]
}

interface About {
  readonly edge: Edge
  /** The prefixes of the actions that concern the target; undefined: all. Roles are assumed by actions of sts. */
  readonly services: readonly string[] | undefined
}

function about(resource: string, statement: Statement, at: Place): About[] {
  if (resource === '*') return wide(statement, at)
  const arn = parseArn(resource)
  if (arn === undefined) return []
  const { service } = arn
  if (isWholeService(arn)) return foreign(arn.accountId, at) ? [] : serviceAbout(service, arn.region, at)
  const named = namedResource(resource, at)
  return named === undefined ? [] : [{ edge: named, services: service === 'iam' ? ['iam', 'sts'] : [service] }]
}

/** Every bucket, every function, every key: nothing but wildcards after the kind. */
function isWholeService({ service, resource }: ArnParts): boolean {
  return resource === '*' || (service === 's3' ? /^\*\/?\*?$/.test(resource) : /^[a-z-]+[/:]\*$/.test(resource))
}

/** Every resource: the account where every action is meant, else the services that the actions name. */
function wide(statement: Statement, at: Place): About[] {
  if (everyAction(statement) || statement.notActions.length > 0)
    return [{ edge: { target: accountKey(at.partition, at.accountId) }, services: undefined }]
  const prefixes = new Set(statement.actions.map((action) => action.split(':')[0]?.toLowerCase() ?? ''))
  return [...prefixes].flatMap((prefix) => serviceAbout(prefix, '*', at))
}

function serviceAbout(prefix: string, region: string, at: Place): About[] {
  const type = serviceOfPrefix(prefix)
  if (type === undefined) return []
  const where = { accountId: at.accountId, ...(region === '' || region.includes('*') ? {} : { region }) }
  return [{ edge: { target: { by: 'where', type, where } }, services: [prefix] }]
}

/**
 * The resource that an ARN means; what lies inside it (objects, versions) counts as it. Wildcards in its name make a
 * pattern; one in the place of the account means the policy's own, for in others it allows nothing by itself.
 */
function namedResource(text: string, at: Place): Edge | undefined {
  const arn = parseArn(text)
  if (arn === undefined) return undefined
  const { partition, service, region, resource } = arn
  const accountId = /[*?]/.test(arn.accountId) ? at.accountId : arn.accountId
  const base = `arn:${partition}:${service}:${region}:${accountId}`
  const edge = (type: string, className: string, key: string): Edge | undefined => {
    // Which resource it is depends on who asks.
    if (key.includes('${')) return undefined
    if (/[*?]/.test(key)) {
      return foreign(accountId, at) ? undefined : { target: { by: 'like', type, key, where: { accountId: at.accountId } } }
    }
    const target: Target = { by: 'key', key, type }
    return foreign(accountId, at) ? { target, placeholder: arnPlaceholder(type, className, key) } : { target }
  }
  const [kind = '', ...rest] = resource.split(/[/:]/)
  if (service === 's3' && region === '') return edge('aws_s3_bucket', 'DataStore', `${base}:${resource.split('/')[0]}`)
  if (service === 'lambda' && kind === 'function') return edge('aws_lambda_function', 'Function', `${base}:function:${rest[0]}`)
  if (service === 'kms') {
    if (kind === 'key' && /[*?]/.test(text)) return edge('aws_kms_key', 'Key', `${base}:${resource}`)
    const target = /[*?]/.test(text) ? undefined : kmsKey(text, at)
    return target === undefined ? undefined : { target }
  }
  const known = namedByPath[`${service}:${kind}`]
  return known === undefined ? undefined : edge(known[0], known[1], policyKey(`${base}:${resource}`, at))
}

const namedByPath: Readonly<Record<string, readonly [type: string, className: string]>> = {
  'iam:user': ['aws_iam_user', 'User'],
  'iam:group': ['aws_iam_group', 'UserGroup'],
  'iam:role': ['aws_iam_role', 'AccessRole'],
  'iam:policy': ['aws_iam_policy', 'AccessPolicy'],
  'iam:mfa': ['mfa_device', 'AccessKey'],
  'ec2:elastic-ip': ['aws_eip', 'IpAddress'],
  'ec2:instance': ['aws_instance', 'Host'],
  'ec2:network-interface': ['aws_eni', 'NetworkInterface'],
  'ec2:security-group': ['aws_security_group', 'Firewall'],
  'ec2:subnet': ['aws_subnet', 'Network'],
  'ec2:volume': ['aws_ebs_volume', 'DataStore'],
  'ec2:vpc': ['aws_vpc', 'Network'],
}

/** Policies of AWS itself are the same ARN in every account; each account's own view of one is an entity. */
export function policyKey(arn: string, at: Place): string {
  return parseArn(arn)?.accountId === 'aws' ? `${at.accountId}|${arn}` : arn
}

function foreign(accountId: string, at: Place): boolean {
  return /^\d{12}$/.test(accountId) && accountId !== at.accountId
}

/** Only the actions that concern the target; undefined when none does. */
function edgeProperties(statement: Statement, services: readonly string[] | undefined): Loose | undefined {
  const concerns = (action: string) =>
    services === undefined || action.startsWith('*') || services.includes(action.split(':')[0]?.toLowerCase() ?? '')
  const actions = statement.actions.filter(concerns)
  if (actions.length === 0 && statement.notActions.length === 0) return undefined
  const everything = statement.notActions.length === 0 && actions.some((action) => /^(\*|\*:\*|[\w-]+:\*)$/.test(action))
  return {
    ...statementProperties({ ...statement, actions }),
    ...accessLevels(statement.notActions.length > 0 ? ['*'] : actions),
    admin: everything && services === undefined,
    ...(everything ? { permission: 'FULL_CONTROL' } : {}),
  }
}
