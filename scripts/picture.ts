/**
 * Draws docs/images/demo.svg: what `isobar demo` really prints on a terminal of 120 columns, colours included.
 * Needs script(1) of util-linux for a terminal.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asXml, rows } from './docs/terminal.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const columns = 120
const cell = { width: 8.4, height: 18 }
const margin = 16

const lines = rows(`\u001b[32m$\u001b[0m npm start\n${printed()}`)
const width = Math.ceil(columns * cell.width + 2 * margin)
const height = lines.length * cell.height + 2 * margin
const text = lines.map((runs, row) => {
  const spans = runs.map(({ classes, text }) => (classes === '' ? asXml(text) : `<tspan class="${classes}">${asXml(text)}</tspan>`))
  return `<text x="${margin}" y="${margin + (row + 0.75) * cell.height}">${spans.join('')}</text>`
})

mkdirSync(`${root}/docs/images`, { recursive: true })
writeFileSync(
  `${root}/docs/images/demo.svg`,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="isobar demo on a terminal" xml:space="preserve">
<style>
text { white-space: pre }
.bold { font-weight: bold } .dim { fill: #8a94a6 } .red { fill: #ff7b72 } .green { fill: #7ee787 } .yellow { fill: #f2cc60 } .cyan { fill: #76d9e6 }
</style>
<rect width="100%" height="100%" rx="8" fill="#161b22"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d8dee9">
${text.join('\n')}
</g>
</svg>
`,
)

function printed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'isobar-picture-'))
  try {
    return execFileSync('script', ['-qec', `stty cols ${columns}; exec ${root}/bin/isobar demo --quiet`, '/dev/null'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TERM: 'xterm-256color' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
