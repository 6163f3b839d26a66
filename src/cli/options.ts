/** Values of options. */
import { InvalidArgumentError } from 'commander'

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number above 0.')
  return value
}

/** What stands for no limit at all. */
export const none = 'none'

/** A number above 0 and up to `most`, or `none`. */
export function numberOrNone(most: number): (text: string) => number | typeof none {
  return (text) => {
    if (text === none) return none
    const value = wholeNumber(text)
    if (value > most) throw new InvalidArgumentError(`Expected at most ${most}, or none.`)
    return value
  }
}
