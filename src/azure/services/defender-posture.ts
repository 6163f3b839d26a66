/**
 * How Microsoft Defender for Cloud judges subscriptions as a whole: compliance standards, and the ways that an attacker may take.
 * https://learn.microsoft.com/rest/api/defenderforcloud · https://learn.microsoft.com/azure/defender-for-cloud/attack-path-api
 */
import { from, to } from '../../collect/links.ts'
import { arm, bulkOf, shared } from '../arm-listing.ts'
import { type Answer, at, objects, texts } from '../client/json.ts'
import { from as fact, json } from '../facts.ts'
import { armIdsIn, armKeys } from '../ids.ts'
import type { AzureCall, AzureResource, ListingOf } from '../listing.ts'
import { resource } from '../resource.ts'
import { orOnlyPart, seesAll } from '../sees-all.ts'
import { subscriptionKeyOf } from '../tenant.ts'

const service = 'Defender for Cloud'

export const regulatoryComplianceStandard = resource({
  type: 'azure_regulatory_compliance_standard',
  class: ['Standard'],
  title: 'Regulatory compliance standard',
  service,
  list: arm('Microsoft.Security/regulatoryComplianceStandards', '2019-01-01-preview', {
    bulk: 'securityresources',
    inResourceGroup: false,
  }),
  permission: 'Microsoft.Security/regulatoryComplianceStandards/read',
  properties: {
    state: 'properties.state',
    passedControls: 'properties.passedControls',
    failedControls: 'properties.failedControls',
    skippedControls: 'properties.skippedControls',
    unsupportedControls: 'properties.unsupportedControls',
  },
  links: [from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope))],
})

/**
 * Rows come in two shapes: as Defender for Cloud has documented them (`potentialImpact`, `riskCategories`, ends by an id of the
 * path's own), and as Exposure Management writes them (`riskLevel`, `riskFactors`, ends as whole entities).
 */
export const attackPath = resource({
  type: 'azure_attack_path',
  class: ['Finding'],
  title: 'Attack path',
  service,
  list: attackPaths,
  permission: 'Microsoft.ResourceGraph/resources/read',
  properties: {
    displayName: 'properties.displayName',
    description: 'properties.description',
    attackPathType: 'properties.attackPathType',
    riskLevel: 'properties.riskLevel',
    riskFactors: 'properties.riskFactors',
    riskCategories: 'properties.riskCategories',
    potentialImpact: 'properties.potentialImpact',
    attackStory: 'properties.attackStory',
    mitreTacticsAndTechniques: json('properties.mITRETacticsAndTechniques'),
    manualRemediationSteps: 'properties.manualRemediationSteps',
    refreshInterval: 'properties.refreshInterval',
    isPartial: 'properties.isPartialAttackPath',
    entityNames: 'properties.graphComponent.entities[].entityName',
    entityTypes: 'properties.graphComponent.entities[].entityType',
    entryPointResourceId: end('entryPoint'),
    targetResourceId: end('target'),
  },
  links: [to('RELATES', 'ANY_RESOURCE', related, { type: 'azure_attack_path_relates_any_resource' })],
})

/** Only Resource Graph holds them: there is no other list to ask where an answer is not proven, and one subscription is asked alike. */
function attackPaths(definition: Parameters<ListingOf>[0]): ReturnType<ListingOf> {
  const armType = 'Microsoft.Security/attackPaths'
  const bulk = bulkOf('securityresources', armType)
  return {
    scope: 'subscription',
    source: {
      kind: 'list',
      api: bulk.api,
      list: (call) => orOnlyPart(call, ofOneSubscription(call)),
    },
    bulk: {
      ...bulk,
      async proves(call, scope) {
        await seesAll(call, scope.id)
        return true
      },
    },
    armType,
    ...shared(definition.type, armType, false),
  }

  async function* ofOneSubscription(call: AzureCall): AsyncGenerator<Answer> {
    for await (const { raw } of bulk.list(call, [call.scope])) yield raw
  }
}

/** The resource at one end of the path; several ids of one end name what is inside of what, the longest the innermost. */
function end(name: 'entryPoint' | 'target') {
  const paths = [`properties.${name}`, `properties.${name}EntityInternalID`, 'properties.graphComponent.entities']
  return fact(paths, (whole, internalId, entities) => {
    const own = objects({ entities }, 'entities').find((entity) => internalId !== undefined && entity.entityInternalId === internalId)
    const ids = armKeys([...texts(own, resourceId), ...armIdsIn(whole)].filter(isArmId))
    return ids.toSorted((a, b) => b.length - a.length)[0]
  })
}

const resourceId = 'entityIdentifiers.azureResourceId'

/** Every resource of Azure on the path; those of other clouds have identifiers of their own. */
function related({ raw }: AzureResource): string[] {
  const entities = objects(raw, 'properties.graphComponent.entities').flatMap((entity) => texts(entity, resourceId))
  const ends = ['properties.entryPoint', 'properties.target'].flatMap((path) => armIdsIn(at(raw, path)))
  return armKeys([...entities, ...ends].filter(isArmId)).filter((key) => key !== armKeys(texts(raw, 'id'))[0])
}

function isArmId(id: string): boolean {
  return /^\/+(subscriptions|providers)\//i.test(id)
}

export const defenderPostureDefinitions = [regulatoryComplianceStandard, attackPath]
