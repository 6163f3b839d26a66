/** The edges that the rules of a security group draw: from where it lets in or keeps out, to where it lets out or not. */
import { type Edge, from, to, within } from '../../collect/links.ts'
import { hostEntity, networkEntity } from '../../graph/address.ts'
import type { Target } from '../../graph/link.ts'
import { internet, type Verb } from '../../graph/model.ts'
import type { Answer } from '../client/json.ts'
import type { AzureLink, AzureResource } from '../listing.ts'
import { serviceTag } from '../placeholders.ts'
import { edgesOf, propertiesOf, type Remote, type RuleEdge, rulesOf, suffixOf } from './rules.ts'

const type = 'azure_security_group_rule'

/** The type of the other end, as the catalogue names it, by what a prefix stands for. */
const others = {
  internet: 'internet',
  subnets: 'azure_subnet',
  network: 'network',
  host: 'host',
  serviceTag: 'azure_<service_tag>',
  members: 'azure_application_security_group',
} as const satisfies Record<Remote['kind'], string>

const kinds = ['internet', 'subnets', 'network', 'host', 'serviceTag', 'members'] as const

export const securityRuleLinks: readonly AzureLink[] = (['ALLOWS', 'DENIES'] as const).flatMap((verb) =>
  kinds.flatMap((kind) => {
    const options = { type, mapped: kind !== 'subnets' && kind !== 'members' }
    return [
      to<Answer>(verb, others[kind], (resource) => ends(resource, verb, false, kind), options),
      from<Answer>(others[kind], verb, (resource) => ends(resource, verb, true, kind), options),
    ]
  }),
)

const read = new WeakMap<Answer, readonly RuleEdge[]>()

/** The rules of one group are taken apart once, though many rows of the links table look at them. */
function ruleEdgesOf({ raw }: AzureResource): readonly RuleEdge[] {
  let edges = read.get(raw)
  if (edges === undefined) {
    edges = rulesOf(raw).flatMap(edgesOf)
    read.set(raw, edges)
  }
  return edges
}

function ends(resource: AzureResource, verb: Verb, inbound: boolean, kind: Remote['kind']): Edge[] {
  return ruleEdgesOf(resource)
    .filter(({ rule, remote }) => rule.inbound === inbound && rule.allows === (verb === 'ALLOWS') && remote.kind === kind)
    .map((edge) => ({ ...end(edge.remote), suffix: suffixOf(edge), properties: propertiesOf(edge) }))
}

function end(remote: Remote): Pick<Edge, 'target' | 'placeholder'> {
  if (remote.kind === 'members') return { target: remote.group }
  if (remote.kind === 'subnets') return { target: within('azure_subnet', 'CIDR', remote.range.cidr) }
  const placeholder = standIn(remote)
  return { target: [...owners(remote), { by: 'key', key: placeholder.key }], placeholder }
}

/** Who may own a public range, in any integration. A private address means another machine in every network. */
function owners(remote: Remote): Target[] {
  if (remote.kind === 'network') return [{ by: 'where', type: 'Network', where: { CIDR: remote.range.cidr } }]
  if (remote.kind !== 'host' || remote.range.private) return []
  const { address } = remote.range
  return [
    { by: 'where', type: 'Host', where: { publicIpAddress: address } },
    { by: 'where', type: 'Host', where: { ipAddress: address } },
  ]
}

function standIn(remote: Exclude<Remote, { kind: 'subnets' | 'members' }>) {
  switch (remote.kind) {
    case 'internet':
      return internet
    case 'network':
      return networkEntity(remote.range)
    case 'host':
      return hostEntity(remote.range)
    case 'serviceTag':
      return serviceTag(remote.tag)
  }
}
