/** Where each type stands in the catalogue's pages. */
import type { CloudType } from '../../src/cli/clouds.ts'
import type { Definition } from '../../src/collect/plan.ts'
import { code } from './markdown.ts'

/** `Key Vault` → `key-vault` */
export function slug(service: string): string {
  return service
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** The page of a service, below docs/. */
export function pageOf(cloud: CloudType, service: string): string {
  return `catalogue/${cloud}/${slug(service)}.md`
}

export class TypeLinks {
  readonly #services: ReadonlyMap<string, string>

  constructor(definitions: readonly Definition[]) {
    this.#services = new Map(definitions.map(({ type, service }) => [type, service]))
  }

  /** A type on a service's page: a link where it has an entry of its own. */
  link(type: string, from: string): string {
    const service = this.#services.get(type)
    if (service === undefined) return code(type)
    return `[${code(type)}](${service === from ? '' : `${slug(service)}.md`}#${type})`
  }
}
