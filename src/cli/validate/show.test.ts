import { expect, test } from 'vitest'
import type { PermissionCheck } from '../../collect/resource.ts'
import type { Output } from '../output/output.ts'
import { textOf } from './show.ts'

const piped: Output = { terminal: false, width: undefined, write() {}, async flushed() {}, style: (_colour, text) => text }

function shown(permissions: readonly PermissionCheck[], verbose = false): string[] {
  return textOf({ out: piped, verbose }, { name: 'contoso', signIn: { ok: true }, permissions })
    .trimEnd()
    .split('\n')
}

function many(count: number, scope: string, granted: PermissionCheck['granted'], remedy?: string): PermissionCheck[] {
  return Array.from({ length: count }, (_, index) => ({
    permission: `P${index}`,
    scope,
    granted,
    neededBy: [`type_${index}`],
    ...(remedy === undefined ? {} : { remedy }),
  }))
}

test('two hundred permissions of one fate are one line, and all of them with --verbose', () => {
  const permissions = [...many(200, 's1', true), ...many(200, 's2', true)]
  expect(shown(permissions)).toEqual([
    'contoso: signed in; 400 permissions granted, 0 missing, 0 unknown',
    expect.stringMatching(/^granted/),
    expect.stringMatching(/^yes +200 permissions \(--verbose names them\) +2 scopes +200 types$/),
  ])
  expect(shown(permissions, true)).toHaveLength(202)
})

test('a permission that is missing in one place only is told apart', () => {
  const lines = shown([...many(1, 's1', true), ...many(1, 's2', false, 'Grant it on s2.')])
  expect(lines.slice(2)).toEqual([
    expect.stringMatching(/^yes +P0 +s1/),
    expect.stringMatching(/^NO +P0 +s2/),
    'missing P0 on s2',
    '  Grant it on s2.',
  ])
})

test('one remedy for many is said once, with some of their names', () => {
  const lines = shown(many(6, 's1', false, 'Grant Reader.'))
  expect(lines.slice(-2)).toEqual(['missing P0, P1, P2, P3 and 2 more on s1', '  Grant Reader.'])
})

test('what is unknown is told with its reason, and after what is missing', () => {
  const lines = shown([...many(1, 's1', 'unknown', 'A firewall.'), ...many(1, 's2', false, 'Grant it.')])
  expect(lines.slice(-4)).toEqual(['missing P0 on s2', '  Grant it.', 'unknown P0 on s1', '  A firewall.'])
})

test('of a thousand remedies the first are shown, and how to see the rest', () => {
  const permissions = Array.from({ length: 1000 }, (_, index) => many(1, `vault ${index}`, false, `Open vault ${index}.`)).flat()
  expect(shown(permissions).at(-1)).toBe('… and 980 more: --verbose or --format json shows all.')
  expect(shown(permissions, true).filter((line) => line.startsWith('missing'))).toHaveLength(1000)
})

test('a sign-in that was refused says why, and nothing of permissions', () => {
  const signIn = { ok: false, message: 'The client secret has expired.' }
  expect(textOf({ out: piped, verbose: false }, { name: 'contoso', signIn, permissions: [] })).toBe(
    'contoso: sign-in refused: The client secret has expired.\n',
  )
})
