/** What follows from the graph as a whole, and is concluded at every merge. */
import type { Analysis } from '../store/store.ts'
import { accessAnalysis } from './access/analysis.ts'
import { reachAnalysis } from './reach/analysis.ts'

export const analyses: readonly Analysis[] = [accessAnalysis, reachAnalysis]
