/** Where a resource lives: what its ARN and its console page are built of. */
import type { Scope } from '../collect/resource.ts'

export interface Place {
  /** `aws`, `aws-us-gov`, `aws-cn`. */
  readonly partition: string
  readonly accountId: string
  /** For global services the partition's home region. */
  readonly region: string
}

/** The account, or account and region, that a scope stands in: its own data or the nearest enclosing scope's. */
export function placeOf(scope: Scope): Place {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.within) if (isPlace(at.data)) return at.data
  throw new Error(`scope ${scope.kind} ${scope.id} stands in no AWS account`)
}

function isPlace(data: unknown): data is Place {
  return (
    typeof data === 'object' &&
    data !== null &&
    'partition' in data &&
    typeof data.partition === 'string' &&
    'accountId' in data &&
    typeof data.accountId === 'string' &&
    'region' in data &&
    typeof data.region === 'string'
  )
}

/** Where the global services of a partition answer. */
export function homeRegion(partition: string): string {
  if (partition === 'aws-cn') return 'cn-north-1'
  return partition === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1'
}

/** China and the US government have regions, accounts and credentials of their own. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** `arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1`; undefined where the id is absent, so that links to nothing fall away. */
export function arn(at: Place, service: string, kind: string, id: string | undefined): string | undefined {
  return id === undefined || id === '' ? undefined : `arn:${at.partition}:${service}:${at.region}:${at.accountId}:${kind}/${id}`
}

/** The parts of an ARN; undefined for text that is none. */
export function parseArn(text: string): ArnParts | undefined {
  const [scheme, partition, service, region, accountId, ...rest] = text.split(':')
  if (scheme !== 'arn' || !partition || service === undefined || region === undefined || accountId === undefined) return undefined
  return rest.length === 0 ? undefined : { partition, service, region, accountId, resource: rest.join(':') }
}

export interface ArnParts {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  /** `role/path/name`, `function:name`. */
  readonly resource: string
}

/** The key of an account: the ARN of its root, which is also how trust policies write an account. */
export function accountKey(partition: string, accountId: string): string {
  return `arn:${partition}:iam::${accountId}:root`
}

/** A page of the console in the place's region. */
export function consoleLink(at: Place, path: string): string {
  return `https://${at.region}.${consoleHost(at.partition)}/${path}`
}

function consoleHost(partition: string): string {
  if (partition === 'aws-cn') return 'console.amazonaws.cn'
  return partition === 'aws-us-gov' ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com'
}
