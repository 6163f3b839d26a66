/** Numbers as people read them; the same in every locale, for output is also compared. */
let grouped: Intl.NumberFormat | undefined

export function thousands(count: number): string {
  grouped ??= new Intl.NumberFormat('en-GB')
  return grouped.format(count)
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function seconds(count: number): string {
  if (count < 10) return `${count.toFixed(1)} s`
  if (count < 60) return `${Math.round(count)} s`
  const whole = Math.round(count)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** `2026-01-31 12:30:05Z`: sorts, and says its zone. */
export function instant(epoch: number): string {
  return new Date(epoch)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z')
}
