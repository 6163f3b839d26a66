/** Entities that stand for what this integration only hears of, until an integration reads them itself. */
import type { Entity, Properties } from '../graph/model.ts'
import { accountKey, parseArn } from './place.ts'

/** `validated`: whether something vouches for it, an organisation's list; else it is only named in a policy. */
export function accountPlaceholder(partition: string, accountId: string, known: Properties = {}): Entity {
  return {
    key: accountKey(partition, accountId),
    type: 'aws_account',
    class: ['Account'],
    properties: { accountId, id: accountId, name: accountId, displayName: accountId, validated: false, ...known },
  }
}

/** A resource of another account, known by its ARN. */
export function arnPlaceholder(type: string, className: string, arn: string): Entity {
  const parts = parseArn(arn)
  const name = parts?.resource.split(/[/:]/).at(-1) ?? arn
  return {
    key: arn,
    type,
    class: [className],
    properties: {
      arn,
      name,
      displayName: name,
      validated: false,
      ...(parts === undefined || parts.accountId === '' ? {} : { accountId: parts.accountId }),
      ...(parts === undefined || parts.region === '' ? {} : { region: parts.region }),
    },
  }
}

/** A service that is no type of the graph, named as a principal. */
export function servicePlaceholder(type: string, principal: string, accountId: string): Entity {
  return {
    key: `${type}:${accountId}`,
    type,
    class: ['Service'],
    properties: { accountId, name: principal, displayName: principal, category: ['infrastructure'], function: ['other'], validated: false },
  }
}
