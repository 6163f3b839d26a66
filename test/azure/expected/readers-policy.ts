/** Role definitions, policy states, and the policy definitions that assignments and initiatives name. */
import type { Crawl } from './crawl.ts'
import { list, text } from './json.ts'
import type { Reader } from './readers.ts'
import { itemsOf } from './replay.ts'
import { type Item, keyOf } from './world.ts'

export const policyReaders: Readonly<Record<string, Reader>> = {
  azure_role_definition: async (crawl) => {
    for (const subscription of await crawl.need('azure_subscription'))
      await crawl.list('azure_role_definition', `${subscription.key}/providers/Microsoft.Authorization/roleDefinitions`, subscription)
  },

  azure_policy_state: async (crawl) => {
    for (const subscription of await crawl.need('azure_subscription')) {
      const path = `${subscription.key}/providers/Microsoft.PolicyInsights/policyStates/latest/queryResults`
      for (const raw of itemsOf(await crawl.replay.arm(path, 'POST'))) {
        const parts = ['policyAssignmentId', 'policyDefinitionId', 'resourceId', 'policyDefinitionReferenceId'].map((name) =>
          text(raw, name),
        )
        crawl.world.add('azure_policy_state', keyOf([...parts, 'latest'].join(':')), raw, subscription)
      }
    }
  },

  azure_policy_set_definition: async (crawl) => {
    for (const assignment of await crawl.need('azure_policy_assignment')) {
      const id = text(assignment.raw, 'properties.policyDefinitionId') ?? ''
      if (/\/policySetDefinitions\//i.test(id)) await readDefinition(crawl, 'azure_policy_set_definition', id)
    }
  },

  azure_policy_definition: async (crawl) => {
    for (const assignment of await crawl.need('azure_policy_assignment')) {
      const id = text(assignment.raw, 'properties.policyDefinitionId') ?? ''
      if (/\/policyDefinitions\//i.test(id)) await readDefinition(crawl, 'azure_policy_definition', id)
    }
    for (const set of await crawl.need('azure_policy_set_definition'))
      for (const member of list(set.raw, 'properties.policyDefinitions'))
        await readDefinition(crawl, 'azure_policy_definition', text(member, 'policyDefinitionId') ?? '')
    if (crawl.reading.bulkDefinitions !== true) return
    for (const raw of await crawl.replay.resourceGraph('policyresources', 'Microsoft.Authorization/policyDefinitions'))
      crawl.world.add('azure_policy_definition', keyOf(text(raw, 'id') ?? ''), raw)
  },
}

/** By its own id, which is not always the id asked for: the replay server answers with a namesake of another scope. */
async function readDefinition(crawl: Crawl, type: string, id: string): Promise<Item | undefined> {
  const answer = await crawl.replay.arm(id)
  if (answer.status === 200) return crawl.world.add(type, keyOf(text(answer.body, 'id') ?? ''), answer.body)
  crawl.refusals.push({ type, path: id, status: answer.status })
  return undefined
}
