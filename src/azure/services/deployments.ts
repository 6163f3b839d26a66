/** What was deployed from templates. https://learn.microsoft.com/rest/api/resources/deployments */
import { from, to } from '../../collect/links.ts'
import { arm, childrenOfMany } from '../arm-listing.ts'
import { isAnswer } from '../client/json.ts'
import { keysAt, subscriptionOutsideGroups } from '../ends.ts'
import { date, from as fact, ref } from '../facts.ts'
import { resource } from '../resource.ts'
import { sifted } from '../sift.ts'

const service = 'Resource Manager'

export const deployment = resource({
  type: 'azure_deployment',
  class: ['CodeDeploy'],
  title: 'Deployment',
  service,
  // People put passwords into parameters and outputs.
  list: sifted(
    childrenOfMany(['subscription', 'azure_resource_group'], 'providers/Microsoft.Resources/deployments', '2024-03-01', {
      inResourceGroup: true,
    }),
    {
      without: ['properties.parameters', 'properties.outputs', 'properties.error'],
    },
  ),
  permission: 'Microsoft.Resources/deployments/read',
  properties: {
    mode: 'properties.mode',
    provisioningState: 'properties.provisioningState',
    deployedOn: date('properties.timestamp'),
    duration: 'properties.duration',
    correlationId: 'properties.correlationId',
    templateHash: 'properties.templateHash',
    templateUri: fact(['properties.templateLink.uri'], withoutSignature),
    templateSpecId: ref('properties.templateLink.id'),
    onErrorDeployment: 'properties.onErrorDeployment.deploymentName',
    outputResourceIds: ref('properties.outputResources[].id'),
  },
  links: [
    from('azure_subscription', 'HAS', subscriptionOutsideGroups),
    to('USES', 'azure_template_spec', (one) =>
      keysAt('properties.templateLink.id')(one).map((key) => key.replace(/\/versions\/[^/]+$/, '')),
    ),
  ],
})

/** Templates in storage accounts are often reached by a signed address. */
function withoutSignature(uri: unknown): string | undefined {
  return typeof uri === 'string' ? uri.replace(/[?#].*$/, '') : undefined
}

export const templateSpec = resource({
  type: 'azure_template_spec',
  class: ['CodeModule'],
  title: 'Template spec',
  service,
  list: arm('Microsoft.Resources/templateSpecs', '2022-02-01', { bulk: 'resources' }),
  permission: 'Microsoft.Resources/templateSpecs/read',
  properties: {
    displayName: fact(['properties.displayName', 'name'], (title, name) => title ?? name),
    description: 'properties.description',
    versions: fact(['properties.versions'], (versions) => (isAnswer(versions) ? Object.keys(versions) : undefined), 'object'),
    createdBy: 'systemData.createdBy',
    updatedOn: date('systemData.lastModifiedAt'),
  },
})

export const deploymentStack = resource({
  type: 'azure_deployment_stack',
  class: ['CodeDeploy'],
  title: 'Deployment stack',
  service,
  // The list holds the stacks of the groups as well.
  list: sifted(arm('Microsoft.Resources/deploymentStacks', '2024-03-01', { bulk: 'deploymentresources' }), {
    without: ['properties.parameters', 'properties.outputs', 'properties.template', 'properties.error'],
  }),
  permission: 'Microsoft.Resources/deploymentStacks/read',
  properties: {
    description: 'properties.description',
    provisioningState: 'properties.provisioningState',
    deploymentScope: ref('properties.deploymentScope'),
    deploymentId: ref('properties.deploymentId'),
    onUnmanagedResources: 'properties.actionOnUnmanage.resources',
    onUnmanagedResourceGroups: 'properties.actionOnUnmanage.resourceGroups',
    onUnmanagedManagementGroups: 'properties.actionOnUnmanage.managementGroups',
    denySettingsMode: 'properties.denySettings.mode',
    denySettingsExcludedPrincipals: 'properties.denySettings.excludedPrincipals',
    denySettingsExcludedActions: 'properties.denySettings.excludedActions',
    denySettingsApplyToChildScopes: 'properties.denySettings.applyToChildScopes',
    managedResourceIds: ref('properties.resources[].id'),
    createdBy: 'systemData.createdBy',
    updatedOn: date('systemData.lastModifiedAt'),
  },
  links: [
    from('azure_subscription', 'HAS', subscriptionOutsideGroups),
    to('MANAGES', 'ANY_RESOURCE', keysAt('properties.resources[].id'), { type: 'azure_deployment_stack_manages_any_resource' }),
  ],
})

export const deploymentDefinitions = [deployment, templateSpec, deploymentStack]
