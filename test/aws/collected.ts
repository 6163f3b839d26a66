/** One collection of the simulated organisation into a workspace of its own, and what its graph then holds. */

import type { AwsConfig } from '../../src/aws/config.ts'
import { awsIntegration } from '../../src/aws/index.ts'
import { collect } from '../../src/collect/run.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import { temporaryFolder } from '../../src/store/duckdb/workspace.fixture.ts'
import type { Row, Store } from '../../src/store/store.ts'
import { type RunWithTasks, withTasks } from '../with-tasks.ts'
import type { Manifest, Organisation } from './organisation.ts'

export interface Collected {
  readonly summary: RunWithTasks
  readonly graph: Graph
}

export interface Node {
  readonly key: string
  readonly type: string
  readonly source: string
  readonly properties: Readonly<Record<string, unknown>>
}

export interface Edge {
  readonly from: string
  readonly verb: string
  readonly to: string
  readonly properties: Readonly<Record<string, unknown>>
}

export class Graph {
  readonly nodes: ReadonlyMap<string, Node>
  readonly edges: readonly Edge[]

  constructor(nodes: readonly Node[], edges: readonly Edge[]) {
    this.nodes = new Map(nodes.map((node) => [node.key, node]))
    this.edges = edges
  }

  /** The one entity of a type with this name. */
  named(type: string, name: string): Node {
    const found = [...this.nodes.values()].filter((node) => node.type === type && node.properties.name === name)
    const [node] = found
    if (node === undefined || found.length > 1) throw new Error(`${found.length} entities of type ${type} are named ${name}`)
    return node
  }

  from(key: string, verb: string): readonly Edge[] {
    return this.edges.filter((edge) => edge.from === key && edge.verb === verb)
  }
}

/** The organisation as the collector's role in every account sees it, in the two regions that are filled. */
export function configured({ endpoint, accounts, externalId }: Organisation, changes: Partial<AwsConfig> = {}): AwsConfig {
  return {
    name: 'tidewater',
    roleArn: `arn:aws:iam::${accounts.management}:role/Isobar`,
    externalId,
    accounts: ['organization'],
    regions: ['eu-west-1', 'us-east-1'],
    endpoint,
    ...changes,
  }
}

/** @param archive file to keep the raw answers in */
export async function collected(config: AwsConfig, archive?: string): Promise<Collected> {
  return await inWorkspace(async (store) => {
    const more = archive === undefined ? {} : { archive }
    const summary = await withTasks((observer) => collect({ integration: awsIntegration(config), store, observer, ...more }))
    return { summary, graph: await graphOf(store) }
  })
}

export async function inWorkspace<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const folder = temporaryFolder()
  const store = await openWorkspace(folder.dir)
  try {
    return await work(store)
  } finally {
    await store.close()
    folder.remove()
  }
}

export async function graphOf(store: Store): Promise<Graph> {
  const nodes = await store.rows(
    'SELECT e.key, k.type, e.source, e.properties FROM entity e JOIN entity_kind k ON k.id = e.kind ORDER BY e.key',
  )
  const edges = await store.rows(
    `SELECT f.key AS "from", k.class AS verb, t.key AS "to", r.properties
     FROM relationship r JOIN relationship_kind k ON k.id = r.kind JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid
     ORDER BY r.key`,
  )
  return new Graph(
    nodes.map((row) => ({ key: text(row, 'key'), type: text(row, 'type'), source: text(row, 'source'), properties: properties(row) })),
    edges.map((row) => ({ from: text(row, 'from'), verb: text(row, 'verb'), to: text(row, 'to'), properties: properties(row) })),
  )
}

/** The edges the manifest asks for; `aws_ec2:<account>:*` means the service in every region that was filled. */
export function expectedEdges({ entities, edges }: Manifest): string[] {
  const inRegions = (key: string) => Object.keys(entities).filter((known) => known.startsWith(key.slice(0, -1)))
  return edges.flatMap(([from, verb, to]) => (to.endsWith(':*') ? inRegions(to) : [to]).map((end) => `${from} ${verb} ${end}`)).sort()
}

function text(row: Row, column: string): string {
  return String(row[column])
}

function properties(row: Row): Readonly<Record<string, unknown>> {
  return JSON.parse(text(row, 'properties'))
}
