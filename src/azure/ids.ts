/** ARM ids: `/subscriptions/{guid}/resourceGroups/{name}/providers/{namespace}/{type}/{name}…`, in any letter case. */

/** The id as keys hold it: lower case, single slashes, none at the end. Ids of one resource differ in case between lists. */
export function armKey(id: string): string {
  const key = `/${id}`.toLowerCase().replace(/\/{2,}/g, '/')
  return key.length > 1 && key.endsWith('/') ? key.slice(0, -1) : key
}

/** Keys of all ids of a list, or of one. */
export function armKeys(ids: Iterable<string>): string[] {
  return [...new Set([...ids].map(armKey))]
}

/** None for what belongs to no subscription: its id leaves the place empty, and its key has no place for it. */
export function subscriptionIdOf(key: string): string | undefined {
  return /^\/subscriptions\/(?!resourcegroups\/)([^/]+)/i.exec(key)?.[1]?.toLowerCase()
}

export function resourceGroupKeyOf(key: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+(?=\/)/i.exec(key)?.[0].toLowerCase()
}

export function resourceGroupOf(key: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/([^/]+)/i.exec(key)?.[1]?.toLowerCase()
}

/** The id of the resource that a child belongs to, `levels` type/name pairs up. */
export function parentKeyOf(key: string, levels = 1): string {
  return key
    .split('/')
    .slice(0, -2 * levels)
    .join('/')
}

/** The last segment: a role definition's guid, which all its copies share. */
export function lastSegmentOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}

/** The key of a directory object. Its guid is lower-cased; ids of other forms hold meaning in their case. */
export function objectKey(id: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id.toLowerCase() : id
}

/** The name of a region, which some lists give as its title: `East US` is eastus. */
export function regionOf(location: string | undefined): string | undefined {
  return location?.toLowerCase().replaceAll(' ', '')
}

/** The key of a region, which all subscriptions share. */
export function locationKey(location: string): string {
  return `azure_location_${regionOf(location)}`
}
