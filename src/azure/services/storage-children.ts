/** File shares, queues and tables of storage accounts. https://learn.microsoft.com/rest/api/storagerp */
import { from } from '../../collect/links.ts'
import { childrenOf } from '../arm-listing.ts'
import { type Answer, text } from '../client/json.ts'
import { date, from as fact, json } from '../facts.ts'
import { resource } from '../resource.ts'
import { hasFiles, storageAccount } from './storage.ts'

const service = 'Storage'
const version = '2024-01-01'

export const fileShare = resource({
  type: 'azure_storage_file_share',
  class: ['DataStore'],
  title: 'File share',
  service,
  list: childrenOf(storageAccount, 'fileServices/default/shares', version, {
    when: (account) => hasFiles(text(account, 'kind'), text(account, 'skuTier')),
  }),
  permission: 'Microsoft.Storage/storageAccounts/fileServices/shares/read',
  properties: {
    // By it and the share's name others name a share: it is unique in the world.
    storageAccountName: fact(['id'], (id) =>
      typeof id === 'string' ? /\/storageaccounts\/([^/]+)/i.exec(id)?.[1]?.toLowerCase() : undefined,
    ),
    encrypted: 'parent.encryptedFileShare',
    shareQuota: 'properties.shareQuota',
    accessTier: 'properties.accessTier',
    enabledProtocols: 'properties.enabledProtocols',
    rootSquash: 'properties.rootSquash',
    updatedOn: date('properties.lastModifiedTime'),
    deleted: 'properties.deleted',
  },
  links: [from('azure_storage_account', 'HAS', ({ scope }) => scope.id)],
})

/** Queues and tables come with the general-purpose kinds, of standard tier. */
function isGeneralPurpose(account: Answer): boolean {
  const kind = text(account, 'kind')
  return (kind === 'StorageV2' || kind === 'Storage') && text(account, 'skuTier') !== 'Premium'
}

export const storageQueue = resource({
  type: 'azure_storage_queue',
  class: ['Queue'],
  title: 'Storage queue',
  service,
  list: childrenOf(storageAccount, 'queueServices/default/queues', version, { when: isGeneralPurpose }),
  permission: 'Microsoft.Storage/storageAccounts/queueServices/queues/read',
  properties: {
    encrypted: 'parent.encryptedQueue',
    approximateMessageCount: 'properties.approximateMessageCount',
    metadata: json('properties.metadata'),
  },
  links: [from('azure_storage_account', 'HAS', ({ scope }) => scope.id)],
})

export const storageTable = resource({
  type: 'azure_storage_table',
  class: ['DataStore', 'Database'],
  title: 'Storage table',
  service,
  list: childrenOf(storageAccount, 'tableServices/default/tables', version, { when: isGeneralPurpose }),
  permission: 'Microsoft.Storage/storageAccounts/tableServices/tables/read',
  properties: {
    encrypted: 'parent.encryptedTable',
    tableName: 'properties.tableName',
    signedIdentifierIds: 'properties.signedIdentifiers[].id',
  },
  links: [from('azure_storage_account', 'HAS', ({ scope }) => scope.id)],
})

export const storageChildDefinitions = [fileShare, storageQueue, storageTable]
