/** What the Internet reaches: public addresses, what they lead to, and the rules that let traffic through. docs/network-reach.md */
import { internet } from '../../graph/model.ts'
import type { Analysis } from '../../store/store.ts'
import { conclusionSteps, conclusions } from './conclusions.ts'
import { evaluationSteps } from './evaluate.ts'
import { frontSteps } from './from-azure/fronts.ts'
import { groupSteps } from './from-azure/groups.ts'
import { placeSteps } from './from-azure/places.ts'
import { entrySteps, openingSteps } from './openings.ts'
import { ruleSteps } from './rules.ts'

export const reachAnalysis: Analysis = {
  name: 'reach',
  types: ['azure_nic', 'azure_vm', 'azure_vm_scale_set'],
  placeholders: ['azure_nic', 'azure_vm', 'azure_vm_scale_set'].map((wantedBy) => ({ entity: internet, wantedBy })),
  steps: [
    ...placeSteps,
    ...frontSteps,
    'CREATE TEMP TABLE reach_private_source (source INTEGER, family INTEGER, first UHUGEINT, last UHUGEINT)',
    ...entrySteps,
    ...groupSteps,
    ...ruleSteps,
    ...evaluationSteps,
    ...openingSteps,
    ...conclusionSteps,
  ],
  conclusions,
}
