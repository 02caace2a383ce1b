// Everything that was asked and promised up to one place of the log, and what of it an image has lost, or
// holds although nobody asked for it. It knows the marks and the rows, nothing of the service.
import type { EventEnvelope } from '../../src/domain/events.ts'
import type { Answer, Ask, Mark } from './marks.ts'
import { type EventView, type JobView, keyIn, type View } from './view.ts'

type AskOf<What extends Ask['what']> = Extract<Ask, { what: What }>

export const startingReason = 'starting balance'

export class Promises {
  readonly #asks = new Map<string, Ask>()
  readonly #answers: { readonly ask: Ask; readonly answer: Answer }[] = []
  readonly #refused = new Set<string>()
  readonly #told = new Map<string, EventEnvelope>()

  /** How many answers and tellings there are so far. */
  get count(): number {
    return this.#answers.length + this.#told.size
  }

  apply(mark: Mark): void {
    switch (mark.at) {
      case 'asked':
        this.#asks.set(mark.id, mark.ask)
        return
      case 'answered':
        this.#answers.push({ ask: this.#asked(mark.id), answer: mark.answer })
        return
      case 'refused':
        this.#refused.add(mark.id)
        return
      case 'told':
        this.#told.set(`${mark.event.userId} ${mark.event.id}`, mark.event)
        return
      case 'unknown':
      case 'started':
      case 'stopped':
    }
  }

  /** Promises that the image does not keep, one line each. */
  lostIn(view: View): string[] {
    return [
      ...this.#answers.flatMap(({ ask, answer }) => lostAnswer(view, ask, answer)),
      ...[...this.#told.values()].flatMap((event) => lostEvent(view, event)),
    ]
  }

  /** What the image holds although it was not asked for, or was refused, one line each. */
  inventedIn(view: View): string[] {
    return [
      ...this.#inventedUsers(view),
      ...this.#inventedGrants(view),
      ...this.#inventedJobs(view),
      ...this.#inventedEnds(view),
    ]
  }

  #asked(id: string): Ask {
    const ask = this.#asks.get(id)
    if (!ask) throw new Error(`The log answers ${id}, which nobody asked`)
    return ask
  }

  /** What was asked for and not refused. */
  #all<What extends Ask['what']>(what: What): AskOf<What>[] {
    const isIt = (ask: Ask): ask is AskOf<What> => ask.what === what
    const open = [...this.#asks].filter(([id]) => !this.#refused.has(id))
    return open.map(([, ask]) => ask).filter(isIt)
  }

  #inventedUsers({ users }: View): string[] {
    const asked = new Set(this.#all('account').map(({ userId }) => userId))
    return [...users.keys()].filter((id) => !asked.has(id)).map((id) => `user ${id}`)
  }

