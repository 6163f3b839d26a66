/** Shows how runs go on: on a terminal a few lines that are drawn anew, elsewhere a plain line now and then. */
import type { Observer } from '../../collect/observer.ts'
import { cutTo, pad, visible } from '../output/cell.ts'
import { seconds, thousands } from '../output/numbers.ts'
import type { Output } from '../output/output.ts'
import { Tally } from './tally.ts'

export interface Progress {
  /** What one run reports to. */
  observer(integration: string): Observer
  /** Removes what is drawn. */
  end(): void
}

/** Nothing is shown. */
export const noProgress: Progress = { observer: () => ({ event() {} }), end() {} }

export function progressOn(err: Output): Progress {
  const runs = new Map<string, Tally>()
  const view = err.terminal ? new Drawing(err, runs) : new Log(err, runs)
  return {
    observer(integration) {
      const tally = new Tally()
      runs.set(integration, tally)
      return { event: (event) => tally.add(event) }
    },
    end: () => view.end(),
  }
}

type Runs = ReadonlyMap<string, Tally>

class Drawing {
  readonly #err: Output
  readonly #runs: Runs
  readonly #timer: NodeJS.Timeout
  #drawn = 0

  constructor(err: Output, runs: Runs) {
    this.#err = err
    this.#runs = runs
    this.#timer = setInterval(() => this.#draw(), 120).unref()
  }

  end(): void {
    clearInterval(this.#timer)
    this.#err.write(this.#erase())
  }

  #draw(): void {
    const lines = [...this.#runs].filter(([, tally]) => !tally.done).flatMap(([name, tally]) => runLines(this.#err, name, tally))
    this.#err.write(`${this.#erase()}${lines.map((line) => `${line}\n`).join('')}`)
    this.#drawn = lines.length
  }

  #erase(): string {
    const erase = this.#drawn === 0 ? '' : `\u001b[${this.#drawn}A\u001b[J`
    this.#drawn = 0
    return erase
  }
}

class Log {
  readonly #timer: NodeJS.Timeout

  constructor(err: Output, runs: Runs) {
    this.#timer = setInterval(() => {
      for (const [name, tally] of runs) if (!tally.done) err.write(`${visible(name)}: ${counts(tally)}${slow(tally)}\n`)
    }, 5000).unref()
  }

  end(): void {
    clearInterval(this.#timer)
  }
}

const barLength = 24
const servicesShown = 4

/** A bar with the run's counts, a line of the services still busy, a line on what is slow. */
export function runLines(out: Output, name: string, tally: Tally): string[] {
  const width = out.width ?? 80
  const share = tally.known === 0 ? 0 : tally.ended / tally.known
  const filled = Math.round(share * barLength)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barLength - filled)}`
  const busy = [...tally.services]
    .filter(([, service]) => service.ended < service.known)
    .sort(([, a], [, b]) => b.known - b.ended - (a.known - a.ended))
    .slice(0, servicesShown)
    .map(([service, { ended, known, resources }]) => `${service} ${ended}/${known} (${thousands(resources)})`)
  const below = [busy.join('   '), slow(tally).replace(/^, /, '')].filter((line) => line !== '')
  return [
    cutTo(`${visible(name)} ${bar} ${pad(`${Math.floor(share * 100)}%`, 4, 'right')}  ${counts(tally)}`, width - 1),
    ...below.map((line) => out.style('dim', cutTo(`  ${visible(line)}`, width - 1))),
  ]
}

function counts(tally: Tally): string {
  if (tally.merging) return `merging ${thousands(tally.resources)} resources, ${seconds(tally.seconds)}`
  const rate = Math.round(tally.requests / Math.max(tally.seconds, 0.1))
  const incomplete = tally.incomplete === 0 ? '' : `, ${thousands(tally.incomplete)} with gaps`
  return `${tally.ended}/${tally.known} tasks, ${thousands(tally.resources)} resources, ${thousands(tally.requests)} requests (${rate}/s), ${seconds(tally.seconds)}${incomplete}`
}

function slow(tally: Tally): string {
  const slowest = tally.slowest(5)
  return slowest === undefined ? '' : `, slow: ${slowest.label.title} in ${slowest.label.scopeName} (${seconds(slowest.seconds)})`
}
