/** Collects the simulated organisation and compares the graph with what its makers wrote down. */
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../shared.ts'
import { type Collected, collected, configured, expectedEdges, type Graph } from './collected.ts'
import { hasSimulator, type Organisation, startOrganisation } from './organisation.ts'

if (!hasSimulator) console.warn('skipped: node scripts/setup.mjs --test makes the AWS simulator')

describe.skipIf(!hasSimulator)('collecting an AWS organisation', () => {
  let organisation: Organisation
  let whole: Collected
  let graph: Graph

  beforeAll(async () => {
    organisation = await startOrganisation('--enforce-iam')
    organisation.signIn()
    whole = await collected(configured(organisation))
    graph = whole.graph
  }, 180_000)

  afterAll(async () => organisation?.stop())

  it('reads everything the role may read, without a gap', () => {
    expect(whole.summary.tasks.filter(({ error }) => error !== undefined)).toEqual([])
    expect(whole.summary.status).toBe('succeeded')
  })

  it('finds every entity in both accounts and both regions, and makes placeholders only for what nobody reads', () => {
    const { entities, placeholders } = organisation.manifest
    const expected = { ...entities, ...placeholders, 'global:internet': 'internet' }
    expect(Object.fromEntries([...graph.nodes.values()].map(({ key, type }) => [key, type]))).toEqual(expected)
    const made = [...graph.nodes.values()].filter(({ source }) => source === 'system-mapper').map(({ key }) => key)
    expect(made.sort()).toEqual([...Object.keys(placeholders), 'global:internet'].sort())
  })

  it('finds every relationship, each as often as it was made', () => {
    // What AWS's own policies allow is a matter of their documents, which the makers did not write.
    const own = graph.edges.filter(({ from, verb }) => !(from.includes('|arn:aws:iam::aws:policy/') && ['ALLOWS', 'DENIES'].includes(verb)))
    const documented = expectedEdges(organisation.manifest).filter((edge) => !/\|arn:aws:iam::aws:policy\/\S+ ALLOWS/.test(edge))
    expect(own.map(({ from, verb, to }) => `${from} ${verb} ${to}`).sort()).toEqual(documented)
  })

  it('draws an administrator policy to the account it is attached in, and to no other', () => {
    for (const account of [organisation.accounts.management, organisation.accounts.member]) {
      const policy = `${account}|arn:aws:iam::aws:policy/AdministratorAccess`
      expect(graph.from(policy, 'ALLOWS').map(({ to }) => to)).toEqual([`arn:aws:iam::${account}:root`])
    }
  })

  it('shows the machine open to the Internet whose role is administrator', () => {
    const runner = graph.named('aws_instance', 'build-runner')
    expect(runner.properties).toMatchObject({
      public: true,
      active: true,
      httpTokens: 'optional',
      hasUserData: true,
      'tag.Owner': 'nobody',
      owner: 'nobody',
    })
    const groups = graph.edges.filter(({ verb, to }) => verb === 'PROTECTS' && to === runner.key).map(({ from }) => from)
    const open = graph.edges.filter(({ from, to }) => from === 'global:internet' && groups.includes(to))
    expect(
      open.map(({ properties }) => [properties.ipProtocol, properties.fromPort, properties.toPort, properties.ingress]).sort(),
    ).toEqual([
      ['tcp', 22, 22, true],
      ['tcp', 3389, 3389, true],
    ])
    const [role] = graph
      .from(runner.key, 'USES')
      .flatMap(({ to }) => graph.nodes.get(to) ?? [])
      .filter(({ type }) => type === 'aws_iam_role')
    expect(role?.properties.name).toBe('BuildRunner')
    expect(graph.from(role?.key ?? '', 'ASSIGNED').map(({ to }) => to)).toEqual([
      `${organisation.accounts.management}|arn:aws:iam::aws:policy/AdministratorAccess`,
    ])
  })

  it('shows the administrator without MFA whose key is three years old', () => {
    const marge = graph.named('aws_iam_user', 'marge.holloway')
    expect(marge.properties).toMatchObject({
      mfaEnabled: false,
      passwordEnabled: true,
      accessKeyEnabled: true,
      email: 'Marge.Holloway@tidewater.example',
    })
    const [key] = graph
      .from(marge.key, 'HAS')
      .flatMap(({ to }) => graph.nodes.get(to) ?? [])
      .filter(({ type }) => type === 'aws_iam_access_key')
    expect(key?.properties).toMatchObject({
      active: true,
      createdOn: Date.UTC(2023, 2, 3, 9),
      lastUsedOn: Date.UTC(2026, 1, 28, 9),
      lastUsedService: 's3',
    })
  })

  it('tells the bucket that is public from the one whose public ACL is blocked', () => {
    const facts = (name: string) => graph.named('aws_s3_bucket', name).properties
    expect(facts('tidewater-customer-exports')).toMatchObject({
      public: true,
      publicAcl: true,
      classification: 'confidential',
      PII: true,
      region: 'eu-west-1',
    })
    expect(facts('tidewater-press')).toMatchObject({ public: true, publicPolicy: true, publicAcl: false })
    expect(facts('tidewater-old-site')).toMatchObject({ public: false, publicAcl: true, ignorePublicAcls: true, region: 'us-east-1' })
    expect(facts('tidewater-artifacts')).toMatchObject({
      public: false,
      secureTransport: true,
      versioningEnabled: true,
      loggingTargetBucket: 'tidewater-logs',
    })
  })

  it('draws trust to a foreign account, to a role of the other account, to everyone, each with its conditions', () => {
    const trusts = (name: string) => graph.from(graph.named('aws_iam_role', name).key, 'TRUSTS')
    const [partner] = trusts('PartnerReporting')
    expect(graph.nodes.get(partner?.to ?? '')).toMatchObject({
      source: 'system-mapper',
      properties: { accountId: '998877665544', validated: false },
    })
    expect(trusts('PartnerImport')[0]?.properties).toMatchObject({ externalId: ['tw-2291'], conditional: true })
    expect(trusts('BreakGlass')[0]?.properties).toMatchObject({ mfaRequired: true })
    expect(trusts('LegacyDeploy').map(({ to }) => to)).toEqual(['global:everyone'])
    expect(trusts('DeployFromDevelopment').map(({ to }) => to)).toEqual([`arn:aws:iam::${organisation.accounts.member}:role/Deploy`])
  })

  it('knows a closed member account by the organisation’s word', () => {
    expect(graph.nodes.get(`arn:aws:iam::${organisation.accounts.closed}:root`)).toMatchObject({
      source: 'system-mapper',
      properties: { validated: true, status: 'SUSPENDED', name: 'tidewater-legacy' },
    })
    expect(graph.named('aws_account', 'tidewater-development').properties).toMatchObject({
      master: false,
      status: 'ACTIVE',
      email: 'aws-development@tidewater.example',
    })
  })

  it('keeps the names of environment variables and never their values, raw answers included', async () => {
    expect(graph.named('aws_lambda_function', 'order-step-1').properties.environmentVariableNames).toEqual(['DB_PASSWORD', 'STAGE'])
    const archive = join(tmpdir(), `isobar-aws-${process.pid}.ndjson.gz`)
    try {
      await collected(configured(organisation, { accounts: [organisation.accounts.management] }), archive)
      const { gunzipSync } = await import('node:zlib')
      const text = gunzipSync(readFileSync(archive)).toString()
      expect(text).toContain('DB_PASSWORD')
      expect(text).not.toContain('simulated"')
      expect(text).not.toContain('TOKEN=')
    } finally {
      rmSync(archive, { force: true })
    }
  })

  it('gives the same graph when it is collected again', async () => {
    expect((await collected(configured(organisation))).graph).toEqual(graph)
  })

  it('reads only the regions asked for', async () => {
    const { graph: one } = await collected(configured(organisation, { regions: ['us-east-1'] }))
    const regions = new Set(
      [...one.nodes.values()]
        .filter(({ source, type }) => source !== 'system-mapper' && type !== 'aws_s3_bucket')
        .map(({ properties }) => properties.region),
    )
    expect([...regions].sort()).toEqual(['us-east-1', undefined])
    expect(one.named('aws_instance', 'us-web-1').properties.region).toBe('us-east-1')
  })

  it('says of a configured region that is not enabled that it is not registered', async () => {
    const { summary } = await collected(
      configured(organisation, { accounts: [organisation.accounts.management], regions: ['eu-west-1', 'ap-east-1'] }),
    )
    const away = summary.tasks.filter(({ scope }) => scope.endsWith('/ap-east-1'))
    expect(away.length).toBeGreaterThan(8)
    expect(new Set(away.map(({ status }) => status))).toEqual(new Set(['not-registered']))
    expect(summary.status).toBe('succeeded')
  })

  describe.skipIf(!hasShared('reference/aws-catalogue.json'))('against the catalogue', () => {
    it('gives every catalogued property that the simulator can answer, of every type of the slice', () => {
      const { entities }: { entities: readonly { _type: string; properties: readonly { name: string }[] }[] } = JSON.parse(
        readFileSync(`${shared}reference/aws-catalogue.json`, 'utf8'),
      )
      const seen = new Map<string, Set<string>>()
      for (const { type, properties } of graph.nodes.values())
        for (const name of Object.keys(properties)) (seen.get(type) ?? seen.set(type, new Set()).get(type))?.add(name)
      const missing = entities.flatMap(({ _type, properties }) =>
        properties.flatMap(({ name }) => (seen.has(_type) && name !== 'tag.*' && !seen.get(_type)?.has(name) ? `${_type}.${name}` : [])),
      )
      expect(missing.sort()).toEqual(notSimulated)
    })
  })
})

/** moto's answers lack these; `src/aws/services/services.test.ts` maps them from AWS's documented answers. */
const notSimulated = [
  'aws_ebs_volume.multiAttachEnabled',
  'aws_ebs_volume.snapshotId',
  'aws_eip.publicIpv4Pool',
  'aws_eni.privateDnsName',
  'aws_iam_role.lastUsedRegion',
  'aws_iam_user.permissionsBoundaryArn',
  'aws_instance.lifecycle',
  'aws_lambda_function.codeSigningConfigArn',
  'aws_lambda_function.deadLetterTargetArn',
  'aws_lambda_function.logGroup',
]
