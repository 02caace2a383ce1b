// What a job's result must be: of its owner, there exactly when it is completed, and of the attempt that it was completed
// in. Part of the model.
import type { Blame } from './blame.ts'
import type { Forgotten } from './forgotten.ts'
import type { Known } from './known.ts'
import type { StateRow } from './observer.ts'

export function agreeOnResult(
  job: Known,
  row: StateRow,
  { blame, forgotten }: { readonly blame: Blame; readonly forgotten: Forgotten },
): void {
  const { jobId, status, attempt } = job
  if (row.result_user !== null && row.result_user !== row.user_id) {
    blame('J9', `${jobId} has the result of ${row.result_user}`)
  }
  if ((status === 'completed') !== (row.profile !== null)) {
    blame('J9', `${jobId} is ${status}, its profile ${row.profile?.slice(0, 100)}`)
  }
  if (row.profile === null || job.isMeddled || forgotten.isRemoved(job, row)) return
  if (row.profile !== JSON.stringify({ text: `${jobId}#${attempt}` })) {
    blame('J5', `attempt ${attempt} of ${jobId} holds ${row.profile.slice(0, 100)}`)
  }
}
