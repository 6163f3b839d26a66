/** The commands that grant an integration its read-only access. */
import { definitionsOf } from '../clouds.ts'
import { awsCommands, awsPermissions } from '../setup/aws.ts'
import { azureCommands, azurePermissions } from '../setup/azure.ts'
import { neededPermissions } from '../setup/permissions.ts'
import type { Entry } from './entry.ts'

export async function setUpText(integration: Entry): Promise<string> {
  if (integration.type === 'azure') {
    const { tenantId, clientId, secretVariable } = integration
    return azureCommands(azurePermissions(neededPermissions(await definitionsOf('azure'))), {
      tenantId,
      ...(clientId === undefined ? {} : { clientId }),
      ...(secretVariable === undefined ? {} : { secretVariable }),
    })
  }
  return awsCommands(awsPermissions(), {
    roleName: integration.roleArn?.split('/').at(-1) ?? 'Isobar',
    externalIdVariable: integration.externalIdVariable ?? 'ISOBAR_EXTERNAL_ID',
    organisation: integration.organisation,
  })
}
