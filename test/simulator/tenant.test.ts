import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { get } from 'node:https'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { SimulatorOptions } from '../../src/simulator/azure/index.ts'
import { oddNames } from '../../src/simulator/azure/scenario/odd-names.ts'
import { type Client, withTenant } from './client.ts'

const everything = async (client: Client) => ({
  resources: await client.allRows('resources | order by id asc'),
  containers: await client.allRows('resourcecontainers | order by id asc'),
  access: await client.allRows('authorizationresources | order by id asc'),
  users: (await client.all(client.graph('/v1.0/users?$select=id,displayName,jobTitle,accountEnabled'))).items,
  principals: (await client.all(client.graph('/v1.0/servicePrincipals'))).items,
})
const tenantOf = (options: SimulatorOptions) => withTenant(options, everything)

describe('the simulated tenant', () => {
  it('is the same after a restart, and another one from another seed', async () => {
    const options = { resources: 700, seed: 11 }
    const first = await tenantOf(options)
    expect(await tenantOf(options)).toEqual(first)
    const other = await tenantOf({ ...options, seed: 12 })
    expect(other.resources.map(({ id }) => id)).not.toEqual(first.resources.map(({ id }) => id))
  })

  it('has as many resources as asked for, however many subscriptions share them', async () => {
    for (const subscriptions of [1, 7, 40])
      await withTenant({ resources: 1234, subscriptions }, async (client) => {
        expect((await client.arm('/subscriptions')).body.value).toHaveLength(subscriptions)
        // Two kinds are in no list of all resources.
        const paths = [
          'resources',
          'providers/Microsoft.Resources/deploymentStacks',
          'providers/Microsoft.Security/jitNetworkAccessPolicies',
        ]
        const lists = await Promise.all(
          client.tenant.subscriptions.flatMap(({ id }) => paths.map((path) => client.all(client.arm(`/subscriptions/${id}/${path}`)))),
        )
        const own = lists.flatMap(({ items }) => items.filter(({ type }) => String(type).split('/').length === 2))
        expect(own).toHaveLength(1234)
      })
  })

  it('changes a little in a week: some resources come, some go, some change, most stay', async () => {
    const weeks = await Promise.all([0, 1].map((week) => tenantOf({ resources: 3000, week })))
    const [before, after] = weeks.map(({ resources }) => new Map(resources.map((row) => [row.id, JSON.stringify(row)])))
    if (before === undefined || after === undefined) throw new Error('two weeks were asked for')
    const created = [...after.keys()].filter((id) => !before.has(id)).length
    const deleted = [...before.keys()].filter((id) => !after.has(id)).length
    const kept = [...before.keys()].filter((id) => after.has(id))
    const changed = kept.filter((id) => before.get(id) !== after.get(id)).length
    expect(created).toBeGreaterThan(10)
    expect(deleted).toBeGreaterThan(3)
    expect(changed).toBeGreaterThan(20)
    expect(created + deleted + changed).toBeLessThan(600)
  })

  it('misconfigures the share that it was asked to', async () => {
    const open = (misconfigured: number) =>
      withTenant({ resources: 4000, misconfigured }, async (client) => {
        const rows = await client.query(
          "resources | where type =~ 'microsoft.storage/storageaccounts' and properties.allowBlobPublicAccess == true | count",
        )
        const all = await client.query("resources | where type =~ 'microsoft.storage/storageaccounts' | count")
        return Number(rows.data[0]?.Count) / Number(all.data[0]?.Count)
      })
    expect(await open(0)).toBe(0)
    expect(await open(0.5)).toBeGreaterThan(0.4)
    expect(await open(0.5)).toBeLessThan(0.6)
  })

  it('takes no more memory for a million resources than for a thousand', async () => {
    const peak = (resources: number) =>
      served(['--resources', String(resources), '--subscriptions', '20'], async (client, pid) => {
        for (let page = 0; page < 40; page++) {
          const $skip = Math.floor((resources / 40) * page)
          await client.query(
            "resources | where type in~ ('microsoft.compute/virtualmachines', 'microsoft.compute/disks', 'microsoft.keyvault/vaults') | order by id asc",
            { $skip, $top: 100 },
          )
        }
        return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
      })
    const small = await peak(1000)
    expect(await peak(1_000_000)).toBeLessThan(small + 120)
  })

  it('serves https with a certificate that a client can trust', () =>
    served(['--tls', '--resources', '50'], async ({ tenant }) => {
      const response = await new Promise<{ readonly statusCode?: number | undefined }>((resolve, reject) => {
        get(tenant.stats, { ca: readFileSync(tenant.ca ?? '') }, (found) => resolve(found.resume())).on('error', reject)
      })
      expect(response.statusCode).toBe(200)
    }))

  it('explains its options, and refuses those that it does not know', async () => {
    const help = await ended(['--help'])
    expect(help.out).toContain('--misconfigured SHARE')
    const wrong = await ended(['--fault', 'unheard-of'])
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('there is no fault')])
  })

  it('carries names with quotes, newlines, emoji and ten kilobytes to the client as they are', () =>
    withTenant({ scenario: 'odd-names', resources: 60 }, async (client) => {
      const names = (await client.all(client.graph('/v1.0/groups'))).items.map(({ displayName }) => displayName)
      expect(names).toEqual(expect.arrayContaining([...oddNames]))
    }))

  it('tells the story of the demo', () =>
    withTenant({ scenario: 'demo' }, async (client) => {
      const found = await client.query("resources | where name == 'nsg-fleet-gateway'")
      expect(JSON.stringify(found.data[0])).toContain('"destinationPortRange":"3389"')
      const report = (await client.all(client.graph('/v1.0/reports/authenticationMethods/userRegistrationDetails'))).items
      const unprotected = report.filter((row) => row.isAdmin === true && row.isMfaRegistered === false)
      expect(unprotected.map((row) => row.userPrincipalName)).toEqual(
        expect.arrayContaining(['marta.lindqvist@ternhaven.example', 'svc-backup@ternhaven.example']),
      )
    }))
})

const main = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url))

async function served<T>(flags: readonly string[], work: (client: Client, pid: number) => Promise<T>): Promise<T> {
  const { Client: ClientOf } = await import('./client.ts')
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    return await work(new ClientOf({ ...JSON.parse(String(line)), close: async () => {} }), child.pid ?? 0)
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

async function ended(flags: readonly string[]) {
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { out, err, code }
}
