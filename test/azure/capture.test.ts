/** Collects the recorded tenant through the command line and compares the graph with what the capture holds. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasShared } from '../shared.ts'
import { describeDifferences, differences, withAlternatives } from './expected/compare.ts'
import type { Document } from './expected/documents.ts'
import { missingProductFiles, Product, startReplay } from './product.ts'

const missing = missingProductFiles()
if (missing.length > 0) console.warn(`skipped: the product lacks ${missing.join(', ')}`)

/** Which of the choices of expected/README.md the product takes the other way. */
const taken: readonly (keyof Document['alternatives'])[] = ['bulkInterfaces', 'imageVersions', 'embeddedFrontends']

/** What the product draws between types of the catalogue beside its rows. */
const beyond = new RegExp(
  [
    // Every ARM resource hangs below its group; the catalogue says so of most types only.
    '^azure_resource_group\\|HAS\\|',
    // Peerings, and the public addresses in front of what the Internet reaches.
    '^azure_vnet\\|CONNECTS\\|azure_vnet$',
    '^azure_(lb|application_gateway|network_firewall)\\|USES\\|azure_public_ip$',
    // Flow logs of what is no security group.
    '^azure_(vnet|subnet|nic)\\|HAS\\|azure_security_group_flow_logs$',
    // Identities by the word that queries use, beside the catalogue's.
    '^azure_vm\\|ASSIGNED\\|azure_service_principal$',
    // A set whose model names one version of an image.
    '^azure_vm_scale_set\\|USES\\|azure_shared_image_version$',
    // What analyses conclude: who may do what where, by whatever way.
    '^azure_(user|user_group|service_principal|principal|vm|storage_account|event_hub_namespace)\\|(ALLOWS|CAN)\\|',
    // Whom the administrator of a SQL server is.
    '^azure_sql_server_active_directory_admin\\|ASSIGNED\\|',
    // Rules that name application security groups in the place of addresses.
    '^azure_application_security_group\\|ALLOWS\\|azure_security_group$',
    // What is concluded from the graph as a whole; the rows of `Internet ALLOWS` are the catalogue's.
    '^internet\\|CONNECTS\\|',
    // Who may do what, resources that act as an identity among them.
    '^azure_(user|user_group|service_principal|principal)\\|(ALLOWS|CAN)\\|',
    '^azure_(vm|storage_account|event_hub_namespace)\\|ALLOWS\\|azure_(subscription|keyvault_service)$',
    // Published queries ask for the machine's identity by this verb too.
    '^azure_vm\\|ASSIGNED\\|azure_service_principal$',
  ].join('|'),
)

/** Types outside the slice whose definitions draw edges between two of its types. */
const drawing = ['azure_app_role_assignment']

const minutes = 60_000

describe.skipIf(missing.length > 0 || !hasShared('captures/azure/serve.mjs'))('collecting the recorded Azure tenant', () => {
  let folder: string
  let only: readonly string[] | undefined
  let expected: Document
  let plain: { readonly product: Product; readonly graph: string }

  /** One collection of the tenant, served the given way. */
  async function collected(name: string, ...options: readonly string[]): Promise<{ product: Product; graph: string }> {
    const server = await startReplay(...options)
    try {
      const product = new Product(join(folder, name), server)
      await product.collect(only)
      return { product, graph: await product.export() }
    } finally {
      await server.stop()
    }
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isobar-capture-'))
    const server = await startReplay()
    const types = await new Product(join(folder, 'types'), server).types().finally(() => server.stop())
    const whole = document('whole')
    const isWhole = Object.keys(whole.entities).every((type) => types.includes(type))
    expected = isWhole ? whole : document('slice')
    only = isWhole ? undefined : [...Object.keys(expected.entities), ...drawing]
    plain = await collected('plain')
  }, 3 * minutes)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('finds every entity and relationship that the recorded answers hold', async () => {
    const status = await plain.product.status()
    expect(describeDifferences(differences(withAlternatives(expected, taken), status, beyond))).toBe('')
  })

  test('exports all of them', async () => {
    const { entities, relationships } = await plain.product.status()
    const counted = [...Object.values(entities.byType), ...Object.values(relationships.byTriple)].reduce((sum, count) => sum + count, 0)
    expect(plain.graph.match(/^\{/gm)).toHaveLength(counted)
  })

  test('gives the same graph when lists come in pages of seven', { timeout: 5 * minutes }, async () => {
    expect((await collected('paged', '--page-size', '7')).graph === plain.graph).toBe(true)
  })

  test('gives the same graph when every twentieth call is throttled', { timeout: 5 * minutes }, async () => {
    expect((await collected('throttled', '--throttle-every', '20')).graph === plain.graph).toBe(true)
  })
})

function document(name: string): Document {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`expected/${name}.json`, import.meta.url)), 'utf8'))
}
