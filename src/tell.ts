// Who in the process hears of a move of a job, once it is committed: subscribers, the alarm, the log, the estimates.
// It decides nothing and writes no row.
import type { DeadlineAlarm } from './actors/deadline-alarm.ts'
import type { Estimator } from './actors/estimator.ts'
import type { EventFeed } from './actors/event-feed.ts'
import type { Decision } from './domain/decision.ts'
import type { Log } from './system/log.ts'

export function tell(
  { before, after, event }: Decision,
  parts: { feed: EventFeed; estimator: Estimator; alarm: DeadlineAlarm; log: Log },
): void {
  if (event) parts.feed.wake(after.userId)
  if (after.deadlineAt !== null) parts.alarm.note(after.deadlineAt)
  if (after.status === before.status) return
  const { jobId, userId, status, attempt } = after
  const code = after.errorCode === null ? {} : { code: after.errorCode }
  parts.log.info(`job.${status}`, { jobId, userId, attempt, ...code })
  if (status === 'completed' && after.startedAt !== null && after.finishedAt !== null) {
    parts.estimator.record(after.assessmentName, after.finishedAt - after.startedAt)
  }
}
