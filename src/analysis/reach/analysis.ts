/** What the Internet reaches: public addresses, what they lead to, and the rules that let traffic through. docs/network-reach.md */
import { internet } from '../../graph/model.ts'
import type { Analysis } from '../../store/store.ts'
import { conclusionSteps, conclusions } from './conclusions.ts'
import { evaluationSteps } from './evaluate.ts'
import { entitySteps } from './from-azure/entities.ts'
import { firewallSteps } from './from-azure/firewalls.ts'
import { frontSteps } from './from-azure/fronts.ts'
import { gatewaySteps } from './from-azure/gateways.ts'
import { groupSteps } from './from-azure/groups.ts'
import { insideSteps } from './from-azure/inside.ts'
import { placeSteps } from './from-azure/places.ts'
import { openingSteps, wantedSteps } from './openings.ts'
import { ruleSteps } from './rules.ts'

/** Types by whose presence there is something to conclude. */
const types = ['azure_nic', 'azure_vm', 'azure_vm_scale_set', 'azure_application_gateway', 'azure_network_firewall']

/** From what a cloud says to the form that is evaluated. */
const azure = [...entitySteps, ...placeSteps, ...frontSteps, ...insideSteps, ...gatewaySteps, ...firewallSteps, ...groupSteps]

export const reachAnalysis: Analysis = {
  name: 'reach',
  integrations: ['azure'],
  types,
  concludes: types.map((to) => ({ from: internet.type, class: 'CONNECTS', to })),
  placeholders: types.map((wantedBy) => ({ entity: internet, wantedBy })),
  steps: [...azure, ...ruleSteps, ...wantedSteps, ...evaluationSteps, ...openingSteps, ...conclusionSteps],
  conclusions,
}
