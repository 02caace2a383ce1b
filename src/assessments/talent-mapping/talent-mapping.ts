// AI-Driven Talent Mapping, the assessment that ships with the service: its schemas joined to the offline
// analyzer, which runs in a worker thread. Making a definition starts nothing.
import { type AssessmentDefinition, defineAssessment } from '../../domain/assessment.ts'
import { WorkerPool, type WorkerPoolOptions } from '../worker-pool.ts'
import { type TalentMappingInput, talentMappingInput } from './input.schema.ts'
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

export function createTalentMapping(
  options: WorkerPoolOptions = {},
): AssessmentDefinition<TalentMappingInput, PersonaProfile> {
  const threads = new WorkerPool(options)
  const module = new URL('./analyze.ts', import.meta.url)
  return defineAssessment({
    name: talentMappingName,
    input: talentMappingInput,
    result: personaProfile,
    analyzer: {
      name: 'offline',
      version,
      analyze: async (input, { signal }) =>
        // Whoever asked checks it against `result`, as it does for every analyzer.
        (await threads.run({ module, name: 'analyze', input }, signal)) as PersonaProfile,
      stop: () => threads.stop(),
    },
    estimateMs: 1_000,
    sections,
  })
}
