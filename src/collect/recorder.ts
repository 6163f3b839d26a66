/** What a run lets be written down for later replay, in the order in which it must be read again. */
import type { DetailAnswers } from './intake.ts'
import type { Scope } from './resource.ts'
import type { Task } from './task.ts'

export interface Recorder {
  /** A scope that was there from the start. */
  root(scope: Scope): Promise<void>
  /** A task begins; its scope has been told of before, as a root or by the resource that opened it. */
  begin(task: Task): Promise<void>
  resource(task: Task, raw: unknown, details: ReadonlyMap<string, DetailAnswers>): Promise<void>
  /** What the task's list gave so far does not count: it is read anew. */
  restart(task: Task): Promise<void>
  end(task: Task): Promise<void>
}

export const noRecorder: Recorder = {
  async root() {},
  async begin() {},
  async resource() {},
  async restart() {},
  async end() {},
}
