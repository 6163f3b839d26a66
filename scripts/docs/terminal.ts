/** What a terminal was told, as runs of text with their style. */

export interface Run {
  /** CSS classes: bold, dim and the colours' names. */
  readonly classes: string
  readonly text: string
}

const styles: Readonly<Record<string, string>> = { 1: 'bold', 2: 'dim', 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan' }

const styleStart = '\u001b['

/** Lines of runs; a style that is switched off again leaves the others on. */
export function rows(output: string): Run[][] {
  const on = new Set<string>()
  return output
    .replaceAll('\r', '')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const runs: Run[] = []
      for (const [index, part] of line.split(styleStart).entries()) {
        const code = index === 0 ? undefined : /^(\d+)m/.exec(part)?.[1]
        if (code !== undefined) switchStyle(on, Number(code))
        const text = code === undefined ? part : part.slice(code.length + 1)
        if (text !== '') runs.push({ classes: [...on].join(' '), text })
      }
      return runs
    })
}

function switchStyle(on: Set<string>, code: number): void {
  const style = styles[code]
  if (style !== undefined) on.add(style)
  else if (code === 0) on.clear()
  else if (code === 22) for (const weight of ['bold', 'dim']) on.delete(weight)
  else if (code === 39) for (const colour of ['red', 'green', 'yellow', 'cyan']) on.delete(colour)
}

export function asXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
