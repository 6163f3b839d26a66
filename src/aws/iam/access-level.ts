/** What kinds of access actions give. AWS classifies each action; here its verb decides, which agrees for nearly all. */
import type { Loose } from '../../graph/properties.ts'

const permissionsVerbs =
  /^(Attach|Detach|Put|Delete|Create|Update|Set|Add|Remove)\w*(Policy|Policies|PermissionsBoundary|Permission|Acl|Grant|PublicAccessBlock|LoginProfile|AccessKey|UserToGroup|UserFromGroup|RoleToInstanceProfile)\w*$|^(PassRole|AssumeRole\w*|CreateGrant|RevokeGrant)$/i
const taggingVerbs = /^(Tag|Untag|CreateTags|DeleteTags|AddTags|RemoveTags)/i
const listVerbs = /^List/i
const readVerbs =
  /^(Get|BatchGet|BatchCheck|Describe|Head|Lookup|Query|Read|Receive|Scan|Search|Select|Simulate|View|Check|Validate|Verify|Decrypt|Download|Estimate|Filter|Poll|Preview|Test)/i

/** `read`, `write`, `list`, `tagging`, `permissions`: true where some action gives it. */
export function accessLevels(actions: readonly string[]): Loose {
  const names = actions.map((action) => action.split(':').at(-1) ?? action)
  const given = (matches: (name: string) => boolean) => (names.some((name) => name === '*' || matches(name)) ? true : undefined)
  return {
    list: given((name) => listVerbs.test(name)),
    read: given((name) => readVerbs.test(name)),
    tagging: given((name) => taggingVerbs.test(name)),
    permissions: given((name) => permissionsVerbs.test(name)),
    write: given((name) => ![listVerbs, readVerbs, taggingVerbs, permissionsVerbs].some((verbs) => verbs.test(name))),
  }
}
