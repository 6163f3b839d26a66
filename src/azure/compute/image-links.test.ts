import { expect, test } from 'vitest'
import { imageOf } from './image-links.ts'

const compute = '/subscriptions/s/resourceGroups/GROUP/providers/Microsoft.Compute'
const key = compute.toLowerCase()
const machine = (imageReference: unknown) => ({ imageReference })

test('a reference names an image, a definition or a version, in any letter case', () => {
  expect(imageOf(machine({ id: `${compute}/images/I` }), 'imageReference')).toEqual({ image: `${key}/images/i` })
  const definition = `${key}/galleries/g/images/i`
  const id = `${compute}/galleries/G/images/I`
  expect(imageOf(machine({ id }), 'imageReference')).toEqual({ definition })
  expect(imageOf(machine({ id, exactVersion: '1.0.0' }), 'imageReference')).toEqual({ definition, version: `${definition}/versions/1.0.0` })
  expect(imageOf(machine({ id: `${id}/versions/0.0.3`, exactVersion: '0.0.3' }), 'imageReference')).toEqual({
    definition,
    version: `${definition}/versions/0.0.3`,
  })
})

test('an image of the marketplace, of the community, or of no sense names none', () => {
  for (const reference of [
    undefined,
    { publisher: 'canonical', exactVersion: '1' },
    { id: '/CommunityGalleries/g/Images/i/Versions/1' },
    { id: 7 },
    'x',
  ]) {
    expect(imageOf(machine(reference), 'imageReference')).toEqual({})
  }
})
