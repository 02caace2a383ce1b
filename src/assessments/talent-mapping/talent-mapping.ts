// AI-Driven Talent Mapping, the assessment that ships with the service: its schemas joined to the offline
// analyzer, which runs in a worker thread. Making a definition starts nothing.
import { type AnalyzedHere, defineAssessment } from '../../domain/assessment.ts'
import { WorkerPool, type WorkerPoolOptions } from '../worker-pool.ts'
import type { AnalysisTask } from './analyze.ts'
import { exampleScores } from './example.ts'
import { type TalentMappingInput, talentMappingInput } from './input.schema.ts'
import { readOccupationsFile } from './onet/occupations-file.ts'
import { type PersonaProfile, personaProfile } from './profile.schema.ts'

export const talentMappingName = 'AI-Driven Talent Mapping'

/** The version of the offline analysis; its texts and tables have their own, `analysis.dataVersion`. */
const version = '2.0.0'

/** What a link to a result can show, each for itself. */
const sections = {
  summary: { fields: ['archetype', 'shortSummary', 'coreMotivators', 'insights'] },
  strengths: { fields: ['strengthSummary', 'strengths', 'weaknessSummary', 'weaknesses'] },
  // The notice of a source goes wherever what comes from it goes.
  careers: { fields: ['careerRecommendation', 'analysis.moreCareers', 'analysis.sources'] },
  growth: {
    fields: [
      'learningStyle',
      'workEnvironment',
      'riskTolerance',
      'skillSuggestion',
      'possiblePitfalls',
      'roleModel',
      'developmentActivities',
    ],
  },
  scores: {
    fields: ['code', 'consistency', 'differentiation', 'clarity', 'doubts', 'sources'].map(
      (figure) => `analysis.${figure}`,
    ),
    scores: true,
  },
}

export interface TalentMappingOptions extends WorkerPoolOptions {
  /** What `unstuck import-onet` wrote; the built-in table of occupations where not given. */
  readonly occupationsFile?: string | undefined
}

/**
 * Throws a plain `Error` with what to do when `occupationsFile` cannot be used. The file is read again by each
 * new thread, so that one that is replaced is taken up; every result names the edition it rests on.
 */
export function createTalentMapping({
  occupationsFile,
  ...options
}: TalentMappingOptions = {}): AnalyzedHere<TalentMappingInput, PersonaProfile> {
  if (occupationsFile !== undefined) readOccupationsFile(occupationsFile)
  const threads = new WorkerPool(options)
  const module = new URL('./analyze.ts', import.meta.url)
  return defineAssessment({
    name: talentMappingName,
    input: talentMappingInput,
    result: personaProfile,
    analyzer: {
      name: 'offline',
      version,
      analyze: async (scores, { signal }) => {
        const input: AnalysisTask = { scores, occupationsFile }
        // Whoever asked checks it against `result`, as it does for every analyzer.
        return (await threads.run({ module, name: 'analyze', input }, signal)) as PersonaProfile
      },
      stop: () => threads.stop(),
    },
    estimateMs: 1_000,
    sections,
    example: exampleScores,
  })
}
