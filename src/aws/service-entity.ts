/** The entity that stands for a cloud service in an account, and in each of its regions where it is regional. */
import type { LinkRule, ListSource } from '../collect/resource.ts'
import type { Loose } from '../graph/properties.ts'
import type { Detail } from './calls.ts'
import type { AwsSession } from './client/session.ts'
import { accountKey } from './place.ts'
import { type AwsResource, type Found, resource, type ServiceFacts, serviceKey, type Words } from './resource.ts'

interface ServiceEntityFacts<Raw, Details> {
  /** What it does, in the words of the data model. */
  readonly function: readonly string[]
  readonly source: ListSource<Raw, AwsSession>
  readonly permission: string
  readonly details?: { readonly [Name in keyof Details]: Detail<Raw, Details[Name]> }
  entity?(found: Found<Raw, Details>): Loose
  page?(found: Found<Raw, Details>): string
  links?(words: Words<Raw, Details>): readonly LinkRule<Raw>[]
}

/** `aws_account HAS aws_ec2`, with the account-wide settings of the service. */
export function serviceEntity<Raw, Details = Record<never, never>>(
  service: ServiceFacts,
  facts: ServiceEntityFacts<Raw, Details>,
): AwsResource<Raw, Details> {
  return resource<Raw, Details>({
    type: service.type,
    class: ['Service'],
    title: `${service.title} (service)`,
    service,
    source: facts.source,
    permission: facts.permission,
    ...(facts.details === undefined ? {} : { details: facts.details }),
    key: ({ at }) => serviceKey(service, at),
    ...(facts.page === undefined ? {} : { page: facts.page }),
    entity: (found) => ({
      name: service.title,
      displayName: service.scope === 'region' ? `${service.title} ${found.at.region}` : service.title,
      category: ['infrastructure'],
      function: facts.function,
      ...facts.entity?.(found),
    }),
    ofService: false,
    links: (words) => [
      words.from('aws_account', 'HAS', ({ at }) => accountKey(at.partition, at.accountId)),
      ...(facts.links?.(words) ?? []),
    ],
  })
}
