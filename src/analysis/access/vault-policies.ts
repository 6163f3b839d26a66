/** What a vault's own access policies allow, in the words of roles. https://learn.microsoft.com/azure/key-vault/general/rbac-migration */

const vaults = 'microsoft.keyvault/vaults'

/** By the kind of content and the permission, the action below `Microsoft.KeyVault/vaults/`. */
const actions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  keys: {
    get: 'keys/read',
    list: 'keys/read',
    update: 'keys/update/action',
    create: 'keys/create/action',
    import: 'keys/import/action',
    delete: 'keys/delete',
    recover: 'keys/recover/action',
    backup: 'keys/backup/action',
    restore: 'keys/restore/action',
    purge: 'keys/purge/action',
    decrypt: 'keys/decrypt/action',
    encrypt: 'keys/encrypt/action',
    unwrapkey: 'keys/unwrap/action',
    wrapkey: 'keys/wrap/action',
    verify: 'keys/verify/action',
    sign: 'keys/sign/action',
    release: 'keys/release/action',
    rotate: 'keys/rotate/action',
    getrotationpolicy: 'keyrotationpolicies/read',
    setrotationpolicy: 'keyrotationpolicies/write',
  },
  secrets: {
    get: 'secrets/getsecret/action',
    list: 'secrets/readmetadata/action',
    set: 'secrets/setsecret/action',
    delete: 'secrets/delete',
    recover: 'secrets/recover/action',
    backup: 'secrets/backup/action',
    restore: 'secrets/restore/action',
    purge: 'secrets/purge/action',
  },
  certificates: {
    get: 'certificates/read',
    list: 'certificates/read',
    update: 'certificates/update/action',
    create: 'certificates/create/action',
    import: 'certificates/import/action',
    delete: 'certificates/delete',
    recover: 'certificates/recover/action',
    backup: 'certificates/backup/action',
    restore: 'certificates/restore/action',
    purge: 'certificates/purge/action',
    managecontacts: 'certificatecontacts/write',
    manageissuers: 'certificatecas/write',
    getissuers: 'certificatecas/read',
    listissuers: 'certificatecas/read',
    setissuers: 'certificatecas/write',
    deleteissuers: 'certificatecas/delete',
  },
  storage: {
    get: 'storageaccounts/read',
    list: 'storageaccounts/read',
    set: 'storageaccounts/set/action',
    update: 'storageaccounts/set/action',
    delete: 'storageaccounts/delete',
    recover: 'storageaccounts/recover/action',
    backup: 'storageaccounts/backup/action',
    restore: 'storageaccounts/restore/action',
    purge: 'storageaccounts/purge/action',
    regeneratekey: 'storageaccounts/regeneratekey/action',
    getsas: 'storageaccounts/sas/read',
    listsas: 'storageaccounts/sas/read',
    setsas: 'storageaccounts/sas/set/action',
    deletesas: 'storageaccounts/sas/delete',
  },
}

/** Rows of (kind, permission, action), `all` among the permissions. */
export const policyActions = Object.entries(actions)
  .flatMap(([kind, permissions]) =>
    Object.entries(permissions).flatMap(([permission, action]) => [
      `('${kind}', '${permission}', '${vaults}/${action}')`,
      `('${kind}', 'all', '${vaults}/${action}')`,
    ]),
  )
  .join(', ')

/** The SQL expression for the key of the vault that a scope is or lies in; null for any other. */
export function vaultOf(key: string): string {
  return `CASE WHEN contains(${key}, '/providers/${vaults}/') THEN array_to_string(string_split(${key}, '/')[1:9], '/') END`
}

/** Whether an action, in lower case, is on the contents of vaults, about which a vault's own policies may decide. */
export function isOnVaultContents(action: string): boolean {
  return action.startsWith(`${vaults}/`)
}
