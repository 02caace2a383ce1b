// What is done when a decision about a job is committed: subscribers are woken, the alarm hears of its deadline, a line
// of the log says it, and the estimates learn from it. It changes nothing that is stored.
import type { DeadlineAlarm } from './actors/deadline-alarm.ts'
import type { Estimator } from './actors/estimator.ts'
import type { EventFeed } from './actors/event-feed.ts'
import type { Decision } from './domain/decision.ts'
import type { Log } from './system/log.ts'

export interface ToldParts {
  readonly wake: EventFeed['wake']
  readonly estimator: Estimator
  readonly alarm: DeadlineAlarm
  readonly log: Log
}

export function tell({ before, after, event }: Decision, parts: ToldParts): void {
  if (event) parts.wake(after.userId)
  if (after.deadlineAt !== null) parts.alarm.note(after.deadlineAt)
  if (after.status === before.status) return
  const { jobId, userId, status, attempt } = after
  const code = after.errorCode === null ? {} : { code: after.errorCode }
  parts.log.info(`job.${status}`, { jobId, userId, attempt, ...code })
  if (status === 'completed' && after.startedAt !== null && after.finishedAt !== null) {
    parts.estimator.record(after.assessmentName, after.finishedAt - after.startedAt)
  }
}
