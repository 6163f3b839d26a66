import { describe, expect, test } from 'vitest'
import { drawn, edgesOf, entityOf } from '../service.fixture.ts'
import { redisCache } from './redis.ts'

const id = '/subscriptions/s/resourceGroups/G/providers/Microsoft.Cache/Redis/R'
const other = '/subscriptions/s/resourceGroups/G/providers/Microsoft.Cache/Redis/Second'

describe('a Redis cache', () => {
  test('is linked from the primary to the secondary, once', () => {
    const link = (serverRole: string) => ({
      id: `${id}/linkedServers/Second`,
      properties: { linkedRedisCacheId: other, serverRole, linkedRedisCacheLocation: 'East US' },
    })
    const edges = (serverRole: string) =>
      edgesOf(redisCache, { id, name: 'R' }, { details: { replication: { linkedServers: [link(serverRole)] } } }, 'CONNECTS')
    expect(edges('Secondary')).toMatchObject([{ edge: `${id.toLowerCase()}|CONNECTS|${other.toLowerCase()}` }])
    expect(edges('Primary')).toEqual([])
  })

  test('whose links could not be read has none', () => {
    expect(drawn(redisCache, { id, name: 'R' }, {}, 'CONNECTS')).toEqual([])
  })

  test('reads the switches of its configuration, which are text', () => {
    const properties = { redisConfiguration: { 'rdb-backup-enabled': 'true', 'aad-enabled': 'False' }, enableNonSslPort: true }
    expect(entityOf(redisCache, { id, name: 'R', properties }).properties).toMatchObject({
      rdbBackupEnabled: true,
      aadEnabled: false,
      enableNonSslPort: true,
    })
  })
})
