/** The generated catalogue: pages that lead to each other, costs in words, and pictures that can be read. */
import { dirname, join } from 'node:path/posix'
import { describe, expect, it } from 'vitest'
import { cataloguePages } from '../../scripts/docs/catalogue.ts'
import { drawingOf } from '../../scripts/docs/picture/cards.ts'
import { placedOf } from '../../scripts/docs/picture/layout.ts'
import { familyOf } from '../../scripts/docs/picture/theme.ts'
import { Names, readingsOf } from '../../scripts/docs/sources.ts'
import { relationshipsOf } from '../../src/cli/catalogue/catalogue.ts'
import { cloudTypes, definitionsOf } from '../../src/cli/clouds.ts'

const clouds = await Promise.all(cloudTypes.map(async (type) => ({ type, definitions: await definitionsOf(type) })))
const azure = clouds.find(({ type }) => type === 'azure')?.definitions ?? []
const pages = new Map(cataloguePages(clouds))

describe('the pages', () => {
  it('are the same each time they are made', () => {
    expect(new Map(cataloguePages(clouds))).toEqual(pages)
  })

  it('lead only to pages, pictures and entries that there are', () => {
    for (const [path, text] of pages) {
      if (!path.endsWith('.md')) continue
      for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
        const [file = '', anchor] = target.split('#')
        const page = pages.get(file === '' ? path : join(dirname(path), file))
        expect(page, `${path} leads to ${target}`).toBeDefined()
        if (anchor !== undefined) expect(page, `${path} leads to ${target}`).toContain(`<a id="${anchor}">`)
      }
    }
  })

  it('hold an entry for every type, on the page of its service', () => {
    for (const { type, definitions } of clouds) {
      for (const definition of definitions) {
        const entries = [...pages].filter(
          ([path, text]) => path.startsWith(`catalogue/${type}/`) && text.includes(`<a id="${definition.type}">`),
        )
        expect(entries.map(([, text]) => text.split('\n')[0])).toEqual([expect.stringContaining(definition.service)])
      }
    }
  })
})

describe('what a type costs', () => {
  const names = new Names(azure)
  const reading = (type: string) => {
    const definition = azure.find((one) => one.type === type)
    return definition === undefined ? [] : readingsOf('azure', definition, names).map(({ source, cost }) => `${source}: ${cost}`)
  }

  it.each([
    ['azure_managed_disk', ['Azure Resource Graph: 1 per 1,000 of them, over all subscriptions', 'list call: 1 per subscription']],
    ['azure_storage_container', ['list call, per storage account: 1 per storage account']],
    ['azure_subnet', ['in the answer for its virtual network: none of its own']],
    ['azure_user', ['Microsoft Graph: 1 per 999 of them']],
    ['azure_group_member', ['Microsoft Graph, per group: 1 per 20 groups']],
    ['azure_keyvault_secret', ['data plane, per key vault: 1 per key vault']],
    ['azure_device', ['Microsoft Graph: 1 per tenant']],
    ['azure_synapse', ['none: none']],
  ])('%s', (type, expected) => {
    expect(reading(type)).toEqual(expected)
  })

  it('is told of every type', () => {
    for (const { type, definitions } of clouds) {
      const all = new Names(definitions)
      for (const definition of definitions) {
        for (const { source, cost } of readingsOf(type, definition, all))
          expect({ source, cost }).not.toMatchObject({ cost: expect.stringMatching(/azure_|aws_|^$/) })
      }
    }
  })
})

const services = clouds.flatMap(({ type, definitions }) =>
  [...new Set(definitions.map(({ service }) => service))].sort().map((service) => ({ cloud: type, service, definitions })),
)

describe.each(services)('the picture of $service', ({ cloud, service, definitions }) => {
  const drawing = drawingOf(cloud, service, definitions, relationshipsOf(definitions, []))
  const { cards, lines, width, height } = placedOf(drawing)

  it('shows every type of the service once, and no two cards over each other', () => {
    const own = definitions.filter((one) => one.service === service).map(({ type }) => type)
    expect(
      cards
        .filter(({ foreign }) => !foreign)
        .map(({ type }) => type)
        .toSorted(),
    ).toEqual(own.toSorted())
    for (const [index, a] of cards.entries()) {
      for (const b of cards.slice(index + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart, `${a.type} and ${b.type}`).toBe(true)
      }
    }
  })

  it('holds all of its cards and lines, and each line joins two of them', () => {
    for (const card of cards) {
      expect(Math.min(card.x, card.y)).toBeGreaterThanOrEqual(-1)
      expect(card.x + card.width).toBeLessThanOrEqual(width + 1)
      expect(card.y + card.height).toBeLessThanOrEqual(height + 1)
    }
    const types = new Set(cards.map(({ type }) => type))
    for (const { from, to, points } of lines) {
      expect(types.has(from) && types.has(to)).toBe(true)
      expect(points.length).toBeGreaterThanOrEqual(2)
    }
  })
})

it('a picture says nothing that would be taken for markup', () => {
  for (const [path, text] of pages) {
    if (path.endsWith('.svg')) expect(text.replace(/<[^<>]+>/g, ''), path).not.toMatch(/[<>]/)
  }
})

it('a service that nobody gave a colour has one all the same', () => {
  expect(familyOf('Something new')).toBe('other')
})
