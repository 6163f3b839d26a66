import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { azureDefinitions } from '../../azure/index.ts'
import { type AzurePrincipal, azurePermissions, azureRole } from './azure.ts'
import { azureCommands } from './azure-az.ts'
import { azurePortal } from './azure-portal.ts'
import { azureTerraform } from './azure-terraform.ts'
import { lossOf, neededPermissions } from './permissions.ts'

const needed = neededPermissions(azureDefinitions)
const permissions = azurePermissions(needed)
const tenantId = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'
const clientId = '8c7a1f0e-6a52-4a0b-9d3c-2f1e0b9a7d64'

type Known = Exclude<AzurePrincipal, { readonly kind: 'user' }>
const known: [string, Known][] = [
  ['a new application', { kind: 'application', secretVariable: 'AZURE_CLIENT_SECRET' }],
  ['an application that is there', { kind: 'application', clientId, secretVariable: 'AZURE_CLIENT_SECRET' }],
  ['an application with a certificate', { kind: 'application', clientId }],
  ['a workload identity', { kind: 'application', federated: true }],
  ["a machine's own identity", { kind: 'managed-identity' }],
  ['a user-assigned identity', { kind: 'managed-identity', clientId }],
]
const principals: [string, AzurePrincipal][] = [...known, ['whoever is signed in', { kind: 'user' }]]

describe('what is granted', () => {
  it('is everything that a definition or one of its details names, each in one place', () => {
    const placed = Object.values(permissions).flatMap((part) => part.map(({ permission }: { readonly permission: string }) => permission))
    expect(placed.toSorted()).toEqual(needed.map(({ permission }) => permission).toSorted())
    expect(placed).not.toContain('none')
  })

  it('in the custom role is exactly what the role Reader does not hold on the control plane', () => {
    const beyond = needed.filter(
      ({ permission }) => permission.includes('/') && !/\/read$/i.test(permission) && !/KeyVault/.test(permission),
    )
    expect(azureRole(permissions, tenantId)).toMatchObject({ Actions: beyond.map(({ permission }) => permission), DataActions: [] })
  })

  it('says of what may answer secrets that it may, in every form', () => {
    for (const form of [azureCommands, azurePortal]) {
      const words = form(permissions, { tenantId, principal: { kind: 'application' } }).replace(/[\s#]+/g, ' ')
      expect(words).toContain('keeps the names and forgets the values')
    }
  })

  it('of Microsoft Graph leaves out what another permission holds', () => {
    const asked = permissions.graph.map(({ permission }) => permission)
    expect(asked).toContain('Directory.Read.All')
    expect(asked).not.toContain('Application.Read.All')
    expect(permissions.included.map(({ permission }) => permission)).toContain('Application.Read.All')
  })
})

describe('what is lost without a permission', () => {
  const loss = (name: string) => {
    const found = needed.find(({ permission }) => permission === name)
    return found === undefined ? undefined : lossOf(found)
  }

  it('is the type where its list needs it, and properties where a detail does', () => {
    expect(loss('Microsoft.Compute/disks/read')?.types).toContain('azure_managed_disk')
    expect(loss('AuditLog.Read.All')?.properties).toContainEqual({
      type: 'azure_user',
      names: expect.arrayContaining(['lastSignInOn', 'mfaEnabled']),
    })
  })

  it('is nothing where only the spare way to ask needs it', () => {
    expect(loss('Microsoft.PolicyInsights/policyStates/queryResults/action')).toEqual({ types: [], properties: [], spare: true })
  })
})

const hasTerraform = spawnSync('terraform', ['version']).status === 0

describe.each(known)('Terraform for %s', (_who, principal) => {
  const text = azureTerraform(permissions, { tenantId, principal })

  it('asks for every permission and holds no secret', () => {
    for (const { permission } of [...permissions.graph, ...permissions.actions]) expect(text).toContain(`"${permission}",`)
    expect(text).not.toMatch(/azuread_application_password|password\s*=/)
  })

  it('refers only to what it declares', () => {
    const declared = new Set(
      [...text.matchAll(/^(data|resource) "(\w+)" "(\w+)"/gm)].map(
        ([, kind, type, name]) => `${kind === 'data' ? 'data.' : ''}${type}.${name}`,
      ),
    )
    const variables = new Set([...text.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name))
    for (const [reference] of text.matchAll(/(?:data\.)?azure(?:ad|rm)_\w+\.\w+/g)) expect(declared).toContain(reference)
    for (const [, name] of text.matchAll(/var\.(\w+)/g)) expect(variables).toContain(name)
  })

  it.runIf(hasTerraform)('stands as terraform fmt would write it', () => {
    const { stdout } = spawnSync('terraform', ['fmt', '-'], { input: text, encoding: 'utf8' })
    expect(text).toBe(stdout)
  })
})

describe.each(principals)('commands for %s', (_who, principal) => {
  const text = azureCommands(permissions, { tenantId, principal })

  it('are shell that parses, and assign every role to the same principal', () => {
    expect(spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
    const assignments = text.match(/az role assignment create/g)?.length
    expect(text.match(/--assignee-object-id "\$PRINCIPAL"/g)).toHaveLength(assignments ?? 0)
    expect(text.match(/^PRINCIPAL=/gm)).toHaveLength(1)
  })

  it('make a secret only where one is used', () => {
    expect(text.includes('credential reset')).toBe(principal.kind === 'application' && principal.secretVariable !== undefined)
  })

  it('let the workload prove who it is where nothing else does', () => {
    expect(text.includes('federated-credential create')).toBe(principal.kind === 'application' && principal.federated === true)
  })

  it('number their steps, in the portal too', () => {
    for (const [shown, pattern] of [
      [text, /^# (\d+)\. /gm],
      [azurePortal(permissions, { tenantId, principal }), /^(\d+)\. /gm],
    ] as const) {
      const numbers = [...shown.matchAll(pattern)].map(([, number]) => Number(number))
      expect(numbers.length).toBeGreaterThan(3)
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    }
  })
})
