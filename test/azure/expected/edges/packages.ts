/** Entitlement management: catalogues, access packages, requests, assignments. */
import type { Crawl } from '../crawl.ts'
import { list, text } from '../json.ts'
import { itemsOf } from '../replay.ts'
import type { Item, World } from '../world.ts'

export async function accessPackages(crawl: Crawl): Promise<void> {
  const { world } = crawl
  for (const approver of world.of('azure_access_packages_approver'))
    world.draw(approver, 'IS', world.find(text(approver.raw, 'reviewedBy.id'), 'azure_user'))
  for (const request of world.of('azure_access_packages_request'))
    world.draw(world.find(text(request.raw, 'requestor.objectId'), 'azure_user'), 'CREATED', request)
  for (const assignment of world.of('azure_access_packages_service_assignment')) {
    const accessPackage = world.find(text(assignment.raw, 'accessPackage.id'), 'azure_access_packages_services')
    world.draw(accessPackage, 'HAS', assignment)
    world.draw(assignment, 'CONTAINS', world.find(text(assignment.raw, 'assignmentPolicy.id'), 'azure_access_packages_policy'))
    for (const holder of holdersOf(crawl, assignment)) world.draw(holder, 'ASSIGNED', accessPackage)
  }
  for (const catalogue of world.of('azure_access_packages_catalog')) {
    const applications = await applicationsOf(crawl, catalogue)
    for (const application of applications) world.draw(catalogue, 'ASSIGNED', application)
    for (const accessPackage of list(catalogue.raw, 'accessPackages'))
      for (const application of applications)
        world.draw(world.find(text(accessPackage, 'id'), 'azure_access_packages_services'), 'HAS', application)
  }
}

/** Who holds the assignment. Its policy only says who may ask for it. */
function holdersOf({ world, reading }: Crawl, assignment: Item): readonly Item[] {
  const target = text(assignment.raw, 'target.objectId')
  const allowed = list(assignment.raw, 'assignmentPolicy.specificAllowedTargets').flatMap((one) => [
    text(one, 'userId'),
    text(one, 'groupId'),
  ])
  const ids = target === undefined && reading.allowedTargets === true ? allowed : [target]
  return ids.map((id) => principal(world, id)).filter((item) => item !== undefined)
}

function principal(world: World, id: string | undefined): Item | undefined {
  return world.find(id, 'azure_user') ?? world.find(id, 'azure_user_group')
}

/** Applications among the resources of a catalogue, by the client id in their description. */
async function applicationsOf({ world, replay }: Crawl, catalogue: Item): Promise<readonly Item[]> {
  const path = `/identityGovernance/entitlementManagement/catalogs/${catalogue.key}/resources`
  return itemsOf(await replay.graph(path))
    .filter((resource) => text(resource, 'originSystem') === 'AadApplication')
    .map((resource) => world.find(/AppId: ([0-9a-f-]{36})/i.exec(text(resource, 'description') ?? '')?.[1], 'azure_application'))
    .filter((application) => application !== undefined)
}
