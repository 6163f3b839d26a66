import { describe, expect, it } from 'vitest'
import { MalformedAnswerError } from '../collect/errors.ts'
import { synthetic } from './calls.ts'
import { embeddedIn, resource } from './resource.ts'

interface Thing {
  readonly Id?: string
  readonly Name?: string
  readonly Made?: string
  readonly Tags?: unknown
}

const service = { type: 'aws_toys', title: 'Toys', scope: 'region' } as const
const scope = {
  kind: 'region',
  id: '123456789012/eu-west-1',
  name: 'eu',
  data: { partition: 'aws', accountId: '123456789012', region: 'eu-west-1' },
}
const thing = resource({
  type: 'aws_toy',
  class: ['Device'],
  title: 'Toy',
  service,
  source: synthetic((): Thing => ({})),
  permission: 'toys:List',
  key: ({ raw, at }) => raw.Id && `arn:aws:toys:${at.region}:${at.accountId}:toy/${raw.Id}`,
  page: ({ raw }) => `toys/${raw.Id}`,
  entity: ({ raw }) => ({ id: raw.Id, name: raw.Name, createdOn: raw.Made }),
})
const mapped = (raw: Thing) => thing.entity({ raw, details: {}, scope })?.properties

describe('every AWS resource', () => {
  it('says where it is: account, region, ARN and console page', () => {
    expect(mapped({ Id: 'a', Made: '2026-01-02T00:00:00Z' })).toMatchObject({
      accountId: '123456789012',
      region: 'eu-west-1',
      arn: 'arn:aws:toys:eu-west-1:123456789012:toy/a',
      webLink: 'https://eu-west-1.console.aws.amazon.com/toys/a',
      createdOn: Date.UTC(2026, 0, 2),
    })
  })

  it('is called by its Name tag, else its name, else its id', () => {
    expect(mapped({ Id: 'a', Name: 'bear', Tags: [{ Key: 'Name', Value: 'Ted' }] })).toMatchObject({ name: 'bear', displayName: 'Ted' })
    expect(mapped({ Id: 'a', Name: 'bear', Tags: [{ Key: 'Name', Value: '' }] })).toMatchObject({ displayName: 'bear' })
    expect(mapped({ Id: 'a' })).toMatchObject({ name: 'a', displayName: 'a' })
  })

  it.each([
    [
      [
        { Key: 'Owner', Value: 'ann' },
        { Key: 'PII', Value: 'Yes' },
      ],
    ],
    [
      [
        { TagKey: 'Owner', TagValue: 'ann' },
        { TagKey: 'PII', TagValue: 'true' },
      ],
    ],
    [{ Owner: 'ann', PII: '1' }],
  ])('reads its tags as AWS writes them: %o', (Tags) => {
    expect(mapped({ Id: 'a', Tags })).toMatchObject({ 'tag.Owner': 'ann', owner: 'ann', PII: true })
  })

  it('takes no word for a flag that is none', () => {
    expect(mapped({ Id: 'a', Tags: { PHI: 'maybe', PCI: 'no', Classification: 'secret' } })).toMatchObject({
      PHI: undefined,
      PCI: false,
      classification: 'secret',
    })
  })

  it('keeps a tag without a value, and one called like a part of every object', () => {
    expect(mapped({ Id: 'a', Tags: [{ Key: 'empty' }, { Key: '__proto__', Value: 'x' }, 7, null] })).toMatchObject({
      'tag.empty': '',
      'tag.__proto__': 'x',
    })
  })

  it('belongs to its service', () => {
    const links = thing.links.flatMap((rule) => [...rule.links({ raw: { Id: 'a' }, details: {}, scope }, 'k')])
    expect(links).toEqual([
      {
        from: { targets: [{ by: 'key', key: 'aws_toys:123456789012:eu-west-1' }] },
        class: 'HAS',
        to: { targets: [{ by: 'key', key: 'k' }] },
      },
    ])
  })

  it('is malformed without identity', () => {
    expect(() => mapped({})).toThrow(MalformedAnswerError)
  })
})

describe('an embedded resource', () => {
  it('is picked from its parent’s answer, and names the detail it stands in', () => {
    const source = embeddedIn(thing, 'toys:List', ({ raw }) => [raw.Name], undefined)
    expect([...source.pick({ raw: { Name: 'bear' }, details: {}, scope })]).toEqual(['bear'])
    expect(source).toMatchObject({ kind: 'embedded', parent: 'aws_toy' })
    expect([...embeddedIn(thing, 'toys:List', () => undefined).pick({ raw: {}, details: {}, scope })]).toEqual([])
  })
})
