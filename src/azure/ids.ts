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

/** The ids of resources and groups that stand anywhere in a value, as values or as names of fields, as they are spelt there. */
export function armIdsIn(value: unknown): string[] {
  const found = new Set<string>()
  const open: unknown[] = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one === 'string' && (groupId.test(one) || resourceId.test(one))) found.add(one)
    else if (Array.isArray(one)) for (const item of one) open.push(item)
    else if (typeof one === 'object' && one !== null) for (const [name, item] of Object.entries(one)) open.push(name, item)
  }
  return [...found].sort()
}

const groupId = /^\/subscriptions\/[^/\s]+\/resourcegroups\/[^/\n]+\/?$/i
const resourceId = /^\/subscriptions\/[^/\s]+(?:\/resourcegroups\/[^/\n]+)?\/providers\/[^/\s]+(?:\/[^/\n]+\/[^/\n]+)+\/?$/i

/** The resource that a child or an extension hangs below; undefined for what stands right in its group or subscription. */
export function parentResourceKeyOf(key: string): string | undefined {
  const provider = key.lastIndexOf('/providers/')
  if (provider < 0) return undefined
  const pairs = key.slice(provider).split('/').length - 3
  if (pairs > 2) return parentKeyOf(key)
  const above = key.slice(0, provider)
  return above.includes('/providers/') ? above : undefined
}
