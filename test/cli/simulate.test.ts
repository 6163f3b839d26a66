import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { bin, Folder } from './isobar.ts'

describe('isobar simulate', () => {
  it('serves a tenant until it is stopped, and says how to collect it', async () => {
    const child = spawn(bin, ['simulate', '--resources', '50'], { stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = once(child, 'exit')
    const [chunk] = await once(child.stdout, 'data')
    const said = String(chunk)
    const base = /served at (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1]
    expect(said).toContain(`resourceManager: ${base}/management.azure.com`)
    expect((await fetch(`${base}/__stats`)).status).toBe(200)
    child.kill('SIGINT')
    const [[status], rest] = await Promise.all([ended, text(child.stderr)])
    expect([status, rest]).toEqual([0, expect.stringContaining('stopping cleanly')])
    await expect(fetch(`${base}/__stats`)).rejects.toThrow()
  })

  it('refuses values that it cannot use, before it serves anything', async () => {
    const folder = new Folder()
    try {
      for (const [args, complaint] of [
        [['--fault', 'unheard-of'], "there is no fault 'unheard-of'"],
        [['--resources', 'many'], '--resources wants a number'],
        [['--scenario', 'none'], "there is no scenario 'none'"],
        [['--deny', '('], 'Invalid regular expression'],
      ] as const) {
        const { status, stdout, stderr } = await folder.isobar(['simulate', ...args])
        expect([status, stdout]).toEqual([2, ''])
        expect(stderr).toContain(complaint)
      }
    } finally {
      folder.remove()
    }
  })
})
