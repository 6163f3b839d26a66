/** What is installed on machines. https://learn.microsoft.com/rest/api/compute/virtual-machine-extensions */
import { from } from '../../collect/links.ts'
import { childrenOf } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { region } from '../facts.ts'
import { idOf, type ListingOf } from '../listing.ts'
import { resource } from '../resource.ts'
import { virtualMachine } from './compute.ts'

/** Keyed by publisher and name: all machines that have an extension share it, and what is one machine's own stands on the edge. */
const installed: ListingOf = (definition) => {
  const listing = childrenOf(virtualMachine, 'extensions', '2024-11-01', { bulk: 'resources' })(definition)
  const { facts: _ofOneMachine, tags: _too, ...source } = listing
  return {
    ...source,
    properties: ['id', 'name', 'displayName'],
    shared: ({ raw }) => {
      const publisher = text(raw, 'properties.publisher') ?? 'unknown-publisher'
      const name = text(raw, 'name') ?? idOf(raw, definition.type)
      const key = `vm-extension:${publisher}:${name}`
      return { key, properties: { id: key, name, displayName: name } }
    },
  }
}

export const vmExtension = resource({
  type: 'azure_vm_extension',
  class: ['Application'],
  title: 'Virtual machine extension',
  service: 'Compute',
  list: installed,
  permission: 'Microsoft.Compute/virtualMachines/extensions/read',
  properties: {
    publisher: 'properties.publisher',
    extType: 'properties.type',
    typeHandlerVersion: 'properties.typeHandlerVersion',
    autoUpgradeMinorVersion: 'properties.autoUpgradeMinorVersion',
    enableAutomaticUpgrade: 'properties.enableAutomaticUpgrade',
  },
  // Azure keeps the protected settings to itself.
  spread: { settings: 'properties.settings' },
  links: [
    from('azure_vm', 'USES', ({ raw, scope }) => ({
      target: scope.id,
      properties: {
        id: text(raw, 'id'),
        location: region('location').read(raw),
        provisioningState: text(raw, 'properties.provisioningState'),
      },
    })),
  ],
})

export const vmExtensionDefinitions = [vmExtension]
