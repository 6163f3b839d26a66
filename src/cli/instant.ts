/** Points in time as people write them. */
import { UsageError } from './errors.ts'

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Epoch milliseconds of an ISO 8601 date or time, or of so long ago (`30m`, `12h`, `7d`, `2w`). @throws UsageError */
export function parseInstant(text: string, now = Date.now()): number {
  const ago = /^(\d{1,5})([mhdw])$/.exec(text)
  if (ago !== null) return now - Number(ago[1]) * (units[ago[2] ?? ''] ?? 0)
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw new UsageError(`"${text}" is no date: write 2026-01-31, 2026-01-31T12:00:00Z, or 7d for seven days ago`)
  return time
}
