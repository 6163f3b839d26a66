import { describe, expect, it } from 'vitest'
import type { TaskLabel } from '../../collect/observer.ts'
import type { TaskOutcome } from '../../store/store.ts'
import { width } from '../output/cell.ts'
import type { Output } from '../output/output.ts'
import { runLines } from './progress.ts'
import { Tally } from './tally.ts'

const vms: TaskLabel = { type: 'azure_vm', title: 'Virtual machine', service: 'Compute', scope: 's1', scopeName: 'Production' }
const disks: TaskLabel = { ...vms, type: 'azure_managed_disk', title: 'Managed disk' }

function ended(task: TaskLabel, status: TaskOutcome['status'], more: Partial<TaskOutcome> = {}): Parameters<Tally['add']>[0] {
  return { kind: 'task-ended', task, outcome: { type: task.type, scope: task.scope, status, resources: 0, requests: 1, ms: 5, ...more } }
}

describe('the tally of a run', () => {
  it('counts tasks, requests and resources, and what ended with gaps', () => {
    const tally = new Tally()
    for (const task of [vms, disks]) tally.add({ kind: 'task-queued', task })
    tally.add({ kind: 'task-started', task: vms })
    tally.add({ kind: 'request', task: vms })
    tally.add({ kind: 'resource', task: vms })
    tally.add(ended(vms, 'succeeded'))
    tally.add(ended(disks, 'denied'))
    expect(tally).toMatchObject({ known: 2, ended: 2, requests: 1, resources: 1, incomplete: 1 })
    expect(tally.services.get('Compute')).toEqual({ known: 2, ended: 2, resources: 1 })
  })

  it('does not count the rows of details and embedded types as tasks that ended', () => {
    const tally = new Tally()
    tally.add({ kind: 'task-queued', task: vms })
    tally.add(ended(vms, 'denied', { detail: 'instanceView' }))
    tally.add(ended(vms, 'succeeded', { type: 'azure_vm_extension' }))
    expect(tally.ended).toBe(0)
  })

  it('names the task that is slow', () => {
    let now = 0
    const tally = new Tally(() => now)
    tally.add({ kind: 'task-started', task: vms })
    now = 3000
    tally.add({ kind: 'task-started', task: disks })
    now = 9000
    expect(tally.slowest(5)).toEqual({ label: vms, seconds: 9 })
    tally.add(ended(vms, 'succeeded'))
    expect(tally.slowest(7)).toBeUndefined()
  })
})

describe('the progress of a run', () => {
  it('never breaks a line of the terminal, whatever names hold', () => {
    const out: Output = { terminal: true, width: 50, write() {}, async flushed() {}, style: (_colour, text) => text }
    let now = 0
    const tally = new Tally(() => now)
    const odd = { ...vms, service: '計算'.repeat(40), scopeName: 'a\u001b[2J\nb'.repeat(20) }
    tally.add({ kind: 'task-queued', task: odd })
    tally.add({ kind: 'task-started', task: odd })
    now = 60_000
    const lines = runLines(out, 'contoso', tally)
    expect(lines).toHaveLength(3)
    for (const line of lines) {
      expect(width(line)).toBeLessThan(50)
      expect(line).not.toMatch(/\p{Cc}/u)
    }
  })
})
