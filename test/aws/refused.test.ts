/** Collects the simulated organisation with too few rights, wrong keys and broken answers: gaps are named, nothing is made up. */
import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { awsIntegration } from '../../src/aws/index.ts'
import type { PermissionCheck } from '../../src/collect/resource.ts'
import { collect } from '../../src/collect/run.ts'
import { type Collected, collected, configured, graphOf, inWorkspace } from './collected.ts'
import { hasSimulator, type Organisation, startOrganisation } from './organisation.ts'

describe.skipIf(!hasSimulator)('an AWS organisation that refuses', () => {
  let organisation: Organisation

  beforeAll(async () => {
    organisation = await startOrganisation('--enforce-iam')
  }, 120_000)
  afterAll(async () => organisation?.stop())
  afterEach(() => organisation.signIn())

  const role = (name: string) => `arn:aws:iam::${organisation.accounts.management}:role/${name}`
  const only = (changes = {}) =>
    configured(organisation, { accounts: [organisation.accounts.management], regions: ['eu-west-1'], ...changes })

  describe('some calls', () => {
    let narrow: Collected

    beforeAll(async () => {
      organisation.signIn()
      narrow = await collected(only({ roleArn: role('IsobarNarrow') }))
    }, 120_000)

    const task = (type: string, detail?: string) => narrow.summary.tasks.find((known) => known.type === type && known.detail === detail)
    const nodes = (type: string) => [...narrow.graph.nodes.values()].filter((node) => node.type === type)

    it('names the denied list with the IAM action and the scope, and is not empty but denied', () => {
      expect(task('aws_ebs_volume')).toMatchObject({
        status: 'denied',
        scope: `${organisation.accounts.management}/eu-west-1`,
        error: { permission: 'ec2:DescribeVolumes' },
      })
      expect(narrow.summary.status).toBe('partial')
    })

    it('leaves the properties of a denied detail unknown, and reports the detail once with how many resources it concerns', () => {
      const keys = nodes('aws_kms_key')
      expect(task('aws_kms_key', 'description')).toMatchObject({
        status: 'denied',
        resources: keys.length,
        error: { permission: 'kms:DescribeKey' },
      })
      expect(keys.length).toBeGreaterThan(3)
      for (const { properties } of keys) {
        expect(properties).not.toHaveProperty('active')
        expect(properties).toHaveProperty('keyRotationEnabled')
      }
    })

    it('does not take a policy that it may not read for none', () => {
      const press = narrow.graph.named('aws_s3_bucket', 'tidewater-press').properties
      expect(press).toMatchObject({ publicPolicy: true, public: true })
      const artifacts = narrow.graph.named('aws_s3_bucket', 'tidewater-artifacts').properties
      expect(artifacts).not.toHaveProperty('secureTransport')
      expect(task('aws_s3_bucket_policy')).toMatchObject({ status: 'denied', error: { permission: 's3:GetBucketPolicy' } })
    })

    it('says so where MFA devices may not be listed, and takes the credential report’s word for who has one', () => {
      expect(task('mfa_device')).toMatchObject({ status: 'denied', error: { permission: 'iam:ListMFADevices' } })
      expect(narrow.graph.named('aws_iam_user', 'marge.holloway').properties.mfaEnabled).toBe(false)
    })

    it('does not say that a network has no flow logs when it may not ask', () => {
      expect(narrow.graph.named('aws_vpc', 'production').properties).not.toHaveProperty('flowLogsEnabled')
    })
  })

  it('keeps what an earlier run read of what is refused now', async () => {
    organisation.signIn()
    await inWorkspace(async (store) => {
      const run = (name: string) =>
        collect({
          integration: awsIntegration(only({ roleArn: role(name) })),
          store,
          only: ['aws_ebs_volume', 'aws_s3_bucket', 'aws_s3_bucket_policy'],
        })
      await run('Isobar')
      const before = await graphOf(store)
      const again = await run('IsobarNarrow')
      expect(again.entities.deleted).toBe(0)
      const after = await graphOf(store)
      expect([...after.nodes.keys()]).toEqual([...before.nodes.keys()])
    })
  })

  it('reads one account where the other does not let us in, and says whose trust is missing', async () => {
    organisation.signIn()
    const { summary, graph } = await collected(configured(organisation, { roleArn: role('IsobarHome'), regions: ['eu-west-1'] }))
    const away = summary.tasks.filter(({ scope }) => scope.startsWith(organisation.accounts.member))
    expect(away.length).toBeGreaterThan(20)
    expect(new Set(away.map(({ status }) => status))).toEqual(new Set(['denied']))
    expect(away[0]?.error).toMatchObject({ permission: 'sts:AssumeRole' })
    expect(away[0]?.error?.message).toContain('trust policy')
    expect(graph.named('aws_instance', 'build-runner').properties.active).toBe(true)
    expect(summary.status).toBe('partial')
  })

  it.each([
    ['the external id is wrong', () => ({ externalId: 'guessed' }), /sts:ExternalId must equal the configured externalId/],
    ['the role does not exist', () => ({ roleArn: role('Nobody'), externalId: undefined }), /The role must exist.*set externalId/],
  ])('says what to mend when %s', async (_case, changes, message) => {
    organisation.signIn()
    const { externalId, ...rest } = only(changes())
    const { summary } = await collected(externalId === undefined ? rest : { ...rest, externalId })
    expect(summary).toMatchObject({ status: 'failed', error: { kind: 'sign-in' }, entities: { total: 0 } })
    expect(summary.error?.message).toMatch(message)
  })

  it.each([
    ['an unknown key', { AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA' }, /AWS does not know the access key/],
    ['a secret of another key', { AWS_SECRET_ACCESS_KEY: 'wrong' }, /secret access key does not belong to the access key ID/],
    [
      'no credentials at all',
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      /No AWS credentials found.*aws sso login/,
    ],
  ])('tells %s from other reasons', async (_case, environment, message) => {
    organisation.signIn()
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    process.env.AWS_SHARED_CREDENTIALS_FILE = process.env.AWS_CONFIG_FILE = '/nonexistent'
    const { summary } = await collected(only())
    expect(summary).toMatchObject({ status: 'failed', error: { kind: 'sign-in' } })
    expect(summary.error?.message).toMatch(message)
    expect(summary.error?.message).not.toContain('wrong')
  })

  it('tells for every permission whether the role has it', async () => {
    organisation.signIn()
    const integration = awsIntegration(only({ roleArn: role('IsobarNarrow') }))
    const signal = new AbortController().signal
    const session = await integration.open(signal)
    const checks: PermissionCheck[] = []
    for await (const check of integration.permissions(session, signal)) checks.push(check)
    await integration.close(session)
    expect(checks.find(({ permission }) => permission === 'ec2:DescribeVolumes')).toMatchObject({
      granted: false,
      neededBy: ['aws_ebs_volume'],
    })
    expect(checks.find(({ permission }) => permission === 'ec2:DescribeVpcs')).toMatchObject({ granted: true, neededBy: ['aws_vpc'] })
    expect(checks.filter(({ granted }) => granted === 'unknown')).toEqual([])
  })
})

describe('an address that is not AWS', () => {
  let server: Server
  let endpoint: string
  let answer = { status: 200, body: '' }

  beforeAll(async () => {
    process.env.AWS_ACCESS_KEY_ID = 'AKIAAAAAAAAAAAAAAAAA'
    process.env.AWS_SECRET_ACCESS_KEY = 'any'
    server = createServer((_request, response) => response.writeHead(answer.status).end(answer.body))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })
  afterAll(() => server.close())

  it('ends the run with what was wrong when the answer is a proxy’s page', async () => {
    answer = { status: 200, body: '<html><body>Sign in to the guest network' }
    const { summary } = await collected({ name: 'lost', endpoint, regions: ['eu-west-1'] })
    expect(summary.status).toBe('failed')
    expect(summary.error?.message).toMatch(/could not be read|did not say who we are/)
  })
})
