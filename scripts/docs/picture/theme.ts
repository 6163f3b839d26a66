/** How all pictures look, in light and in dark, and what text they hold is measured by. */
import { asXml } from '../terminal.ts'

/** Services that do the same sort of thing bear the same colour. */
export const families = ['identity', 'network', 'compute', 'data', 'security', 'integration', 'management', 'other'] as const
export type Family = (typeof families)[number]

const members: Readonly<Record<Exclude<Family, 'other'>, readonly string[]>> = {
  identity: ['Entra ID', 'Authorization', 'Managed Identity', 'Intune', 'Lighthouse', 'IAM'],
  network: ['Network', 'DNS', 'CDN', 'Front Door', 'ExpressRoute', 'VPC'],
  compute: [
    'Compute',
    'App Service',
    'Kubernetes Service',
    'Container Apps',
    'Container Instances',
    'Container Registry',
    'Batch',
    'Azure Arc',
    'EC2',
    'Lambda',
  ],
  data: [
    'Storage',
    'SQL',
    'MySQL',
    'PostgreSQL',
    'MariaDB',
    'Cosmos DB',
    'Redis',
    'Synapse',
    'Data Factory',
    'Databricks',
    'Machine Learning',
    'AI Search',
    'AI services',
    'S3',
  ],
  security: ['Key Vault', 'Defender for Cloud', 'Sentinel', 'KMS'],
  integration: ['Event Hubs', 'Event Grid', 'Service Bus', 'API Management', 'Logic Apps', 'Automation'],
  management: ['Resource Manager', 'Monitor', 'Policy', 'Advisor', 'Cost Management', 'Backup', 'Site Recovery', 'Account'],
}

const byService = new Map(Object.entries(members).flatMap(([family, services]) => services.map((service) => [service, family])))

export function familyOf(service: string): Family {
  const found = byService.get(service)
  return families.find((family) => family === found) ?? 'other'
}

/** Each with its colour on white and on black. */
const colours: Readonly<Record<Family, readonly [light: string, dark: string]>> = {
  identity: ['#7c3aed', '#b69cff'],
  network: ['#1d62d8', '#7db2ff'],
  compute: ['#c2560a', '#ffab5e'],
  data: ['#12803c', '#63d68b'],
  security: ['#c01648', '#ff86a3'],
  integration: ['#0b7a78', '#55d3cc'],
  management: ['#52606d', '#aab8c8'],
  other: ['#8a6d00', '#e0c050'],
}

const inks = {
  light: { ground: '#ffffff', ink: '#17202b', soft: '#5b6876', card: '#f6f8fa', edge: '#cfd6de', line: '#97a3b0' },
  dark: { ground: '#0d1117', ink: '#e8edf3', soft: '#9aa7b5', card: '#161c24', edge: '#333d49', line: '#6c7a89' },
} as const

function rules(theme: 'light' | 'dark'): string {
  const { ground, ink, soft, card, edge, line } = inks[theme]
  const ofFamilies = families.map((family) => {
    const colour = colours[family][theme === 'light' ? 0 : 1]
    return `.f-${family}{fill:${colour}}.s-${family}{stroke:${colour}}`
  })
  return [
    `.ground{fill:${ground}}.ink{fill:${ink}}.soft{fill:${soft}}.card{fill:${card}}.edge{stroke:${edge}}.line{stroke:${line}}.head{fill:${line}}`,
    ...ofFamilies,
  ].join('')
}

const style = `${rules('light')}
@media (prefers-color-scheme:dark){${rules('dark')}}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.bold{font-weight:600}.none{fill:none}`

/** A whole picture; `label` is what is read to those who do not see it. */
export function picture(width: number, height: number, label: string, parts: readonly string[]): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-label="${asXml(label)}">
<style>${style}</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>
<rect class="ground" width="${w}" height="${h}" rx="10"/>
${parts.join('\n')}
</svg>
`
}

export interface TextOptions {
  readonly size: number
  readonly classes?: string
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly transform?: string
}

export function textAt(x: number, y: number, words: string, { size, classes = 'ink', anchor = 'start', transform }: TextOptions): string {
  const turned = transform === undefined ? '' : ` transform="${transform}"`
  const from = anchor === 'start' ? '' : ` text-anchor="${anchor}"`
  return `<text x="${fixed(x)}" y="${fixed(y)}" font-size="${size}" class="${classes}"${from}${turned}>${asXml(words)}</text>`
}

/** Fonts differ: these are the widths of wide ones. */
export function monoWidth(words: string, size: number): number {
  return words.length * size * 0.61
}

export function sansWidth(words: string, size: number): number {
  return words.length * size * 0.58
}

/** Short, and the same on every machine. */
export function fixed(value: number): string {
  return String(Math.round(value * 10) / 10)
}
