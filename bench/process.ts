/** Runs a command as a whole process and measures it from outside: wall time and the peak of its resident memory. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

export interface Measured {
  readonly seconds: number
  /** As the kernel counts it; undefined where it does not tell (other systems than Linux). */
  readonly peakMiB: number | undefined
  readonly stdout: string
  readonly status: number | null
}

export async function measure(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Measured> {
  const began = performance.now()
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] })
  let peakMiB: number | undefined
  const timer = setInterval(() => {
    peakMiB = peakOf(child.pid) ?? peakMiB
  }, 10)
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  const [stdout, status] = await Promise.all([text(child.stdout), ended])
  clearInterval(timer)
  return { seconds: (performance.now() - began) / 1000, peakMiB, stdout, status }
}

/** The kernel's own high-water mark, which only grows: the last reading is the peak but for the last hundredth of a second. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kib === undefined ? undefined : Number(kib) / 1024
  } catch {
    return undefined
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
