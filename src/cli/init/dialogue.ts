/** Questions on a terminal. */
import { createInterface } from 'node:readline/promises'
import type { Context } from '../context.ts'

export interface Ask {
  /** An answer in words; the default when it is left empty. */
  text(question: string, byDefault?: string): Promise<string>
  /** One of some choices, by number or by name. */
  choose(question: string, choices: readonly string[]): Promise<string>
  close(): void
}

export function dialogue(context: Context): Ask {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const ask = async (question: string): Promise<string> => (await lines.question(question, { signal: context.signal })).trim()
  return {
    async text(question, byDefault) {
      for (;;) {
        const answer = await ask(`${question}${byDefault === undefined || byDefault === '' ? '' : ` [${byDefault}]`}: `)
        if (answer !== '') return answer
        if (byDefault !== undefined) return byDefault
      }
    },
    async choose(question, choices) {
      const list = choices.map((choice, index) => `  ${index + 1}) ${choice}\n`).join('')
      for (;;) {
        const answer = await ask(`${question}\n${list}[1]: `)
        const chosen = answer === '' ? choices[0] : (choices[Number(answer) - 1] ?? choices.find((choice) => choice === answer))
        if (chosen !== undefined) return chosen
      }
    },
    close: () => lines.close(),
  }
}
