import { expect, it } from 'vitest'
import { entity, freshWorkspace, link } from './duckdb/workspace.fixture.ts'
import { status } from './status.ts'

it('names the resources that the cloud counts and no task could list', async () => {
  const workspace = await freshWorkspace()
  try {
    const count = (name: string, resources: number, modelledAs?: string[]) =>
      entity(name, { name, resources, ...(modelledAs === undefined ? {} : { modelledAs }) }, { type: 'azure_resource_type' })
    await workspace.runs.run({
      status: 'partial',
      tasks: {
        azure_resource_type: { entities: [count('a/vaults', 3, ['vault']), count('a/odd', 2), count('a/disks', 1, ['disk'])] },
        vault: { status: 'denied', entities: [entity('v1', { type: 'A/vaults' }, { type: 'vault' })] },
        disk: { entities: ['d1', 'd2'].map((key) => entity(key, { type: 'A/disks' }, { type: 'disk' })) },
        azure_resource: { entities: ['o1', 'o2'].map((key) => entity(key, { type: 'a/odd' }, { type: 'azure_resource' })) },
      },
    })
    const { resources } = await status(workspace.store)
    expect(resources).toMatchObject({ total: 7, modelled: 3, generic: 2, unknown: 2 })
    expect(resources?.gaps).toMatchObject([{ type: 'a/vaults', resources: 2, tasks: [{ type: 'vault', status: 'denied' }] }])
  } finally {
    await workspace.close()
  }
})

it('counts an entity that many resources share by the edges to it', async () => {
  const workspace = await freshWorkspace()
  try {
    const counted = entity(
      'a/extensions',
      { name: 'a/extensions', resources: 3, modelledAs: ['extension'] },
      { type: 'azure_resource_type' },
    )
    await workspace.runs.run({
      status: 'succeeded',
      tasks: {
        azure_resource_type: { entities: [counted] },
        extension: {
          entities: [entity('agent', { name: 'agent' }, { type: 'extension' })],
          links: [link('vm1', 'USES', 'agent'), link('vm2', 'USES', 'agent')],
        },
        vm: { entities: ['vm1', 'vm2'].map((key) => entity(key, { type: 'a/vms' }, { type: 'vm' })) },
      },
    })
    const { resources } = await status(workspace.store)
    expect(resources).toMatchObject({ total: 3, modelled: 2, unknown: 1 })
  } finally {
    await workspace.close()
  }
})