  #inventedGrants({ entries }: View): string[] {
    const asked = new Set(
      this.#all('grant').map(({ userId, amount, reason }) => `${userId} ${amount} ${reason}`),
    )
    const seen = new Set<string>()
    return entries.flatMap(({ kind, userId, amount, reason }) => {
      const given = reason === startingReason ? `${userId} start` : `${userId} ${amount} ${reason}`
      if (kind !== 'grant') return []
      if ((reason === startingReason || asked.has(given)) && !seen.has(given)) {
        seen.add(given)
        return []
      }
      return [`grant of ${amount} to ${userId} for "${reason}"`]
    })
  }

  #inventedJobs(view: View): string[] {
    const tags = new Set(this.#all('submit').map(({ userId, tag }) => `${userId} ${tag}`))
    const retries = new Set(this.#all('retry').map(({ userId, jobId }) => `${userId} ${jobId}`))
    const foreign = new Set(this.#all('foreign-row').map(({ jobId }) => jobId))
    const seen = new Set<string>()
    const isAsked = (job: JobView): boolean => {
      if (job.origin === 'foreign') return foreign.has(job.id)
      if (job.retryOf !== null) return retries.has(`${job.userId} ${job.retryOf}`)
      const tag = `${job.userId} ${tagOf(view, job)}`
      const isFirst = !seen.has(tag)
      seen.add(tag)
      return isFirst && tags.has(tag)
    }
    return [...view.jobs.values()]
      .filter((job) => !isAsked(job))
      .map(({ id, userId }) => `job ${id} of ${userId}`)
  }

  #inventedEnds({ jobs }: View): string[] {
    const hidden = new Set(this.#all('hide').map(({ jobId }) => jobId))
    const cancelled = new Set([...hidden, ...this.#all('cancel').map(({ jobId }) => jobId)])
    return [...jobs.values()].flatMap(({ id, errorCode, deletedAt }) => [
      ...(errorCode === 'CANCELLED' && !cancelled.has(id) ? [`cancelling of job ${id}`] : []),
      ...(deletedAt !== null && !hidden.has(id) ? [`hiding of job ${id}`] : []),
    ])
  }
}

/** The tag that was asked with, from the scores; a retry carries its predecessor's. */
function tagOf({ results }: View, { resultId }: JobView): string {
  const scores: unknown = JSON.parse(results.get(resultId ?? '')?.scores ?? '{}')
  return typeof scores === 'object' && scores !== null && 'tag' in scores ? String(scores.tag) : ''
}

function lostAnswer(view: View, ask: Ask, answer: Answer): string[] {
  switch (ask.what) {
    case 'account':
      return unless(view.users.has(ask.userId), `the account ${ask.userId}`)
    case 'grant':
      return unless(hasGrant(view, ask), `the grant "${ask.reason}" to ${ask.userId}`)
    case 'submit':
    case 'retry':
      return answer.what === ask.what ? lostSubmission(view, ask, answer) : []
    case 'cancel':
      return unless(isRefunded(view, ask.jobId), `the cancelling of job ${ask.jobId}`)
    case 'hide':
      return unless(isHidden(view, ask.jobId), `the hiding of job ${ask.jobId}`)
    case 'check':
      return answer.what === 'check' ? lostRepairs(view, answer.fixed) : []
    case 'foreign-row':
      return []
  }
}

const unless = (isKept: boolean, promise: string): string[] => (isKept ? [] : [promise])

const hasGrant = ({ entries }: View, { userId, reason }: AskOf<'grant'>): boolean =>
  entries.some((entry) => entry.userId === userId && entry.reason === reason)

const isHidden = ({ jobs }: View, jobId: string): boolean =>
  typeof jobs.get(jobId)?.deletedAt === 'number'

function lostSubmission(
  view: View,
  ask: AskOf<'submit' | 'retry'>,
  { jobId, resultId, tokenCost }: Extract<Answer, { what: 'submit' | 'retry' }>,
): string[] {
  const job = view.jobs.get(jobId)
  const isThere =
    job?.userId === ask.userId &&
    job.resultId === resultId &&
    job.tokenCost === tokenCost &&
    view.results.get(resultId)?.userId === ask.userId
  const key = ask.what === 'submit' ? ask.key : null
  const hasKey = key === null || keyIn(view, ask.userId, key)?.jobId === jobId
  return [
    ...unless(isThere, `job ${jobId} of ${ask.userId}`),
    ...unless(hasKey, `key ${key} of job ${jobId}`),
  ]
}

const lostRepairs = (view: View, fixed: readonly string[]): string[] =>
  fixed.filter((jobId) => !isRefunded(view, jobId)).map((jobId) => `the repair of job ${jobId}`)

const isRefunded = (view: View, jobId: string): boolean =>
  view.jobs.get(jobId)?.status === 'failed' &&
  (view.entriesOfJobs.get(jobId) ?? []).some(({ kind }) => kind === 'refund')

function lostEvent(view: View, told: EventEnvelope): string[] {
  const kept = view.events.get(told.userId)?.[told.id - 1]
  const what = `event ${told.id} of ${told.userId} (${told.eventType} of job ${told.jobId})`
  if (!kept || !isSame(kept, told)) return [what]
  const job = view.jobs.get(told.jobId)
  if (told.eventType === 'analysis.completed') {
    const hasProfile = view.results.get(told.resultId)?.hasProfile === 1
    return job?.status === 'completed' && hasProfile ? [] : [`the end told by ${what}`]
  }
  if (told.eventType !== 'analysis.failed' || isRefunded(view, told.jobId)) return []
  return [`the refund told by ${what}`]
}

const isSame = (kept: EventView, told: EventEnvelope): boolean =>
  kept.n === told.id &&
  kept.type === told.eventType &&
  kept.jobId === told.jobId &&
  kept.resultId === told.resultId &&
  kept.status === told.status &&
  kept.attempt === told.attempt &&
  kept.createdAt === told.timestamp &&
  kept.metadata === JSON.stringify(told.metadata)
