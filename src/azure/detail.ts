/** Further calls per resource: settings that no list holds. */
import { CloudError } from '../collect/errors.ts'
import { NotFoundError } from './client/failure.ts'
import { type Answer, text } from './client/json.ts'
import type { AzureCall, AzureDetail } from './listing.ts'

export interface DetailFacts {
  readonly permission: string
  readonly furtherPermissions?: readonly string[]
  /** What it costs in requests, where it is not one per resource. */
  readonly cost?: string
  readonly when?: (raw: Answer) => boolean
  /** Error codes by which this API says that the resource has no such setting. */
  readonly absentWhen?: readonly string[]
}

/** `GET {id}/{path}`: the setting of an ARM resource; undefined where it has none. */
export function armDetail(path: string, version: string, facts: DetailFacts): AzureDetail {
  return detail(`GET {id}/${path}`, facts, (call, raw) => call.session.arm.get(`${text(raw, 'id') ?? ''}/${path}`, version, call))
}

/** `GET {path}` of the tenant. */
export function graphDetail(path: string, facts: DetailFacts): AzureDetail {
  return detail(`GET ${path}`, facts, (call) => call.session.graph.get(path, call))
}

export function detail(
  api: string,
  { permission, furtherPermissions, cost, when, absentWhen = [] }: DetailFacts,
  get: (call: AzureCall, raw: Answer) => Promise<unknown>,
): AzureDetail {
  return {
    api,
    permission,
    ...(furtherPermissions === undefined ? {} : { furtherPermissions }),
    ...(cost === undefined ? {} : { cost }),
    ...(when === undefined ? {} : { when }),
    async get(call, raw) {
      try {
        return await get(call, raw)
      } catch (error) {
        if (error instanceof NotFoundError) return undefined
        if (error instanceof CloudError && absentWhen.includes(error.facts.code ?? '')) return undefined
        throw error
      }
    },
  }
}
