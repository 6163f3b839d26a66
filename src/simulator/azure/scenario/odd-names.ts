/** Names as nobody should choose them and as clouds let people choose them: what a reader must take without breaking. */
import { Furnishing } from './furnish.ts'
import { generatedScenario } from './generated.ts'
import type { Scenario } from './scenario.ts'

export const oddNames: readonly string[] = [
  `it's "quoted" and \`ticked\``,
  'two\nlines\r\nand a\ttab',
  '🚚 freight – größer als ñ, 日本語, עברית',
  'long '.repeat(2048),
  '\u202eright-to-left\u202c and \u0000 null and \u001b[31mred',
  `'); DROP TABLE entities; --`,
  '${env.SECRET} {{handlebars}} %s <script>alert(1)</script>',
  'lone surrogate \ud800 in the middle',
  '__proto__',
  'constructor',
]

export const oddNamesScenario: Scenario = {
  ...generatedScenario,
  name: 'odd-names',
  company: { ...generatedScenario.company, name: `Odd & "Sons" <Ltd>` },
  furnish: (tenant) => {
    const by = new Furnishing(tenant)
    const [subscription] = tenant.subscriptions
    if (subscription === undefined) return by
    const place = by.group(subscription, `rg 'odd' "names" 🚚`, 'odd', 'westeurope')
    for (const [index, name] of oddNames.entries()) {
      by.user(`odd ${index}`, {
        displayName: name,
        givenName: name,
        surname: name,
        userPrincipalName: `odd${index}@${tenant.scenario.company.mailDomain}`,
      })
      by.userGroup(`odd ${index}`, { displayName: name, description: name }, [])
      by.resource('Microsoft.Network/virtualNetworks', subscription, place, `vnet-odd-${index}`, { tags: { [name]: name, Owner: name } })
      // Azure itself refuses such names of resources; a proxy or a fault may still deliver them.
      if (name.length < 100) by.resource('Microsoft.Compute/disks', subscription, place, name, { tags: {} })
    }
    return by
  },
}
