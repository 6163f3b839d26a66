/** What identity policies have in common: their document's facts, and whom and what they allow or deny. */
import type { LinkRule } from '../../collect/resource.ts'
import type { Loose } from '../../graph/properties.ts'
import type { Found, Words } from '../resource.ts'
import { isAdmin, plainDocument, statementsOf } from './policy.ts'
import { statementTargets } from './targets.ts'

export function documentProperties(document: string | undefined): Loose {
  const content = plainDocument(document)
  return { policyDocument: content, content, admin: isAdmin(statementsOf(document)) }
}

/** `policy ALLOWS resource` and `policy DENIES resource`, an edge for each target of each statement. */
export function allowsResources<Raw, Details>(
  { to }: Words<Raw, Details>,
  documentOf: (found: Found<Raw, Details>) => string | undefined,
): LinkRule<Raw>[] {
  const row = (verb: 'ALLOWS' | 'DENIES', effect: 'Allow' | 'Deny') =>
    to(
      verb,
      'ANY_RESOURCE',
      (found) =>
        statementsOf(documentOf(found))
          .filter((statement) => statement.effect === effect)
          .flatMap((statement) => statementTargets(statement, found.at)),
      { mapped: true },
    )
  return [row('ALLOWS', 'Allow'), row('DENIES', 'Deny')]
}
