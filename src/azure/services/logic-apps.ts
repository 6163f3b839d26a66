/** Logic Apps of the consumption plan; those of the standard plan are function apps. https://learn.microsoft.com/rest/api/logic */
import { arm } from '../arm-listing.ts'
import { isAnswer, text } from '../client/json.ts'
import { date, type Fact, from as fact, ref, region } from '../facts.ts'
import { resource } from '../resource.ts'
import { sifted } from '../sift.ts'

export const logicApp = resource({
  type: 'azure_logic_app',
  class: ['Workflow'],
  title: 'Logic app',
  service: 'Logic Apps',
  list: sifted(arm('Microsoft.Logic/workflows', '2019-05-01', { bulk: 'resources' }), {
    // Steps hold the headers and bodies of their calls, with passwords and tokens among them.
    without: [
      ...['triggers', 'actions'].map((steps) => `properties.definition.${steps}.*.inputs`),
      ...['actions', 'else', 'cases', 'default'].map((inner) => `properties.definition.actions.*.${inner}`),
      'properties.definition.parameters.*.defaultValue',
      'properties.definition.outputs',
      'properties.parameters.*.value',
    ],
  }),
  permission: 'Microsoft.Logic/workflows/read',
  properties: {
    location: region('location'),
    state: 'properties.state',
    provisioningState: 'properties.provisioningState',
    createdOn: date('properties.createdTime'),
    updatedOn: date('properties.changedTime'),
    version: 'properties.version',
    accessEndpoint: 'properties.accessEndpoint',
    accessEndpointIpAddresses: 'properties.endpointsConfiguration.workflow.accessEndpointIpAddresses[].address',
    integrationAccountId: ref('properties.integrationAccount.id'),
    integrationServiceEnvironmentId: ref('properties.integrationServiceEnvironment.id'),
    triggerNames: fact(
      ['properties.definition.triggers'],
      (triggers) => (isAnswer(triggers) ? Object.keys(triggers) : undefined),
      'object',
    ),
    triggerTypes: types('properties.definition.triggers'),
    actionTypes: types('properties.definition.actions'),
    // Without ranges whoever knows the address may call.
    triggerAllowedIpRanges: 'properties.accessControl.triggers.allowedCallerIpAddresses[].addressRange',
    contentsAllowedIpRanges: 'properties.accessControl.contents.allowedCallerIpAddresses[].addressRange',
    actionsAllowedIpRanges: 'properties.accessControl.actions.allowedCallerIpAddresses[].addressRange',
    managementAllowedIpRanges: 'properties.accessControl.workflowManagement.allowedCallerIpAddresses[].addressRange',
    triggerAuthenticationPolicies: fact(['properties.accessControl.triggers.openAuthenticationPolicies.policies'], (policies) =>
      isAnswer(policies) ? Object.keys(policies) : undefined,
    ),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
})

/** The different types of the steps of a workflow. */
function types(path: string): Fact {
  return fact(
    [path],
    (steps) => (isAnswer(steps) ? [...new Set(Object.values(steps).flatMap((step) => text(step, 'type') ?? []))].sort() : undefined),
    'object',
  )
}

export const logicAppDefinitions = [logicApp]
