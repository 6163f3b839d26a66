/** What a run tells while it goes on. An observer only looks: it never changes or delays the run. */
import type { TaskOutcome } from '../store/store.ts'
import type { RunSummary } from './summary.ts'

/** How people know a task: "Storage accounts of Production". Names come from the cloud and may hold anything. */
export interface TaskLabel {
  readonly type: string
  readonly title: string
  readonly service: string
  readonly scope: string
  readonly scopeName: string
}

export type RunEvent =
  | { readonly kind: 'run-started'; readonly integration: string; readonly startedOn: number }
  /** A task is known and will run. Embedded types come with their parent's task and are not told of. */
  | { readonly kind: 'task-queued'; readonly task: TaskLabel }
  | { readonly kind: 'task-started'; readonly task: TaskLabel }
  | { readonly kind: 'request'; readonly task: TaskLabel }
  /** One resource, embedded ones included, was staged. */
  | { readonly kind: 'resource'; readonly task: TaskLabel }
  | { readonly kind: 'task-ended'; readonly task: TaskLabel; readonly outcome: TaskOutcome }
  | { readonly kind: 'merging' }
  | { readonly kind: 'run-ended'; readonly summary: RunSummary }

export interface Observer {
  event(event: RunEvent): void
}

export const silent: Observer = { event() {} }
