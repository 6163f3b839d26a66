/**
 * Makes the demo's archives by collecting the two simulated clouds with the product itself:
 * `node scripts/make-demo.ts [azure|aws]…` writes demo/azure.ndjson.gz and demo/aws.ndjson.gz. The clocks stand
 * still, so that the same sources give archives of the same graph.
 */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { connect } from '../src/cli/clouds.ts'
import type { Unlocked } from '../src/cli/config/secrets.ts'
import type { Observer } from '../src/collect/observer.ts'
import { collect } from '../src/collect/run.ts'
import { startTenant } from '../src/simulator/azure/index.ts'
import { openWorkspace } from '../src/store/duckdb/open.ts'
import { completeStatuses, type TaskOutcome } from '../src/store/store.ts'
import { startOrganisation } from '../test/aws/organisation.ts'
import { configOf, trust } from '../test/azure/simulated-tenant.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const collectedOn = Date.parse('2026-03-02T08:00:00Z')
const largest = 1_000_000

async function azure(): Promise<void> {
  const tenant = await startTenant({ scenario: 'demo', tls: true })
  try {
    trust(tenant)
    await archive('azure', configOf(tenant, 'ternhaven'), [tenant.clientSecret])
  } finally {
    await tenant.close()
  }
}

async function aws(): Promise<void> {
  const organisation = await startOrganisation()
  try {
    organisation.signIn()
    const config: Unlocked = {
      name: 'tidewater',
      type: 'aws',
      roleArn: `arn:aws:iam::${organisation.accounts.management}:role/Isobar`,
      externalId: organisation.externalId,
      accounts: ['organization'],
      regions: ['eu-west-1', 'us-east-1'],
      endpoint: organisation.endpoint,
    }
    await archive('aws', config, [process.env.AWS_SECRET_ACCESS_KEY ?? ''])
  } finally {
    await organisation.stop()
  }
}

async function archive(cloud: string, config: Unlocked, secrets: readonly string[]): Promise<void> {
  const file = join(root, 'demo', `${cloud}.ndjson.gz`)
  const workspace = await mkdtemp(join(tmpdir(), 'make-demo-'))
  const store = await openWorkspace(workspace)
  try {
    const integration = await connect(config)
    const failed: TaskOutcome[] = []
    const observer: Observer = {
      event: (event) => {
        if (event.kind !== 'task-ended' || completeStatuses.includes(event.outcome.status) || event.outcome.status === 'denied') return
        failed.push(event.outcome)
      },
    }
    const summary = await collect({ integration, store, archive: file, observer, now: () => collectedOn })
    if (summary.status === 'failed' || failed.length > 0) throw new Error(`${cloud}: ${summary.error?.message ?? JSON.stringify(failed)}`)
    console.log(
      `${cloud}: ${summary.entities.total} entities, ${summary.relationships.total} relationships, ${(await stat(file)).size} bytes`,
    )
  } finally {
    await store.close()
    await rm(workspace, { recursive: true })
  }
  await check(file, secrets)
}

async function check(file: string, secrets: readonly string[]): Promise<void> {
  const packed = await readFile(file)
  if (packed.length > largest) throw new Error(`${file} has ${packed.length} bytes; the demo is to stay below ${largest}`)
  const text = gunzipSync(packed).toString()
  for (const secret of secrets) if (secret === '' || text.includes(secret)) throw new Error(`${file} holds a secret`)
}

const wanted = process.argv.slice(2)
if (wanted.length === 0 || wanted.includes('azure')) await azure()
if (wanted.length === 0 || wanted.includes('aws')) await aws()
