// What the analyses of a chaos run may do, as far as whoever checks them must know: which kinds there are,
// how often each is asked for, how each may end and when it must have ended.
import type { Random } from '../sim/random.ts'

/** Short, so that every one of them is met in every round. */
const hasty = { queuedMs: 2_000, processingMs: 1_200, hardLimitMs: 2_000 }
/** Longer than it takes to start anew: what these have begun is taken up again. */
const patient = { queuedMs: 8_000, processingMs: 10_000, hardLimitMs: 12_000 }

/** What is offered, in tokens and with its timeouts. Given to the service's process. */
export const assessments = {
  Plain: { tokenCost: 1, timeouts: hasty },
  Dear: { tokenCost: 3, timeouts: hasty },
  Patient: { tokenCost: 2, timeouts: patient },
} as const
export type AssessmentName = keyof typeof assessments

export const offered = (name: string): (typeof assessments)[AssessmentName] | undefined =>
  Object.entries(assessments).find(([each]) => each === name)?.[1]

/** The longest that any job may take from its submission to its end. */
export const endsWithinMs = patient.queuedMs + patient.hardLimitMs

export interface Kind {
  /** How many of a hundred submissions. */
  readonly share: number
  /** Whether the analysis ever answers with something its assessment accepts. */
  readonly answers: boolean
  /** Whether it moves its deadline on, by reports or by being tried again; else it is due at a known instant. */
  readonly extends: boolean
}

export const kinds: Readonly<Record<string, Kind>> = {
  quick: { share: 48, answers: true, extends: false },
  slow: { share: 16, answers: true, extends: false },
  chatty: { share: 8, answers: true, extends: true },
  transient: { share: 6, answers: true, extends: true },
  permanent: { share: 6, answers: false, extends: false },
  hang: { share: 5, answers: false, extends: false },
  late: { share: 4, answers: true, extends: false },
  restless: { share: 2, answers: false, extends: true },
  bad: { share: 3, answers: false, extends: true },
  odd: { share: 2, answers: false, extends: true },
  /** Only for those with patience. */
  long: { share: 0, answers: true, extends: false },
}

export interface Scores {
  /** Names the submission: no two have the same. */
  readonly tag: string
  readonly kind: string
  readonly draw: number
}

const weighted = Object.entries(kinds).flatMap(([kind, { share }]) =>
  Array.from({ length: share }, () => kind),
)

export interface Drawn {
  readonly assessmentName: AssessmentName
  readonly scores: Scores
}

export function drawSubmission(random: Random, tag: string): Drawn {
  const assessmentName = random.pick(drawnFrom)
  const kind = assessmentName === 'Patient' ? 'long' : random.pick(weighted)
  return { assessmentName, scores: { tag, kind, draw: Math.round(random.next() * 1_000) / 1_000 } }
}

const drawnFrom: readonly AssessmentName[] = [
  ...Array.from({ length: 15 }, (): AssessmentName => 'Plain'),
  ...Array.from({ length: 4 }, (): AssessmentName => 'Dear'),
  'Patient',
]
