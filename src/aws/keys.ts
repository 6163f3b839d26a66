/** How other services cite a KMS key: by its ARN or id, or by an alias's ARN or name. */
import { where } from '../collect/links.ts'
import type { Target } from '../graph/link.ts'
import { arn, type Place, parseArn } from './place.ts'

/** The key that a reference means, seen from where it stands; undefined for none. */
export function kmsKey(reference: string | undefined, at: Place): Target | undefined {
  if (reference === undefined || reference === '') return undefined
  const parts = parseArn(reference)
  const name = parts?.resource ?? reference
  const { accountId, region } = parts ?? at
  if (name.startsWith('alias/')) return where('aws_kms_key', { aliases: name, accountId, region })
  const id = name.replace(/^key\//, '')
  const key = arn({ partition: parts?.partition ?? at.partition, accountId, region }, 'kms', 'key', id)
  return key === undefined ? undefined : { by: 'key', key, type: 'aws_kms_key' }
}
