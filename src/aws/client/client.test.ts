import { afterEach, describe, expect, it } from 'vitest'
import {
  CloudError,
  MalformedAnswerError,
  NotRegisteredError,
  PermissionError,
  ThrottledError,
  UnreachableError,
} from '../../collect/errors.ts'
import { ebsVolume } from '../services/ec2.ts'
import { type Answer, callIn, ec2Error, type Scripted, scripted, sessionAt } from './scripted.fixture.ts'
import type { AwsSession } from './session.ts'

const page = (ids: readonly string[], next?: string): Answer => ({
  body: `<DescribeVolumesResponse><volumeSet>${ids.map((id) => `<item><volumeId>${id}</volumeId></item>`).join('')}</volumeSet>${next === undefined ? '' : `<nextToken>${next}</nextToken>`}</DescribeVolumesResponse>`,
})

describe('a list of AWS', () => {
  let server: Scripted
  let session: AwsSession
  afterEach(async () => {
    session.handler.close()
    await server.close()
  })

  async function volumes(answer: Parameters<typeof scripted>[0], signal?: AbortSignal) {
    server = await scripted(answer)
    session = sessionAt(server.endpoint)
    const { call, counts } = callIn(session, ebsVolume.permission, signal)
    const ids: (string | undefined)[] = []
    const { source } = ebsVolume
    if (source.kind !== 'list') throw new Error('volumes are listed')
    try {
      for await (const { VolumeId } of source.list(call)) ids.push(VolumeId)
      return { ids, counts, error: undefined }
    } catch (error) {
      return { ids, counts, error }
    }
  }

  it('follows every page, the empty ones too', async () => {
    const pages = [page(['vol-1', 'vol-2'], 'a'), page([], 'b'), page(['vol-3'])]
    const { ids } = await volumes((_request, nth) => pages[nth] ?? page([]))
    expect(ids).toEqual(['vol-1', 'vol-2', 'vol-3'])
    expect(server.requests.map((request) => request.get('NextToken'))).toEqual([null, 'a', 'b'])
  })

  it('tries a throttled call again, and counts every attempt and byte', async () => {
    const throttled = ec2Error(503, 'RequestLimitExceeded')
    const { ids, counts } = await volumes((_request, nth) => (nth === 0 ? throttled : page(['vol-1'])))
    expect(ids).toEqual(['vol-1'])
    expect(counts).toEqual({ requests: 2, bytes: throttled.body.length + page(['vol-1']).body.length })
  })

  it('counts the bytes of an answer that does not say how long it is', async () => {
    const { counts } = await volumes(() => ({ ...page(['vol-1']), headers: { 'transfer-encoding': 'chunked' } }))
    expect(counts.bytes).toBe(page(['vol-1']).body.length)
  })

  it('keeps what came before a page that is refused, and says which action was missing', async () => {
    const refusal = ec2Error(
      403,
      'UnauthorizedOperation',
      'You are not authorized to perform this operation. Encoded authorization failure message: secret-blob',
    )
    const { ids, error } = await volumes((_request, nth) => (nth === 0 ? page(['vol-1'], 'a') : refusal))
    expect(ids).toEqual(['vol-1'])
    expect(error).toBeInstanceOf(PermissionError)
    expect(error).toMatchObject({
      permission: 'ec2:DescribeVolumes',
      scope: '123456789012/eu-west-1',
      facts: { code: 'UnauthorizedOperation', status: 403 },
    })
    expect(String(error)).not.toContain('secret-blob')
  })

  it.each([
    ['OptInRequired', 401, NotRegisteredError],
    ['AuthFailure', 401, CloudError],
  ])('tells %s', async (code, status, kind) => {
    const { error } = await volumes(() => ec2Error(status, code))
    expect(error).toBeInstanceOf(kind)
    expect(error).not.toBeInstanceOf(PermissionError)
  })

  it('does not take an answer that is cut off or no XML for an empty list', async () => {
    expect((await volumes(() => ({ body: '<DescribeVolumesResponse><volumeSet><item>' }))).error).toBeInstanceOf(MalformedAnswerError)
    await server.close()
    expect((await volumes(() => ({ body: '{"volumes":[]' }))).error).toBeInstanceOf(MalformedAnswerError)
  })

  it('sees a body that ends before its length, and a server that is gone', async () => {
    const { error } = await volumes((_request, nth) => ({
      ...page(['vol-1']),
      headers: nth < 9 ? { 'content-length': '5000', connection: 'close' } : {},
    }))
    expect(error).toBeInstanceOf(CloudError)
    await server.close()
    const { call } = callIn(session, ebsVolume.permission)
    if (ebsVolume.source.kind !== 'list') throw new Error('volumes are listed')
    const list = ebsVolume.source.list(call)[Symbol.asyncIterator]()
    await expect(list.next()).rejects.toBeInstanceOf(UnreachableError)
  })

  it('gives up on a call that stays throttled', async () => {
    const { error } = await volumes(() => ec2Error(503, 'RequestLimitExceeded'))
    expect(error).toBeInstanceOf(ThrottledError)
  })

  it('stops when it is told to, with the reason it was given', async () => {
    const reason = new Error('stop')
    const stop = new AbortController()
    const { error } = await volumes((_request, nth) => {
      if (nth === 1) stop.abort(reason)
      return page([`vol-${nth}`], `${nth + 1}`)
    }, stop.signal)
    expect(error).toBe(reason)
  })
})
