// The record, summed up: of each submission, cancellation and retry what was asked and what is known of it,
// and every event that was told. It judges nothing.
import type { AssessmentName, Scores } from './analyses.ts'
import type { Line, Promised } from './record.ts'

export interface Person {
  readonly userId: string
  readonly email: string
  readonly token: string
  /** Tokens the account began with. */
  readonly balance: number
}

/** What is known of one wish, however often it was asked for. */
export interface Known {
  readonly userId: string
  asks: number
  refused: number
  unknown: number
  /** It was unknown what became of it when the first answer came, if one came. */
  wasUnknown: boolean
  /** In the order they came; `line` counts the lines of the record. */
  readonly promised: { readonly promised: Promised; readonly line: number }[]
}

export interface Submission extends Known {
  readonly key: string | null
  readonly assessmentName: AssessmentName
  readonly scores: Scores
  readonly mustRefuse: boolean
}

export interface Retry extends Known {
  readonly jobId: string
}

export interface ToldEvent {
  readonly event: string
  readonly jobId: string
}

type Asked = Extract<Line, { what: 'asked' }>

export class Book {
  /** How many lines it has read. */
  lines = 0
  readonly people = new Map<string, Person>()
  /** By tag. */
  readonly submissions = new Map<string, Submission>()
  /** By the job to be cancelled. */
  readonly cancels = new Map<string, Known>()
  /** By key. */
  readonly retries = new Map<string, Retry>()
  /** By user and id of the event. */
  readonly told = new Map<string, Map<number, ToldEvent>>()
  /** Events that were told twice, and not as the same. */
  readonly retold: string[] = []
  readonly counts = { asked: 0, promised: 0, refused: 0, unknown: 0, told: 0 }
  /** How often each code was heard as a refusal. */
  readonly refusals = new Map<string, number>()
  readonly #asked = new Map<number, Known>()

  static of(lines: readonly Line[]): Book {
    const book = new Book()
    for (const line of lines) book.read(line)
    return book
  }

  read(line: Line): void {
    this.lines++
    if (line.what === 'person') this.people.set(line.userId, line)
    else if (line.what === 'asked') this.#readAsked(line)
    else if (line.what === 'told') this.#readTold(line)
    else if (line.what !== 'life') this.#readAnswer(line)
  }

  /** Jobs that somebody was told have begun, and nobody was told have ended. */
  get atWork(): number {
    const told = [...this.told.values()].flatMap((events) => [...events.values()])
    const jobsOf = (...names: readonly string[]) =>
      told.filter(({ event }) => names.includes(event)).map(({ jobId }) => jobId)
    const ended = new Set(jobsOf('analysis-complete', 'analysis-failed'))
    return new Set(jobsOf('analysis-started').filter((jobId) => !ended.has(jobId))).size
  }

  #readAsked(line: Asked): void {
    const known = this.#knownOf(line)
    known.asks++
    this.counts.asked++
    this.#asked.set(line.ask, known)
  }

  #knownOf({ userId, wish }: Asked): Known {
    switch (wish.do) {
      case 'submit':
        return entryOf(this.submissions, wish.scores.tag, () => ({
          ...nothingYet(userId),
          ...wish,
        }))
      case 'cancel':
        return entryOf(this.cancels, wish.jobId, () => nothingYet(userId))
      case 'retry':
        return entryOf(this.retries, wish.key, () => ({ ...nothingYet(userId), jobId: wish.jobId }))
    }
  }

  #readAnswer(line: Extract<Line, { what: 'promised' | 'refused' | 'unknown' }>): void {
    const known = this.#asked.get(line.ask)
    if (!known) throw new Error(`The record answers ask ${line.ask}, which is not in it`)
    this.counts[line.what]++
    if (line.what === 'promised') {
      known.promised.push({ promised: line.promised, line: this.lines })
      return
    }
    if (line.what === 'refused') {
      known.refused++
      this.refusals.set(line.code, (this.refusals.get(line.code) ?? 0) + 1)
      return
    }
    known.unknown++
    if (known.promised.length === 0) known.wasUnknown = true
  }

  #readTold({ userId, id, event, jobId, client }: Extract<Line, { what: 'told' }>): void {
    this.counts.told++
    const told = entryOf(this.told, userId, () => new Map<number, ToldEvent>())
    const before = told.get(id)
    if (before && (before.event !== event || before.jobId !== jobId)) {
      this.retold.push(`event ${id} of ${userId}: ${before.event}, then ${event} to ${client}`)
    }
    told.set(id, { event, jobId })
  }
}

/** Whether every time it was asked for was answered with no. */
export const isRefused = ({ asks, refused }: Known): boolean => refused === asks

const nothingYet = (userId: string) => ({
  userId,
  asks: 0,
  refused: 0,
  unknown: 0,
  wasUnknown: false,
  promised: [],
})

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
