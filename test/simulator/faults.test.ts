import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseFault } from '../../src/simulator/azure/server/faults.ts'
import { type Client, withTenant } from './client.ts'

const disks = (client: Client) => `/subscriptions/${client.tenant.subscriptions[0]?.id}/providers/Microsoft.Compute/disks`
const struck = (rule: string, work: (client: Client) => Promise<void>) =>
  withTenant({ resources: 600, pageSize: 20, faults: [parseFault(`${rule},path=/disks`)] }, work)

describe('faults of the simulated tenant', () => {
  it('strikes as often as asked, on the paths it was asked for', () =>
    struck('503,times=2', async (client) => {
      const statuses: number[] = []
      for (let i = 0; i < 4; i++) statuses.push((await client.arm(disks(client))).status)
      expect(statuses).toEqual([503, 503, 200, 200])
      expect((await client.arm('/subscriptions')).status).toBe(200)
    }))

  it('strikes a share of the requests, the same ones each time', async () => {
    const run = () =>
      withTenant({ resources: 100, faults: [parseFault('500,rate=0.3')] }, async (client) => {
        const statuses: number[] = []
        for (let i = 0; i < 40; i++) statuses.push((await client.signIn()).status)
        return statuses
      })
    const statuses = await run()
    expect(statuses.filter((status) => status === 500).length).toBeGreaterThan(4)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(20)
    expect(await run()).toEqual(statuses)
  })

  it('breaks the connection before or within the answer', async () => {
    await struck('reset', (client) => expect(client.arm(disks(client))).rejects.toThrow())
    await struck('cut', (client) => expect(client.arm(disks(client))).rejects.toThrow())
  })

  it('ends the body in the middle, or sends something else', async () => {
    await struck('truncated', async (client) => {
      const { status, text } = await client.arm(disks(client))
      expect(status).toBe(200)
      expect(() => JSON.parse(text)).toThrow(SyntaxError)
    })
    await struck('not-json', async (client) => expect((await client.arm(disks(client))).headers.get('content-type')).toBe('text/html'))
    await struck('no-list', async (client) => expect((await client.arm(disks(client))).body).not.toHaveProperty('value'))
  })

  it('takes the id of an item away, or changes the types of its members', async () => {
    await struck('no-id', async (client) => expect((await client.arm(disks(client))).body.value?.[0]).not.toHaveProperty('id'))
    await struck('wrong-type', async (client) =>
      expect((await client.arm(disks(client))).body.value?.[0]).toMatchObject({ sku: 'unexpected', location: 42 }),
    )
  })

  it('repeats a page under a new link, or leads to another host', async () => {
    await struck('repeat,times=1', async (client) => {
      const { items } = await client.all(client.arm(disks(client)))
      expect(items.length - new Set(items.map(({ id }) => id)).size).toBe(20)
    })
    await struck('foreign-link', async (client) =>
      expect((await client.arm(disks(client))).body.nextLink).toMatch(/^https:\/\/collector\.invalid\//),
    )
  })

  it('names a next page for ever', () =>
    struck('endless', async (client) => {
      let page = await client.arm(disks(client))
      const tokens = new Set<string>()
      for (let i = 0; i < 30; i++) {
        tokens.add(String(page.body.nextLink))
        const { pathname, search } = new URL(String(page.body.nextLink))
        page = await client.arm(`${pathname.replace('/management.azure.com', '')}${search}`)
      }
      expect(tokens.size).toBe(30)
      expect([page.status, page.body.value]).toEqual([200, []])
    }))

  it('calls a good token expired', () =>
    struck('expired-token,times=1', async (client) => {
      expect((await client.arm(disks(client))).body.error?.code).toBe('ExpiredAuthenticationToken')
      expect((await client.arm(disks(client))).status).toBe(200)
    }))

  it('answers late', () =>
    struck('slow,ms=300', async (client) => {
      await client.token('https://management.azure.com')
      const start = performance.now()
      await client.arm(disks(client))
      expect(performance.now() - start).toBeGreaterThan(290)
    }))

  it('counts what it did', () =>
    struck('429,times=3', async (client) => {
      for (let i = 0; i < 5; i++) await client.arm(disks(client))
      const stats = await (await fetch(client.tenant.stats)).json()
      expect(stats).toMatchObject({ faults: 3, throttled: 3, byStatus: { 429: 3, 200: 3 } })
    }))

  it('counts the hosts of vaults and accounts without their names, and says what it takes itself', () =>
    withTenant({ resources: 300 }, async ({ tenant }) => {
      for (const host of ['kv-one.vault.azure.net', 'kv-two.vault.azure.net', 'stone.blob.core.windows.net'])
        await fetch(`${tenant.base}/${host}/keys`)
      const stats = z
        .object({ byHost: z.record(z.string(), z.number()), cpuSeconds: z.number().positive(), residentMiB: z.number().positive() })
        .parse(await (await fetch(tenant.stats)).json())
      expect(stats.byHost).toEqual({ '{}.vault.azure.net': 2, '{}.blob.core.windows.net': 1 })
    }))

  it('refuses a rule that it cannot read', () => {
    expect(() => parseFault('unheard-of')).toThrow(/there is no fault 'unheard-of'/)
    expect(() => parseFault('503,rate=often')).toThrow(/is no number/)
    expect(() => parseFault('503,colour=red')).toThrow(/no option 'colour=red'/)
  })
})

describe('throttling of the simulated tenant', () => {
  it('empties the bucket of one subscription alone and fills it again in the time it names', () =>
    withTenant({ resources: 300, throttle: 0.04 }, async (client) => {
      const [one, other] = client.tenant.subscriptions.map(({ id }) => `/subscriptions/${id}/resourcegroups`)
      const statuses: number[] = []
      for (let i = 0; i < 14; i++) statuses.push((await client.arm(one ?? '')).status)
      expect(statuses.slice(0, 10)).toEqual(Array(10).fill(200))
      const refused = await client.arm(one ?? '')
      expect([refused.status, refused.body.error?.code]).toEqual([429, 'SubscriptionRequestsThrottled'])
      expect((await client.arm(other ?? '')).status).toBe(200)
      await new Promise((resolve) => setTimeout(resolve, Number(refused.headers.get('retry-after')) * 1000))
      expect((await client.arm(one ?? '')).status).toBe(200)
    }))

  it('tells what is left, and throttles Resource Graph by its own measure', () =>
    withTenant({ resources: 300, throttle: 1 }, async (client) => {
      const list = await client.arm('/subscriptions')
      expect(list.headers.get('x-ms-ratelimit-remaining-tenant-reads')).toBe('249')
      const answers = []
      for (let i = 0; i < 17; i++) answers.push(await client.queried('resources | count'))
      expect(answers[0]?.headers.get('x-ms-user-quota-remaining')).toBe('14')
      expect(answers.at(-1)?.body.error?.code).toBe('RateLimiting')
    }))
})
