/** What the words of a question about access mean in this graph: the action, and the entities. */
import { type Action, type KnownActions, knownActions, recognise } from '../../analysis/access/actions.ts'
import { type Found, findEntities, namesOfAzure, standsInTenant } from '../../analysis/access/find.ts'
import { nearest } from '../../query/nearest.ts'
import type { Reader } from '../../store/store.ts'
import { type Context, warn } from '../context.ts'
import { UsageError } from '../errors.ts'
import { visible } from '../output/cell.ts'

/** @throws UsageError where no role has it, or where both planes might */
export async function actionOf(context: Context, reader: Reader, name: string, plane: Action['plane'] | undefined): Promise<Action> {
  if (name.includes('*'))
    throw new UsageError(`"${visible(name)}" stands for many actions; ask for one of them, such as Microsoft.Storage/storageAccounts/read`)
  const known = await knownActions(reader)
  if (known.control.length + known.data.length === 0)
    throw new UsageError(
      "there is no Azure role definition in this graph; 'isobar collect' reads them, 'isobar status' shows what it could not read",
    )
  const found = recognise(name, known)
  const close = near(name, known)
  if (found?.known === 'unknown') {
    const meant = close === undefined ? 'actions look like Microsoft.Storage/storageAccounts/listKeys/action' : `did you mean ${close}?`
    throw new UsageError(`no role has an action like "${visible(name)}"; ${meant}`)
  }
  if (plane === undefined && found === undefined)
    throw new UsageError(
      `roles have "${visible(name)}" among their actions and among their data actions: say which by --plane control or --plane data`,
    )
  if (found !== undefined && found.known === 'covered')
    warn(context, `no role names ${visible(name)}; it is taken as it stands${close === undefined ? '' : `. Did you mean ${close}?`}`)
  return { name, plane: plane ?? found?.plane ?? 'control' }
}

/** The nearest that is no pattern. */
function near(name: string, { control, data }: KnownActions): string | undefined {
  return nearest(
    name,
    [...control, ...data].filter((one) => !one.includes('*')),
  )
}

/** The one scope or resource that is meant. */
export async function scopeOf(reader: Reader, text: string): Promise<Found> {
  const found = await one(reader, text, isScope, 'a scope or resource of Azure')
  if (!(await standsInTenant(reader, found)))
    throw new UsageError(
      `"${visible(text)}" was not read itself, only what names it: who may do something there cannot be told. Ask about what stands above it`,
    )
  return found
}

/** The one principal that is meant, be it a resource that acts as an identity. */
export async function principalOf(reader: Reader, text: string): Promise<Found> {
  return one(reader, text, ({ type }) => type.startsWith('azure_'), 'a principal of Azure')
}

const inVaults: ReadonlySet<string> = new Set(['azure_keyvault_key', 'azure_keyvault_secret', 'azure_keyvault_certificate'])

function isScope({ key, type }: Found): boolean {
  return key.startsWith('/') || type === 'azure_account' || inVaults.has(type)
}

async function one(reader: Reader, text: string, fits: (found: Found) => boolean, what: string): Promise<Found> {
  const all = await findEntities(reader, text)
  const fitting = all.filter(fits)
  const [found, ...more] = fitting
  if (found === undefined)
    throw new UsageError(
      all.length > 0 ? `"${visible(text)}" is no ${what.replace(/^an? /, '')}: it is ${all[0]?.type}` : await unknown(reader, text),
    )
  if (more.length > 0) {
    const keys = fitting.map(({ key, type, integration }) => `  ${visible(key)} (${type} of ${visible(integration)})`)
    throw new UsageError(`"${visible(text)}" may be each of these; name ${what} by its key:\n${keys.join('\n')}`)
  }
  return found
}

async function unknown(reader: Reader, text: string): Promise<string> {
  const close = nearest(text, await namesOfAzure(reader))
  const meant = close === undefined ? `isobar query "FIND 'part of its name'" may find it` : `did you mean "${visible(close)}"?`
  return `there is nothing with the key or the name "${visible(text)}"; ${meant}`
}
