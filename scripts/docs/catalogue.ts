/** docs/catalogue/: a page for each cloud, with what is read of each service, how, and what becomes of it. */
import { type CatalogueRelationship, relationshipsOf } from '../../src/cli/catalogue/catalogue.ts'
import { type CloudType, cloudTitles } from '../../src/cli/clouds.ts'
import type { Definition } from '../../src/collect/plan.ts'
import { code, markdownTable } from './markdown.ts'

export interface DocumentedCloud {
  readonly type: CloudType
  readonly definitions: readonly Definition[]
}

export function cataloguePages(clouds: readonly DocumentedCloud[]): [string, string][] {
  return clouds.map((cloud) => [`catalogue/${cloud.type}.md`, page(cloud)])
}

function page({ type, definitions }: DocumentedCloud): string {
  const services = Map.groupBy(definitions, ({ service }) => service)
  const names = [...services.keys()].sort()
  const relationships = relationshipsOf(definitions)
  const intro = `# ${cloudTitles[type]}: what is collected

Generated from the resource definitions in \`src/${type}/services/\` by \`npm run docs\`; do not edit.

${definitions.length} entity types of ${names.length} services, ${relationships.length} relationships.
`
  return [intro, contents(names), ...names.map((name) => section(name, services.get(name) ?? [], relationships))].join('\n')
}

function contents(names: readonly string[]): string {
  return `${names
    .map(
      (name) =>
        `- [${name}](#${name
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replaceAll(' ', '-')})`,
    )
    .join('\n')}\n`
}

function section(service: string, definitions: readonly Definition[], relationships: readonly CatalogueRelationship[]): string {
  return [`## ${service}\n`, ...definitions.map((definition) => entry(definition, relationships))].join('\n')
}

function entry(definition: Definition, all: readonly CatalogueRelationship[]): string {
  const { type, title, source, bulk, details, permission, properties } = definition
  const calls = [
    ['list', code(source.api), source.kind === 'embedded' ? `comes with ${code(source.parent)}` : code(permission)],
    ...(bulk === undefined ? [] : [['list of many at once', code(bulk.api), '']]),
    ...Object.entries(details).map(([name, detail]) => [`detail: ${name}`, code(detail.api), code(detail.permission)]),
  ]
  const relationships = all.filter(({ from, to }) => from === type || to === type)
  return [
    `### ${title}\n`,
    `${code(type)}, class ${definition.class.map(code).join(', ')}\n`,
    markdownTable(['call', 'API', 'permission'], calls),
    properties === undefined ? '' : `Properties: ${properties.toSorted().map(code).join(', ')}.\n`,
    relationships.length === 0
      ? ''
      : markdownTable(
          ['relationship', 'kind'],
          relationships.map(({ from, class: verb, to, kind }) => [`${code(from)} **${verb}** ${code(to)}`, kind]),
        ),
  ].join('\n')
}
