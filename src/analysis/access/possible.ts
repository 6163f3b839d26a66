/** Who does not have the right and could come to it without anybody's leave: told, and never counted among those who have it. */
import { z } from 'zod'
import type { QueryOptions, Reader } from '../../store/store.ts'
import { given } from './given.ts'
import type { Named } from './matrix.ts'
import { asQuery, displayName } from './relation.ts'

export interface Possible {
  readonly principal: Named
  /** `elevate`: a Global Administrator may make himself User Access Administrator of all · `classic`: a right that Azure has ended. */
  readonly how: 'elevate' | 'classic'
  readonly role: string
  /** Must activate the directory role first. */
  readonly eligible: boolean
  readonly scope: Named
}

/** In the tenant of an entity, by the tenant or the subscription that it is about. */
export async function possible(reader: Reader, of: number, options: QueryOptions = {}): Promise<Possible[]> {
  const name = (entity: string): string => `${entity}.key, ${entity}.type, ${displayName(entity)}`
  const realm = '(SELECT w.realm FROM entity_next o JOIN access_realm w ON w.integration = o.integration WHERE o.nid = $1)'
  const sql = asQuery(
    given,
    `SELECT DISTINCT 'elevate' AS how, 'Global Administrator' AS role, e.eligible, json_array(${name('p')})::VARCHAR AS principal, json_array(${name('t')})::VARCHAR AS scope
     FROM access_elevator e JOIN access_reach r ON r.top = e.principal JOIN entity_next p ON p.nid = r.principal
     JOIN entity_next t ON t.type = 'azure_account' AND t.key = e.realm AND t.integration <> 0 WHERE e.realm = ${realm}
     UNION ALL
     SELECT DISTINCT 'classic', coalesce(json_extract_string(h.properties, '/role'), 'classic administrator'), false, json_array(${name('p')})::VARCHAR, json_array(${name('s')})::VARCHAR
     FROM access_edge h JOIN entity_next g ON g.nid = h.from_nid JOIN access_realm w ON w.integration = g.integration JOIN entity_next p ON p.nid = h.to_nid
     JOIN entity_next s ON s.type = 'azure_subscription' AND s.key = '/subscriptions/' || lower(json_extract_string(g.properties, '/subscriptionId'))
     JOIN access_realm x ON x.integration = s.integration AND x.realm = w.realm WHERE h.from_type = 'azure_classic_admin_group' AND w.realm = ${realm}
     ORDER BY how DESC, principal, scope`,
  )
  const rows = await reader.rows(sql, [of], options)
  return rows.map((row) => ({
    principal: named(row.principal),
    how: row.how === 'elevate' ? 'elevate' : 'classic',
    role: String(row.role),
    eligible: row.eligible === true,
    scope: named(row.scope),
  }))
}

function named(json: unknown): Named {
  const [key, type, displayName] = z.tuple([z.string(), z.string(), z.string()]).parse(JSON.parse(String(json)))
  return { key, type, displayName }
}
