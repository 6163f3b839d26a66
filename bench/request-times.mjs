/**
 * Loaded before a measured program (`node --import`): notes when its first request left and its last answer was there,
 * in the file that ISOBAR_BENCH_TIMES names. What happens before and after is no time in which requests are made.
 */
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'

const file = process.env.ISOBAR_BENCH_TIMES
if (file !== undefined) {
  let first
  let last
  subscribe('http.client.request.start', () => {
    first ??= performance.now()
  })
  subscribe('http.client.response.finish', () => {
    last = performance.now()
  })
  process.on('exit', () => {
    if (first !== undefined && last !== undefined) writeFileSync(file, JSON.stringify({ ms: last - first }))
  })
}
