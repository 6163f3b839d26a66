/** The questions that the demo asks: demo/answers.yaml. */
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { loadDocument } from '../config/document.ts'

export interface Asked {
  readonly title: string
  /** Why the answer matters. */
  readonly why: string
  readonly query: string
}

const asked: z.ZodType<readonly Asked[]> = z.array(z.strictObject({ title: z.string(), why: z.string(), query: z.string() })).min(1)

/** The folder of the demo, seen from the sources and from the compiled package alike. */
export function demoFile(name: string): string {
  return fileURLToPath(new URL(`../../../demo/${name}`, import.meta.url))
}

export async function demoAnswers(): Promise<readonly Asked[]> {
  return (await loadDocument(demoFile('answers.yaml'), asked)).value
}
