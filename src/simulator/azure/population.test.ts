import { expect, test } from 'vitest'
import { Dice } from './dice.ts'
import { guidOf, indexOf } from './guid.ts'
import { Population } from './population.ts'

const population = (base: number, week: number) => new Population(base, week, new Dice(1, 'population'))

test('positions and numbers lead to each other, whatever weeks have passed', () => {
  for (const week of [0, 1, 9]) {
    const people = population(1000, week)
    for (let position = 0; position < people.length; position++) {
      const number = people.number(position)
      expect([people.has(number), people.before(number)]).toEqual([true, position])
    }
  }
})

test('each week some go for good, some come, and numbers divisible by four stay', () => {
  const [before, after] = [population(2000, 3), population(2000, 4)]
  const gone = Array.from({ length: before.end }, (_, number) => number).filter((number) => before.has(number) && !after.has(number))
  expect(gone.length).toBeGreaterThan(5)
  expect(gone.filter((number) => number % 4 === 0)).toEqual([])
  expect(after.end).toBeGreaterThan(before.end)
  expect(after.week(after.end - 1)).toBe(4)
  expect(after.week(10)).toBe(0)
})

test('a guid leads back to its number, and to no other kind, seed or guid', () => {
  for (const index of [0, 1, 4711, 2 ** 40]) expect(indexOf(7, 'user', guidOf(7, 'user', index))).toBe(index)
  const guid = guidOf(7, 'user', 5)
  expect([indexOf(7, 'group', guid), indexOf(8, 'user', guid), indexOf(7, 'user', 'no guid')]).toEqual([undefined, undefined, undefined])
  expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
