/** Guids that look random and yet lead back to the number they stand for, so that a look-up by id needs no index. */
import { asGuid, Dice } from './dice.ts'

const bits = 48n
const mask = (1n << bits) - 1n
const factor = 0x5deece66d5n
const inverse = inverseOf(factor)

/** The guid of the `index`-th thing of a kind (0 <= index < 2^48). */
export function guidOf(seed: number, kind: string, index: number): string {
  const head = new Dice(seed, kind, index).hex('guid', 20)
  const tail = (BigInt(index) * factor + offset(seed, kind)) & mask
  return asGuid(head + tail.toString(16).padStart(12, '0'))
}

/** The number a guid of this kind stands for; undefined for any other guid. */
export function indexOf(seed: number, kind: string, guid: string): number | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid)) return undefined
  const tail = BigInt(`0x${guid.slice(24)}`)
  const index = Number(((tail - offset(seed, kind)) * inverse) & mask)
  return guidOf(seed, kind, index) === guid.toLowerCase() ? index : undefined
}

function offset(seed: number, kind: string): bigint {
  return BigInt(`0x${new Dice(seed, kind).hex('offset', 12)}`)
}

/** The number that undoes a multiplication by this odd one, by Newton's iteration: each round doubles the right bits. */
function inverseOf(odd: bigint): bigint {
  let result = odd
  for (let right = 3n; right < bits; right *= 2n) result = (result * (2n - odd * result)) & mask
  return result
}
