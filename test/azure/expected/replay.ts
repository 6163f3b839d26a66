/** A plain client of the replay server: what does the recorded tenant answer to a call? Shares no code with the product. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Json, list, text } from './json.ts'

export const captureFolder = fileURLToPath(new URL('../../../../shared/captures/azure/', import.meta.url))

export interface Answer {
  readonly status: number
  readonly body: Json
}

/** The replay server as a child process; every answer is asked for once and kept. */
export class Replay {
  readonly tenant: string
  readonly #base: string
  readonly #process: ChildProcess
  readonly #answers = new Map<string, Promise<Answer>>()

  private constructor(process: ChildProcess, ready: Json) {
    this.#process = process
    this.#base = text(ready, 'base') ?? ''
    this.tenant = text(ready, 'tenantId') ?? ''
  }

  /** @param flags of serve.mjs: `--capture FILE` */
  static async start(...flags: readonly string[]): Promise<Replay> {
    const child = spawn(process.execPath, [`${captureFolder}serve.mjs`, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })
    const ready = await Promise.race([once(lines, 'line'), once(child, 'exit')])
    if (child.exitCode !== null) throw new Error(`the replay server ended with ${child.exitCode}`)
    return new Replay(child, JSON.parse(String(ready[0])))
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM')
    if (this.#process.exitCode === null) await once(this.#process, 'exit')
  }

  arm(path: string, method = 'GET', body?: string): Promise<Answer> {
    // The recorded answers do not depend on the version asked for; ARM only insists on one.
    return this.ask('management.azure.com', `${path}${path.includes('?') ? '&' : '?'}api-version=2020-01-01`, method, body)
  }

  graph(path: string): Promise<Answer> {
    return this.ask('graph.microsoft.com', `/v1.0${path}`)
  }

  /** Every resource of a type as Resource Graph holds it. */
  async resourceGraph(table: string, type: string): Promise<readonly Json[]> {
    const query = JSON.stringify({ query: `${table} | where type =~ '${type}'` })
    const answer = await this.arm('/providers/Microsoft.ResourceGraph/resources', 'POST', query)
    if (text(answer.body, '$skipToken')) throw new Error(`more than one page of ${type}`)
    return list(answer.body, 'data')
  }

  ask(host: string, path: string, method = 'GET', body?: string): Promise<Answer> {
    const name = [method, host, path, body].join(' ')
    const known = this.#answers.get(name)
    if (known !== undefined) return known
    const answer = this.#fetch(host, path, method, body)
    this.#answers.set(name, answer)
    return answer
  }

  async #fetch(host: string, path: string, method: string, question: string | undefined): Promise<Answer> {
    const headers = { authorization: 'Bearer reader', 'content-type': 'application/json' }
    const response = await fetch(`${this.#base}/${host}${path}`, { method, headers, ...(question === undefined ? {} : { body: question }) })
    const body = await response.text()
    // One recorded answer is XML whatever its header says.
    const json = (response.headers.get('content-type') ?? '').includes('json') && !body.startsWith('<')
    return { status: response.status, body: json ? JSON.parse(body) : body }
  }
}

/** The items of a list answer; a refused or missing list has none. A page that has a successor would be a lost page: an error. */
export function itemsOf(answer: Answer): readonly Json[] {
  if (answer.status !== 200) return []
  if (text(answer.body, 'nextLink') || text(answer.body, '@odata.nextLink')) throw new Error('the replay server pages without --page-size')
  return list(answer.body, 'value')
}
