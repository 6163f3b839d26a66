/**
 * The data plane of storage accounts, as far as it tells settings that Resource Manager does not: Storage Analytics.
 * https://learn.microsoft.com/rest/api/storageservices/get-blob-service-properties
 */
import { MalformedAnswerError } from '../../collect/errors.ts'
import type { Cloud } from './clouds.ts'
import type { Caller, Http } from './http.ts'
import type { Answer } from './json.ts'

const version = '2021-12-02'

export class StorageServices {
  readonly #http: Http
  readonly #cloud: Cloud

  constructor(http: Http, cloud: Cloud) {
    this.#http = http
    this.#cloud = cloud
  }

  /** @param endpoint as the account's own resource says it; a host outside Azure Storage is never sent a token */
  async properties(endpoint: string, account: string, caller: Caller): Promise<Answer> {
    const host = URL.canParse(endpoint) ? new URL(endpoint).host.toLowerCase() : ''
    const { audience, suffixes } = this.#cloud.storage
    if (!suffixes.some((suffix) => host.endsWith(suffix))) {
      throw new MalformedAnswerError(`${endpoint} is no address of a storage account in this cloud.`)
    }
    const { body } = await this.#http.send(
      {
        method: 'GET',
        url: `${this.#cloud.dataPlane(host)}/?restype=service&comp=properties`,
        audience,
        scope: host,
        headers: { accept: 'application/xml', 'x-ms-version': version },
        parse: (text) => ({ logging: loggingIn(text, endpoint) }),
        grant: { scope: account, remedy: `Grant it the role Reader there. A firewall of the account must let this machine in too.` },
      },
      caller,
    )
    return body
  }
}

/** @throws SyntaxError for what may be such an answer cut off, MalformedAnswerError for anything else */
export function loggingIn(xml: string, endpoint: string): Answer {
  if (!/^\uFEFF?\s*(<|$)/.test(xml)) throw new MalformedAnswerError(`${endpoint} answered something else than the service's properties.`)
  if (!/<StorageServiceProperties[\s>]/.test(xml) || !/<\/StorageServiceProperties>\s*$/.test(xml)) {
    throw new SyntaxError('no properties of a storage service')
  }
  const logging = within(xml, 'Logging') ?? ''
  const flag = (name: string) => ({ true: true, false: false })[within(logging, name)?.trim().toLowerCase() ?? '']
  const kept = { read: flag('Read'), write: flag('Write'), delete: flag('Delete') }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}

function within(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(xml)?.[1]
}
