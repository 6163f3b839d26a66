/** docs/catalogue/: a page for each service of a cloud with what is read of it, how, and what becomes of it; and what leads there. */
import { concluded } from '../../src/analysis/index.ts'
import { type CatalogueRelationship, relationshipsOf } from '../../src/cli/catalogue/catalogue.ts'
import { type CloudType, cloudTitles } from '../../src/cli/clouds.ts'
import type { Definition } from '../../src/collect/plan.ts'
import { pageOf, slug, TypeLinks } from './links.ts'
import { code, markdownTable } from './markdown.ts'
import { overviewPicture } from './picture/overview.ts'
import { servicePicture } from './picture/service.ts'
import { detailReading, Names, readingsOf } from './sources.ts'

export interface DocumentedCloud {
  readonly type: CloudType
  readonly definitions: readonly Definition[]
}

/** Path below docs/ to text: pages and pictures. */
export function cataloguePages(clouds: readonly DocumentedCloud[]): [string, string][] {
  const catalogues = clouds.map((cloud) => new CloudCatalogue(cloud))
  return [['catalogue/README.md', index(catalogues)], ...catalogues.flatMap((catalogue) => catalogue.pages())]
}

function index(catalogues: readonly CloudCatalogue[]): string {
  return `# What is collected

Generated from the resource definitions by \`npm run docs\`; do not edit. \`isobar catalogue\` prints the same, with
\`--evidence\` how many of each type and relationship a workspace holds.

${markdownTable(
  ['cloud', 'services', 'entity types', 'relationships'],
  catalogues.map((one) => [
    `[${cloudTitles[one.type]}](${one.type}.md)`,
    String(one.services.size),
    String(one.types),
    String(one.relationships.length),
  ]),
)}
${catalogues.map((one) => one.overviewImage()).join('\n')}`
}

class CloudCatalogue {
  readonly type: CloudType
  readonly types: number
  readonly services: ReadonlyMap<string, readonly Definition[]>
  readonly relationships: readonly CatalogueRelationship[]
  readonly #definitions: readonly Definition[]
  readonly #links: TypeLinks
  readonly #names: Names

  constructor({ type, definitions }: DocumentedCloud) {
    const services = Map.groupBy(definitions, ({ service }) => service)
    this.type = type
    this.types = definitions.length
    this.services = new Map([...services].sort(([a], [b]) => (a < b ? -1 : 1)))
    this.relationships = relationshipsOf(definitions, concluded)
    this.#definitions = definitions
    this.#links = new TypeLinks(definitions)
    this.#names = new Names(definitions)
  }

  pages(): [string, string][] {
    const services = [...this.services.keys()]
    return [
      [`catalogue/${this.type}.md`, this.#cloudPage()],
      [`catalogue/${this.type}.svg`, overviewPicture(cloudTitles[this.type], this.#definitions, this.relationships)],
      ...services.map((service): [string, string] => [pageOf(this.type, service), this.#servicePage(service)]),
      ...services.map((service): [string, string] => [
        pageOf(this.type, service).replace(/md$/, 'svg'),
        servicePicture(this.type, service, this.#definitions, this.relationships),
      ]),
    ]
  }

  overviewImage(): string {
    const title = cloudTitles[this.type]
    return `[![${title}: ${this.services.size} services and how they relate](${this.type}.svg)](${this.type}.md)\n`
  }

  #cloudPage(): string {
    const rows = [...this.services].map(([service, definitions]) => [
      `[${service}](${this.type}/${slug(service)}.md)`,
      definitions.map(({ type }) => code(type)).join(', '),
      String(this.#of(service).length),
    ])
    return `# ${cloudTitles[this.type]}: what is collected

Generated from the resource definitions in \`src/${this.type}/services/\` by \`npm run docs\`; do not edit.

${this.types} entity types of ${this.services.size} services, ${this.relationships.length} relationships. Each name on the ring is a
service; a line joins two whose types are related, the thicker the more ways there are.

[![How the services of ${cloudTitles[this.type]} relate](${this.type}.svg)](${this.type}.svg)

${markdownTable(['service', 'types', 'relationships'], rows)}`
  }

  #servicePage(service: string): string {
    const definitions = this.services.get(service) ?? []
    const relationships = this.#of(service)
    return [
      `# ${cloudTitles[this.type]}: ${service}

Generated from the resource definitions by \`npm run docs\`; do not edit. [All services](../${this.type}.md)

${count(definitions.length, 'entity type')}, ${count(relationships.length, 'relationship')}. Costs are in requests; a list that goes over several pages costs
one for each.

[![The types of ${service} and their relationships](${slug(service)}.svg)](${slug(service)}.svg)

${markdownTable(
  ['type', 'class', 'source', 'cost'],
  definitions.map((definition) => [
    `[${code(definition.type)}](#${definition.type})`,
    definition.class.map(code).join(', '),
    this.#first(definition).source,
    this.#first(definition).cost,
  ]),
)}`,
      ...definitions.map((definition) => this.#entry(definition, relationships)),
    ].join('\n')
  }

  #entry(definition: Definition, relationships: readonly CatalogueRelationship[]): string {
    const { type, title, class: classes, properties, service } = definition
    const own = relationships.filter(({ from, to }) => from === type || to === type)
    return [
      `## <a id="${type}"></a>${title}\n`,
      `${code(type)}, class ${classes.map(code).join(', ')}\n`,
      markdownTable(['what', 'source', 'API', 'permission', 'cost'], this.#calls(definition)),
      properties === undefined ? '' : `Properties: ${properties.toSorted().map(code).join(', ')}.\n`,
      own.length === 0
        ? ''
        : markdownTable(
            ['from', 'relationship', 'to', 'kind'],
            own.map(({ from, class: verb, to, kind }) => [
              this.#links.link(from, service),
              `**${verb}**`,
              this.#links.link(to, service),
              kind,
            ]),
          ),
    ]
      .filter((part) => part !== '')
      .join('\n')
  }

  #calls(definition: Definition): string[][] {
    const { source, bulk, details, permission, furtherPermissions = [] } = definition
    const readings = readingsOf(this.type, definition, this.#names)
    const permissions = (...names: readonly string[]): string =>
      names
        .filter((name) => name !== 'none')
        .map(code)
        .join(', ')
    const lists = readings.map(({ source: from, cost }, index) => {
      const inBulk = bulk !== undefined && index === 0
      const plain = source.kind === 'list' && source.permission !== undefined ? [source.permission] : []
      return [
        bulk !== undefined && !inBulk ? 'list, where that does not answer' : 'list',
        from,
        code(inBulk ? bulk.api.replace(/^Resource Graph: /, '') : source.api),
        source.kind === 'embedded' ? '' : permissions(permission, ...furtherPermissions, ...(inBulk ? [] : plain)),
        cost,
      ]
    })
    const further = Object.entries(details).map(([name, detail]) => {
      const { source: from, cost } = detailReading(this.type, definition, detail, this.#names)
      return [name, from, code(detail.api), permissions(detail.permission, ...(detail.furtherPermissions ?? [])), cost]
    })
    return [...lists, ...further]
  }

  #first(definition: Definition): { readonly source: string; readonly cost: string } {
    return readingsOf(this.type, definition, this.#names)[0] ?? { source: '', cost: '' }
  }

  /** The relationships of a service's types. */
  #of(service: string): CatalogueRelationship[] {
    const types = new Set(this.services.get(service)?.map(({ type }) => type))
    return this.relationships.filter(({ from, to }) => types.has(from) || types.has(to))
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
