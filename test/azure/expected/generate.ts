/** Writes slice.json and whole.json anew from the capture: `node test/azure/expected/generate.ts`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readDocuments } from './documents.ts'

for (const [name, document] of Object.entries(await readDocuments()))
  writeFileSync(fileURLToPath(new URL(`${name}.json`, import.meta.url)), `${JSON.stringify(document, null, 2)}\n`)
