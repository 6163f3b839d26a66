/** Images, their versions and origins, and the machines and scale sets made from them. */
import type { Reading } from '../crawl.ts'
import { text } from '../json.ts'
import type { World } from '../world.ts'

export function images(world: World, reading: Reading): void {
  for (const version of world.of('azure_shared_image_version')) {
    const source = text(version.raw, 'properties.storageProfile.source.id')
    if (source !== undefined) world.draw(world.findOrStandIn('azure_image_source', source.toLowerCase()), 'GENERATED', version)
  }
  for (const machine of world.of('azure_vm')) {
    world.draw(machine, 'USES', world.find(text(machine.raw, 'properties.virtualMachineScaleSet.id'), 'azure_vm_scale_set'))
    for (const extension of world.of('azure_vm_extension'))
      if (extension.listedFor.includes(machine)) world.draw(machine, 'USES', extension)
    const image = text(machine.raw, 'properties.storageProfile.imageReference.id')
    if (image === undefined) continue
    const { definition, version } = gallery(image, text(machine.raw, 'properties.storageProfile.imageReference.exactVersion'), reading)
    world.draw(machine, 'USES', world.find(image, 'azure_image'))
    world.draw(machine, 'USES', world.find(definition, 'azure_shared_image'))
    world.draw(machine, 'USES', world.find(version, 'azure_shared_image_version'))
  }
  for (const set of world.of('azure_vm_scale_set')) {
    const image = text(set.raw, 'properties.virtualMachineProfile.storageProfile.imageReference.id')
    if (image === undefined) continue
    const { definition } = gallery(image, undefined, reading)
    world.draw(set, 'USES', world.find(definition, 'azure_shared_image') ?? world.find(image, 'azure_image'))
  }
}

/** The definition and the version that a reference names. Taken literally, a reference is a definition's id. */
function gallery(image: string, exactVersion: string | undefined, reading: Reading): { definition: string; version: string | undefined } {
  const parts = image.split(/\/versions\//i)
  if (reading.imageVersions === true && parts.length === 2) return { definition: parts[0] ?? image, version: image }
  return { definition: image, version: exactVersion === undefined ? undefined : `${image}/versions/${exactVersion}` }
}
