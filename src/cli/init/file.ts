/** isobar.yaml as `isobar init` finds and leaves it: with one integration more, and otherwise as people wrote it. */
import { existsSync } from 'node:fs'
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { isSeq, parseDocument } from 'yaml'
import { loadConfig } from '../config/config.ts'
import { complaints } from '../config/document.ts'
import { configSchema, type IntegrationConfig } from '../config/schema.ts'
import { UsageError } from '../errors.ts'
import { asYaml, type Entry } from './entry.ts'

export interface Present {
  readonly text: string
  readonly integrations: readonly IntegrationConfig[]
}

/** @throws ConfigError where the file is there and wrong: nobody is asked questions whose answers could not be kept */
export async function present(file: string): Promise<Present> {
  const text = existsSync(file) ? await readFile(file, 'utf8') : ''
  return { text, integrations: text === '' ? [] : (await loadConfig(file)).value.integrations }
}

/** @throws UsageError for an entry that the schema refuses, or whose name is taken */
export async function add(file: string, { text, integrations }: Present, entry: Entry): Promise<void> {
  const integration = asYaml(entry)
  const wrong = complaints(configSchema, { integrations: [integration] })
  if (wrong.length > 0) throw new UsageError(wrong.join('\n'))
  if (integrations.some(({ name }) => name === entry.name)) {
    throw new UsageError(`${file} already has an integration "${entry.name}"; choose another --name, or edit the file`)
  }
  const document = parseDocument(text)
  const list = document.get('integrations')
  if (isSeq(list)) list.add(document.createNode(integration))
  else document.set('integrations', document.createNode([integration]))
  await replace(file, document.toString({ lineWidth: 0 }))
}

/** As before or as after, whenever the process is killed. */
async function replace(file: string, text: string): Promise<void> {
  const existing = existsSync(file)
  // A link stays a link, and a file that only some may read stays one.
  const target = existing ? await realpath(file) : file
  const temporary = `${target}.${process.pid}.tmp`
  try {
    await writeFile(temporary, text, { flag: 'wx', ...(existing ? { mode: (await stat(target)).mode } : {}) })
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
