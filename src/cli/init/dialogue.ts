/** Questions on a terminal. */
import { createInterface } from 'node:readline'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'

/** What is wrong with an answer, in words; undefined when it will do. */
export type Check = (answer: string) => string | undefined

export interface Ask {
  /** An answer in words; the default when it is left empty. Asked again as long as the check complains. */
  text(question: string, options?: { readonly byDefault?: string; readonly check?: Check }): Promise<string>
  /** One of some choices, by number or by name. */
  choose<Choice extends string>(question: string, choices: readonly [Choice, ...Choice[]]): Promise<Choice>
  close(): void
}

export function dialogue(context: Context): Ask {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // Answers that were typed ahead, or pasted all at once, wait for their questions.
  const typed: string[] = []
  let wake = (): void => {}
  let ended = false
  lines.on('line', (line) => {
    typed.push(line)
    wake()
  })
  lines.on('close', () => {
    ended = true
    wake()
  })
  // Left to itself the terminal's reader takes Ctrl-C for the end of the input, and the program would end as if all were well.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  context.signal.addEventListener('abort', () => wake(), { once: true })
  const ask = async (question: string): Promise<string> => {
    lines.setPrompt(question)
    lines.prompt()
    for (;;) {
      context.signal.throwIfAborted()
      const line = typed.shift()
      if (line !== undefined) return line.trim()
      if (ended) throw new UsageError('the answers ended before the questions did; nothing was written')
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const complain = (words: string): void => context.err.write(`  ${context.err.style('red', words)}\n`)
  return {
    async text(question, { byDefault, check } = {}) {
      for (;;) {
        const given = await ask(`${question}${byDefault === undefined || byDefault === '' ? '' : ` [${byDefault}]`}: `)
        if (given === '' && byDefault === undefined) continue
        const answer = given === '' ? (byDefault ?? '') : given
        const wrong = check?.(answer)
        if (wrong === undefined) return answer
        complain(wrong)
      }
    },
    async choose(question, choices) {
      const list = choices.map((choice, index) => `  ${index + 1}) ${choice}\n`).join('')
      for (;;) {
        const answer = await ask(`${question}\n${list}[1]: `)
        const chosen = answer === '' ? choices[0] : (choices[Number(answer) - 1] ?? choices.find((choice) => choice === answer))
        if (chosen !== undefined) return chosen
        complain(`"${answer}" is none of them: a number from 1 to ${choices.length}, or a name`)
      }
    },
    close: () => lines.close(),
  }
}
