/** What follows from the graph as a whole, and is concluded at every merge. */
import type { Analysis, Concluded } from '../store/store.ts'
import { accessAnalysis } from './access/analysis.ts'
import { reachAnalysis } from './reach/analysis.ts'
import { servicesAnalysis } from './reach/services.ts'

export const analyses: readonly Analysis[] = [accessAnalysis, reachAnalysis, servicesAnalysis]

/** The relationships that analyses may draw. */
export const concluded: readonly Concluded[] = analyses.flatMap(({ concludes = [] }) => concludes)
