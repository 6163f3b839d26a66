/** The lines of an archive: gzip-compressed NDJSON, described for people in docs/archive.md. */
import { z } from 'zod'
import type { RunResult, TaskStatus } from '../store/store.ts'
import type { RunError } from './outcome-tally.ts'
import type { Scope } from './resource.ts'

export const format = 'isobar-archive'

/** Raised when a reader of the version before could not make sense of what is written now. */
export const formatVersion = 1

const taskStatuses = [
  'succeeded',
  'empty',
  'not-registered',
  'denied',
  'throttled',
  'malformed',
  'failed',
  'interrupted',
] as const satisfies readonly TaskStatus[]
const runStatuses = ['succeeded', 'partial', 'failed', 'interrupted'] as const satisfies readonly RunResult['status'][]
const errorKinds = ['sign-in', 'permission', 'failed'] as const satisfies readonly RunError['kind'][]

const ref = z.object({ type: z.string(), scope: z.string() })

const error = z.object({
  message: z.string(),
  permission: z.string().exactOptional(),
  status: z.number().exactOptional(),
  code: z.string().exactOptional(),
  requestId: z.string().exactOptional(),
})

const failure = z.object({ status: z.enum(taskStatuses), error: error.exactOptional() })

const details = z.object({
  details: z.record(z.string(), z.unknown()).exactOptional(),
  refused: z.record(z.string(), failure).exactOptional(),
  failed: failure.exactOptional(),
})

/** How the reading of one type went, whatever its mapping made of it. */
const reading = z.object({ requests: z.number(), failure: failure.exactOptional() })

const scope: z.ZodType<Scope> = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string(),
  get within() {
    return scope.exactOptional()
  },
  data: z.unknown(),
})

export const header = z.object({
  format: z.literal(format),
  version: z.literal(formatVersion),
  /** The program that wrote it. */
  isobar: z.string(),
  integration: z.object({ name: z.string(), type: z.string(), instance: z.string(), class: z.array(z.string()) }),
  /** Properties that every entity of the integration gets. */
  properties: z.record(z.string(), z.unknown()),
  startedOn: z.number(),
  only: z.array(z.string()).exactOptional(),
  kept: z.array(ref).exactOptional(),
})

const task = z.object({ type: z.string(), scope: z.object({ kind: z.string(), id: z.string() }), openedBy: ref.exactOptional() })

const resource = details.extend({
  ...ref.shape,
  raw: z.unknown(),
  /** Details of resources embedded in this one, by their path in it. */
  embedded: z.record(z.string(), details).exactOptional(),
})

const outcome = reading.extend({
  ...ref.shape,
  ms: z.number(),
  /** The same of the types embedded in it. */
  embedded: z.record(z.string(), reading).exactOptional(),
})

const end = z.object({
  status: z.enum(runStatuses),
  error: error.extend({ kind: z.enum(errorKinds) }).exactOptional(),
  endedOn: z.number(),
  requests: z.number(),
  bytes: z.number(),
  tasks: z.number(),
  resources: z.number(),
})

/** Every line after the header; the last one is the end. */
export const line = z.union([
  z.object({ resource }),
  z.object({ task }),
  z.object({ outcome }),
  z.object({ root: scope }),
  z.object({ again: ref }),
  z.object({ end }),
])

export type Header = z.infer<typeof header>
export type Line = z.infer<typeof line>
export type TaskLine = z.infer<typeof task>
export type ResourceLine = z.infer<typeof resource>
export type OutcomeLine = z.infer<typeof outcome>
export type End = z.infer<typeof end>
export type Reading = z.infer<typeof reading>
export type ArchivedDetails = z.infer<typeof details>

/** An archive that cannot be written or read. The message names the file and says what to do. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
  readonly file: string

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`${file}: ${message}`, options)
    this.file = file
  }
}
