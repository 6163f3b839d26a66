import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PermissionError, SignInError } from '../../collect/errors.ts'
import { assumedRole, renewing } from './credentials.ts'
import { type Answer, type Scripted, scripted } from './scripted.fixture.ts'
import { ec2 } from './services.ts'
import { signIn } from './signin.ts'

const keys = (expiration?: Date) => ({
  accessKeyId: 'AKIAAAAAAAAAAAAAAAAA',
  secretAccessKey: 's',
  ...(expiration === undefined ? {} : { expiration }),
})
const minutes = 60_000

describe('renewing', () => {
  it('keeps credentials until shortly before they end', async () => {
    let time = 0
    let loads = 0
    const load = async () => {
      loads++
      return keys(new Date(time + 60 * minutes))
    }
    const credentials = renewing(load, () => time)
    await credentials()
    time = 54 * minutes
    await credentials()
    expect(loads).toBe(1)
    time = 56 * minutes
    expect((await credentials()).expiration?.getTime()).toBe(116 * minutes)
    expect(loads).toBe(2)
  })

  it('loads once for many callers at once, and anew after a failure', async () => {
    let loads = 0
    const credentials = renewing(async () => {
      if (++loads === 1) throw new Error('not yet')
      return keys()
    })
    await expect(Promise.all([credentials(), credentials()])).rejects.toThrow('not yet')
    expect(loads).toBe(1)
    await Promise.all([credentials(), credentials(), credentials()])
    expect(loads).toBe(2)
  })
})

const stsError = (code: string): Answer => ({
  status: 403,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
})
const identity = (Account: string): Answer => ({
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${Account}:user/ann</Arn><Account>${Account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
})
const assumed: Answer = {
  body: '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>k</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>',
}

describe('signing in', () => {
  let server: Scripted | undefined
  const environment = process.env
  beforeEach(() => {
    process.env = { ...environment, AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA', AWS_SECRET_ACCESS_KEY: 's' }
  })
  afterEach(async () => {
    process.env = environment
    await server?.close()
  })
  const { signal } = new AbortController()
  const roleArn = 'arn:aws:iam::123456789012:role/path/Isobar'

  it('assumes the role with the external id', async () => {
    server = await scripted((request) => (request.get('Action') === 'AssumeRole' ? assumed : identity('123456789012')))
    const session = await signIn({ name: 'x', roleArn, externalId: 'x1', endpoint: server.endpoint }, signal)
    session.handler.close()
    expect([...session.accounts.keys()]).toEqual(['123456789012'])
    expect(server.requests.map((request) => [request.get('Action'), request.get('RoleArn'), request.get('ExternalId')])).toEqual([
      ['AssumeRole', roleArn, 'x1'],
      ['GetCallerIdentity', null, null],
    ])
  })

  it('reads listed accounts by a role of the same name and path in each', async () => {
    server = await scripted((request) => (request.get('Action') === 'AssumeRole' ? assumed : identity('123456789012')))
    const session = await signIn({ name: 'x', roleArn, accounts: ['210987654321'], endpoint: server.endpoint }, signal)
    session.handler.close()
    await session.accounts.get('210987654321')?.credentials()
    expect(server.requests.at(-1)?.get('RoleArn')).toBe('arn:aws:iam::210987654321:role/path/Isobar')
  })

  it('renews a role in the middle of a run, before its credentials end', async () => {
    const soon = { body: assumed.body.replace('2030-01-01T00:00:00Z', new Date(Date.now() + minutes).toISOString()) }
    const volumes = { body: '<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse>' }
    const answers: Readonly<Record<string, Answer>> = {
      AssumeRole: soon,
      GetCallerIdentity: identity('123456789012'),
      DescribeVolumes: volumes,
    }
    server = await scripted((request) => answers[request.get('Action') ?? ''] ?? stsError('AccessDenied'))
    const session = await signIn({ name: 'x', roleArn, endpoint: server.endpoint }, signal)
    const { sdk, client } = await ec2.client(session, '123456789012', 'eu-west-1')
    const assumptions = () => server?.requests.filter((request) => request.get('Action') === 'AssumeRole').length
    const before = assumptions()
    await client.send(new sdk.DescribeVolumesCommand({}))
    await client.send(new sdk.DescribeVolumesCommand({}))
    session.handler.close()
    expect(assumptions()).toBeGreaterThan((before ?? 0) + 1)
  })

  it('wants a role to read other accounts with', async () => {
    server = await scripted(() => identity('123456789012'))
    const signing = signIn({ name: 'x', accounts: ['210987654321'], endpoint: server.endpoint }, signal)
    await expect(signing).rejects.toThrow(/210987654321 is read through a role, and no roleArn is configured/)
  })

  it.each([
    ['AccessDenied', /trust policy must name the identity/],
    ['ExpiredToken', /session has expired/],
    ['SignatureDoesNotMatch', /does not belong to the access key ID/],
    ['InvalidClientTokenId', /does not know the access key/],
  ])('says what to do about %s', async (code, message) => {
    server = await scripted(() => stsError(code))
    const signing = signIn({ name: 'x', roleArn, endpoint: server.endpoint }, signal)
    await expect(signing).rejects.toBeInstanceOf(SignInError)
    await expect(signing).rejects.toThrow(message)
  })

  it('takes a refused role of a member account for a gap, not for the end', async () => {
    server = await scripted(() => stsError('AccessDenied'))
    const credentials = assumedRole({
      roleArn,
      region: 'us-east-1',
      endpoint: server.endpoint,
      source: async () => keys(),
      refusal: 'denied',
    })
    await expect(credentials()).rejects.toBeInstanceOf(PermissionError)
    await expect(credentials()).rejects.toMatchObject({ permission: 'sts:AssumeRole', scope: '123456789012' })
  })

  it.each(['AccessDeniedException', 'AWSOrganizationsNotInUseException'])(
    'says which account lists an organisation when AWS answers %s',
    async (code) => {
      server = await scripted((request) => {
        if (request.get('Action') === 'GetCallerIdentity') return identity('123456789012')
        if (request.get('Action') === 'AssumeRole') return assumed
        return {
          status: 400,
          headers: { 'content-type': 'application/x-amz-json-1.1' },
          body: JSON.stringify({ __type: code, message: 'no' }),
        }
      })
      const signing = signIn({ name: 'x', roleArn, accounts: ['organization'], endpoint: server.endpoint }, signal)
      await expect(signing).rejects.toBeInstanceOf(SignInError)
      await expect(signing).rejects.toThrow(/management account/)
    },
  )

  it('refuses a roleArn that is no role before any request', async () => {
    server = await scripted(() => identity('123456789012'))
    await expect(signIn({ name: 'x', roleArn: 'arn:aws:iam::123456789012:user/ann', endpoint: server.endpoint }, signal)).rejects.toThrow(
      /not the ARN of a role/,
    )
    expect(server.requests).toEqual([])
  })
})
