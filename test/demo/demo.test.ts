import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { Folder } from '../cli/isobar.ts'

const demo = (name: string) => fileURLToPath(new URL(`../../demo/${name}`, import.meta.url))
const archives = [demo('azure.ndjson.gz'), demo('aws.ndjson.gz')]

interface Question {
  readonly title: string
  readonly query: string
  readonly why: string
}

/** What each question of demo/answers.yaml has to find at least, in its own columns. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'A machine that anyone can reach owns the production subscription': [
    { machine: 'vm-fleet-gateway-01', ports: ['22', '3389', '8883'], owns: 'ternhaven-prod' },
  ],
  'What anyone in the world can read, in both clouds': [
    { kind: 'azure_storage_container', name: 'customer-exports', cloud: 'ternhaven' },
    { kind: 'aws_s3_bucket', name: 'tidewater-customer-exports', cloud: 'tidewater' },
  ],
  'A guest who may change production, by a group in a group': [
    { guest: 'Dana Wolff (Kestrel Haulage)', team: 'Release Partners', within: 'Prod Deployers', mayChange: 'ternhaven-prod' },
  ],
}

describe('the demo', () => {
  const folder = new Folder()
  const questions: readonly Question[] = parse(readFileSync(demo('answers.yaml'), 'utf8'))
  const ask = async (query: string) => {
    const { status, stdout, stderr } = await folder.isobar(['--format', 'json', 'query', query])
    expect(stderr, query).not.toContain('error')
    expect(status).toBe(0)
    return JSON.parse(stdout).data
  }
  beforeAll(async () => {
    const { status } = await folder.isobar(['import', ...archives])
    expect(status).toBe(4)
  })
  afterAll(() => folder.remove())

  it('brings about a thousand entities of both clouds in two small files', async () => {
    for (const file of archives) expect(statSync(file).size).toBeLessThan(1_000_000)
    const rows = await ask('FIND * AS e RETURN e._integrationType AS cloud, count(e) AS number')
    const numbers = new Map(rows.map((row: Record<string, unknown>) => [row.cloud, Number(row.number)]))
    expect(numbers.get('azure')).toBeGreaterThan(500)
    expect(numbers.get('aws')).toBeGreaterThan(300)
  })

  it('holds no secret and nothing of the machine that made it', () => {
    for (const file of archives) {
      const text = gunzipSync(readFileSync(file)).toString()
      expect(text).not.toMatch(/sim~[0-9a-f]{36}|client_secret|BEGIN [A-Z ]*PRIVATE KEY|127\.0\.0\.1|\/root\/|\/home\//)
    }
  })

  it('has an expectation for each question', () => {
    expect(questions.map(({ title }) => title)).toEqual(Object.keys(expected))
  })

  it.each(questions)('answers: $title', async ({ title, query }) => {
    expect(await ask(query)).toEqual(expect.arrayContaining((expected[title] ?? []).map((row) => expect.objectContaining(row))))
  })

  it.each([
    [
      'administrators without a second factor',
      'FIND azure_user WITH isAdmin = true AND mfaEnabled = false AS who RETURN who.displayName AS name',
      ['Marta Lindqvist', 'svc-backup'],
    ],
    [
      'a vault that is open and can be emptied for good',
      "FIND azure_keyvault_service WITH enablePurgeProtection != true AND networkAcls.defaultAction = 'Allow' AS vault RETURN vault.displayName AS name",
      ['kv-tf-payments'],
    ],
    [
      'disks that nobody uses',
      "FIND azure_managed_disk WITH state = 'Unattached' AND tag.Owner = 'j.former' AS disk RETURN disk.displayName AS name ORDER BY name",
      ['disk-dispatch-db-data-01', 'disk-dispatch-db-data-02', 'disk-dispatch-db-data-03'],
    ],
    [
      'an address that belongs to nothing',
      "FIND azure_public_ip WITH tag.Owner = 'j.former' AND ipConfigurationId = undefined AS address RETURN address.displayName AS name",
      ['pip-dispatch-vpn-retired'],
    ],
  ])('holds %s', async (_, query, names) => {
    expect((await ask(query)).map((row: Record<string, unknown>) => row.name)).toEqual(names)
  })

  it('names the subscription that could not be read instead of showing it as empty', async () => {
    const { stdout } = await folder.isobar(['--format', 'json', 'status'])
    const text = JSON.stringify(JSON.parse(stdout))
    expect(text).toContain('denied')
    const kestrel = await ask("FIND azure_subscription WITH displayName = 'kestrel-haulage-legacy' AS s RETURN s.subscriptionId AS id")
    expect(kestrel).toHaveLength(1)
    expect(text).toContain(kestrel[0].id)
  })
})
