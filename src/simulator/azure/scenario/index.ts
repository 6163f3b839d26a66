import { demoScenario } from './demo.ts'
import { generatedScenario } from './generated.ts'
import { oddNamesScenario } from './odd-names.ts'
import type { Scenario } from './scenario.ts'

export const scenarios: readonly Scenario[] = [generatedScenario, demoScenario, oddNamesScenario]
