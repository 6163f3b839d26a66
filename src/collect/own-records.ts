/** The entities and relationships that people bring themselves: NDJSON, one `{"entity":{…}}` or `{"relationship":{…}}` a line. */
import { z } from 'zod'
import type { Link } from '../graph/link.ts'
import type { StagedEntity } from '../store/store.ts'
import { tellable } from './failure.ts'
import { linesOf } from './lines.ts'

export type OwnRecord =
  | { readonly kind: 'entity'; readonly entity: StagedEntity; readonly line: number }
  | { readonly kind: 'relationship'; readonly link: Link }
  | { readonly kind: 'fault'; readonly fault: OwnDataFault }

/** What is wrong with one line of a file. */
export interface OwnDataFault {
  readonly file: string
  readonly line: number
  readonly message: string
}

const name = z.string().min(1)
const time = z.number()

/** Metadata that the graph keeps in columns, so that it must be of the right kind. Any other is kept as it is. */
const metadata = {
  _id: name.optional(),
  _source: name.optional(),
  _version: z.number().int().optional(),
  _createdOn: time.optional(),
  _beginOn: time.optional(),
  _endOn: time.optional(),
  _deleted: z.boolean().optional(),
}

const entity = z.looseObject({ _key: name, _type: name, _class: z.union([name, z.array(name).min(1)]), ...metadata })

const relationship = z.looseObject({
  _key: name.optional(),
  _type: name.optional(),
  _class: z.union([name, z.tuple([name])]),
  _fromEntityKey: name,
  _toEntityKey: name,
  ...metadata,
})

/** The records of a file in their order, faults in their place. A name that ends in `.gz` is read as gzip. */
export async function* ownRecords(file: string): AsyncIterable<OwnRecord> {
  let line = 0
  try {
    for await (const text of linesOf(file, file.endsWith('.gz'))) {
      line++
      if (text.trim() === '') continue
      try {
        yield recordOf(JSON.parse(text), line)
      } catch (error) {
        yield { kind: 'fault', fault: { file, line, message: explain(error) } }
      }
    }
  } catch (error) {
    yield { kind: 'fault', fault: { file, line: line + 1, message: `The file cannot be read: ${tellable(error)}` } }
  }
}

function recordOf(value: unknown, line: number): OwnRecord {
  const [kind, ...others] = typeof value === 'object' && value !== null ? Object.keys(value) : []
  if (others.length === 0 && kind === 'entity') return { kind, entity: entityOf(entity.parse(content(value, kind))), line }
  if (others.length === 0 && kind === 'relationship') return { kind, link: linkOf(relationship.parse(content(value, kind))) }
  throw new TypeError('A line holds one {"entity":{…}} or one {"relationship":{…}} and nothing else.')
}

function content(value: unknown, kind: string): unknown {
  return new Map(Object.entries(value ?? {})).get(kind)
}

function entityOf({ _key: key, _type: type, _class: classes, ...rest }: z.infer<typeof entity>): StagedEntity {
  const { properties, metadata } = apart(rest)
  const displayName = properties.displayName ?? properties.name ?? key
  return { key, type, class: [classes].flat(), properties: { ...properties, displayName }, ...metadata }
}

function linkOf({ _key: key, _type: type, _class, _fromEntityKey, _toEntityKey, ...rest }: z.infer<typeof relationship>): Link {
  const { properties, metadata } = apart(rest)
  return {
    from: { targets: [{ by: 'key', key: _fromEntityKey }] },
    class: [_class].flat().join(''),
    to: { targets: [{ by: 'key', key: _toEntityKey }] },
    ...(key === undefined ? {} : { key }),
    ...(type === undefined ? {} : { type }),
    properties,
    ...metadata,
  }
}

/** What starts with an underscore is metadata, everything else a property; nulls and nested values stay as they are. */
function apart(rest: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(rest).filter(([, value]) => value !== undefined)
  const { given = [], own = [] } = Object.groupBy(entries, ([key]) => (key.startsWith('_') ? 'given' : 'own'))
  return { properties: Object.fromEntries(own), metadata: given.length === 0 ? {} : { metadata: Object.fromEntries(given) } }
}

function explain(error: unknown): string {
  if (error instanceof SyntaxError) return `This is no JSON (${tellable(error)}).`
  if (!(error instanceof z.ZodError)) return tellable(error)
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message.replace(/^Invalid input: /, '')}`).join('; ')
}
