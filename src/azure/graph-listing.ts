/** Lists of Microsoft Graph, of the tenant and of single objects, and what directory objects share. */
import type { ListSource } from '../collect/resource.ts'
import { batchSize } from './client/batch.ts'
import { NotFoundError } from './client/failure.ts'
import type { GraphVersion } from './client/graph.ts'
import { type Answer, text } from './client/json.ts'
import { date, fieldsOf, words } from './facts.ts'
import { objectKey } from './ids.ts'
import { type AzureCall, idOf, type Listing, type ListingOf } from './listing.ts'
import type { ResourceShape } from './resource.ts'
import type { AzureSession } from './session.ts'

/** The most objects that a page of a directory list may have. */
const top = 999

export interface GraphOptions {
  /** Other objects to answer along with each. */
  readonly expand?: string
  /** Which of the objects to answer. */
  readonly filter?: string
  /** For lists that know neither $select nor $top: small ones, mostly. */
  readonly whole?: boolean
  readonly version?: GraphVersion
}

/** `GET {path}` of the tenant. Reads exactly the fields that the definition's facts name. */
export function graphList(path: string, { expand, filter, whole = false, version }: GraphOptions = {}): ListingOf {
  return (definition) => {
    const query = new URLSearchParams({
      ...(whole ? {} : { $select: selectOf(definition), $top: String(top) }),
      ...(filter === undefined ? {} : { $filter: filter }),
      ...(expand === undefined ? {} : { $expand: expand }),
    })
    const source: ListSource<Answer, AzureSession> = {
      kind: 'list',
      api: `GET ${path}${expand === undefined ? '' : `?$expand=${expand}`}`,
      cost: whole ? 'once' : `1 per ${top} of them`,
      list: (call) => call.session.graph.list(asking(path, query), call, version),
    }
    return { scope: 'tenant', source, ...shared(definition.type) }
  }
}

/** `GET {path}` of the tenant, where it holds one object and no list: a policy. Without one there is none. */
export function graphSingle(path: string): ListingOf {
  return ({ type }) => ({
    scope: 'tenant',
    source: {
      kind: 'list',
      api: `GET ${path}`,
      cost: 'once',
      async *list(call: AzureCall) {
        try {
          yield await call.session.graph.get(path, call)
        } catch (error) {
          if (!(error instanceof NotFoundError)) throw error
        }
      },
    },
    ...shared(type),
  })
}

/** `GET {collection}/{id}/{path}` for every object of the parent's type, many in one batch. */
export function graphChildrenOf(
  parent: ResourceShape,
  collection: string,
  path: string,
  { expand, whole = false }: GraphOptions = {},
): ListingOf {
  return (definition) => {
    const query = new URLSearchParams({
      ...(whole ? {} : { $select: selectOf(definition), $top: String(top) }),
      ...(expand === undefined ? {} : { $expand: expand }),
    })
    const source: ListSource<Answer, AzureSession> = {
      kind: 'list',
      api: `GET ${collection}/{id}/${path}`,
      perRequest: batchSize,
      async *list(call) {
        const id = text(call.scope.data, 'id') ?? call.scope.id
        const url = `${collection}/${encodeURIComponent(id)}/${path}`
        try {
          yield* call.session.graph.listInBatch(asking(url, query), call)
        } catch (error) {
          // The parent went away since it was listed, and its children with it.
          if (!(error instanceof NotFoundError)) throw error
        }
      },
    }
    return { scope: parent.type, source, ...shared(definition.type) }
  }
}

/** Spaces as %20: a plus means itself to some of OData's readers. */
function asking(path: string, query: URLSearchParams): string {
  return query.size === 0 ? path : `${path}?${String(query).replaceAll('+', '%20')}`
}

function selectOf(definition: Parameters<ListingOf>[0]): string {
  return [...new Set(['id', ...fieldsOf(definition.properties)])]
    .filter((field) => !field.startsWith('@') && field !== 'parent' && !definition.details.includes(field))
    .join(',')
}

function shared(type: string): Pick<Listing, 'shared' | 'facts' | 'properties'> {
  return {
    facts: { name: words('displayName'), createdOn: date('createdDateTime') },
    properties: ['id', 'name', 'displayName', 'createdOn'],
    shared: ({ raw }) => {
      const id = idOf(raw, type)
      return { key: objectKey(id), properties: { id, displayName: text(raw, 'displayName') ?? id } }
    },
  }
}
