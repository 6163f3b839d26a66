/** Azure: what of it can be read, and how to sign in to a tenant. Each is loaded apart by whoever needs one of them early. */
export type { AzureConfig, AzureOptions } from './config.ts'
export { azureDefinitions } from './definitions.ts'
export { azureIntegration } from './integration.ts'
export type { AzureSession } from './session.ts'
