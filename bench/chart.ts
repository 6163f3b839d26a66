/** A small picture of measurements: lines over a logarithmic abscissa, as SVG text without any dependency. */

export interface Line {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Chart {
  readonly title: string
  /** What runs along the bottom: "resources". */
  readonly x: string
  /** What goes up the side, with its unit: "seconds". */
  readonly y: string
  readonly lines: readonly Line[]
}

const size = { width: 640, height: 400 }
const frame = { left: 70, right: 20, top: 44, bottom: 56 }
const colours = ['#1f6feb', '#d1242f', '#1a7f37', '#9a6700', '#8250df']

/** Both axes are logarithmic: what grows as fast as its input is a straight line at 45 degrees. */
export function chart({ title, x, y, lines }: Chart): string {
  const all = lines.flatMap((line) => line.points)
  const across = axis(
    all.map(([value]) => value),
    frame.left,
    size.width - frame.right,
  )
  const up = axis(
    all.map(([, value]) => value),
    size.height - frame.bottom,
    frame.top,
  )
  const bottom = size.height - frame.bottom
  const right = size.width - frame.right
  const text = (left: number, top: number, words: string, anchor = 'middle') =>
    `<text x="${left}" y="${top}" text-anchor="${anchor}">${escaped(words)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<g font-size="15">${text(size.width / 2, 24, title)}</g>`,
    ...across.ticks.map(
      (tick) => rule(across.at(tick), frame.top, across.at(tick), bottom) + text(across.at(tick), bottom + 18, short(tick)),
    ),
    ...up.ticks.map(
      (tick) => rule(frame.left, up.at(tick), right, up.at(tick)) + text(frame.left - 8, up.at(tick) + 4, short(tick), 'end'),
    ),
    text((frame.left + right) / 2, size.height - 14, x),
    `<text transform="translate(18 ${(frame.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`,
    ...lines.map(({ name, points }, index) => {
      const colour = colours[index % colours.length]
      const places = points.map(([px, py]) => [round(across.at(px)), round(up.at(py))] as const)
      const dots = places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"/>`).join('')
      const path = `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.map((place) => place.join(',')).join(' ')}"/>`
      return `${path}${dots}<g fill="${colour}">${text(frame.left + 12, frame.top + 18 * (index + 1), name, 'start')}</g>`
    }),
    '</svg>\n',
  ].join('\n')
}

/** From the power of ten below all values to the one above them. */
function axis(values: readonly number[], from: number, to: number) {
  const logs = values.map((value) => Math.log10(Math.max(value, 1e-3)))
  const low = Math.floor(Math.min(...logs))
  const high = Math.max(low + 1, Math.ceil(Math.max(...logs)))
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step)),
    at: (value: number) => round(from + ((Math.log10(Math.max(value, 1e-3)) - low) / (high - low)) * (to - from)),
  }
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#d8dee4"/>`
}

function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6} M`
  return value >= 1e3 ? `${value / 1e3} k` : String(value)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
