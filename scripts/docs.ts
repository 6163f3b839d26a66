/**
 * Writes the pages that follow from the code: the catalogue, the permissions, the schemas of isobar.yaml and of questions.
 *
 *   node scripts/docs.ts            writes them
 *   node scripts/docs.ts --check    fails when one is not what the code says
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { cloudTypes, definitionsOf } from '../src/cli/clouds.ts'
import { configSchema } from '../src/cli/config/schema.ts'
import { questionFile } from '../src/questions/question.ts'
import { cataloguePages } from './docs/catalogue.ts'
import { permissionsPage } from './docs/permissions.ts'

const docs = fileURLToPath(new URL('../docs', import.meta.url))

/** Folders that hold generated pages only: what is not generated any more is removed. */
const generatedFolders = ['catalogue']

const pages = await generate()
const stale = [...pages].filter(([page, text]) => current(page) !== text).map(([page]) => page)
const abandoned = generatedFolders.flatMap(filesIn).filter((page) => !pages.has(page))

if (process.argv.includes('--check')) {
  for (const page of stale) console.error(`docs/${page} is not what the code says`)
  for (const page of abandoned) console.error(`docs/${page} describes what is no more`)
  if (stale.length + abandoned.length > 0) {
    console.error("Run 'npm run docs' and commit the result.")
    process.exitCode = 1
  }
} else {
  for (const [page, text] of pages) {
    mkdirSync(dirname(join(docs, page)), { recursive: true })
    writeFileSync(join(docs, page), text)
  }
  for (const page of abandoned) rmSync(join(docs, page))
  console.log(`${pages.size} pages, ${stale.length} changed, ${abandoned.length} removed`)
}

/** Path below docs/ to text. */
async function generate(): Promise<Map<string, string>> {
  const clouds = await Promise.all(cloudTypes.map(async (type) => ({ type, definitions: await definitionsOf(type) })))
  const schemaOf = (schema: z.ZodType, title: string): string =>
    `${JSON.stringify({ ...z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' }), title }, null, 2)}\n`
  return new Map([
    ...cataloguePages(clouds),
    ['permissions.md', permissionsPage(clouds)],
    ['isobar.schema.json', schemaOf(configSchema, 'isobar.yaml')],
    ['questions.schema.json', schemaOf(questionFile, 'questions')],
  ])
}

function current(page: string): string | undefined {
  const file = join(docs, page)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function filesIn(folder: string): string[] {
  const path = join(docs, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(docs, join(entry.parentPath, entry.name)))
}
