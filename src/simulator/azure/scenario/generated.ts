/** The scenario without a story: as many subscriptions and resources as asked for. */
import { Dice } from '../dice.ts'
import { guidOf } from '../guid.ts'
import { landingZones } from '../model/management-groups.ts'
import { type Subscription, subscriptionCode } from '../subscription.ts'
import { nothingByHand, type Scenario } from './scenario.ts'

export const generatedScenario: Scenario = {
  name: 'generated',
  company: {
    name: 'Larkmoor Group',
    initialDomain: 'larkmoorgroup.onmicrosoft.com',
    mailDomain: 'larkmoor.example',
    countryCode: 'NL',
    city: 'Rotterdam',
    teams: ['team-booking', 'team-fleet', 'team-platform', 'team-data', 'team-payments', 'team-portal', 'j.former'],
  },
  subscriptions: (seed, { subscriptions: count, resources }) => {
    const weights = Array.from({ length: count }, (_, index) => 0.4 + new Dice(seed, 'size', index).unit('weight') * 1.2)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    let given = 0
    let passed = 0
    return weights.map((weight, index): Subscription => {
      passed += weight
      const until = index === count - 1 ? resources : Math.round((resources * passed) / sum)
      const own = until - given
      given = until
      const code = subscriptionCode(index)
      return {
        index,
        id: guidOf(seed, 'subscription', index),
        name: `larkmoor-${code}`,
        code,
        resources: own,
        tags: { Environment: code.slice(0, 3), CostCentre: `CC${1000 + index}` },
        quotaId: code.startsWith('sbx') ? 'MSDN_2014-09-01' : 'EnterpriseAgreement_2014-09-01',
        managementGroup: landingZones[index % landingZones.length] ?? 'root',
        readable: true,
      }
    })
  },
  furnish: () => nothingByHand,
}
