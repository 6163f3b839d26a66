/** AWS as an integration: an account, a list of accounts, or a whole organisation. */
import type { Integration } from '../collect/resource.ts'
import { rootScopes } from './client/scopes.ts'
import type { AwsSession } from './client/session.ts'
import { signIn } from './client/signin.ts'
import type { AwsConfig, AwsOptions } from './config.ts'
import { awsDefinitions } from './definitions.ts'
import { permissionChecks } from './permissions.ts'
import { parseArn } from './place.ts'

export type { AwsConfig, AwsOptions } from './config.ts'
export { awsDefinitions } from './definitions.ts'

export function awsIntegration(config: AwsConfig, options: AwsOptions = {}): Integration<AwsSession> {
  return {
    name: config.name,
    type: 'aws',
    instance: instanceOf(config),
    class: ['CSP'],
    definitions: async () => awsDefinitions,
    properties: {
      ...(config.tagAccountName === true ? { 'tag.AccountName': config.name } : {}),
      ...(config.production === undefined ? {} : { 'tag.Production': config.production }),
    },
    open: (signal) => signIn(config, signal, options),
    roots: rootScopes,
    permissions: permissionChecks,
    close: async ({ handler }) => handler.close(),
  }
}

/** The account whose role is assumed; without one, only signing in tells, and the integration's name stands for it. */
function instanceOf({ name, roleArn }: AwsConfig): string {
  return (roleArn === undefined ? undefined : parseArn(roleArn)?.accountId) ?? name
}
