// What workers outside do: claim a job, keep it by signs of life, say how it ended. Only the worker key opens it,
// and of a job it shows the scores and nothing of whose they are.
import { z } from 'zod'
import {
  analyzerMaxChars,
  claimWaitMaxMs,
  leaseTokenMaxChars,
  noteMaxChars,
  reasonMaxChars,
  workerIdMaxChars,
} from '../domain/worker.ts'
import { checked, fields, id, keptText } from './input.ts'
import { instant } from './job-shapes.ts'
import { router, workerProcedure } from './trpc.ts'

const exampleJob = '019abc10-0000-7000-8000-000000000001'
const exampleToken = 'q1Jt0Zk9mD3v7s5b2Xy8wLr4Ue6Ci0Oa1Hn7Gf5Ps3T'
const exampleName = 'AI-Driven Talent Mapping'
const durationMs = z.int().meta({ examples: [30_000] })

/** Which attempt a report is about, and the proof that its worker was given it. */
export const leaseFields = {
  jobId: id.meta({ examples: [exampleJob] }),
  attempt: z.int().min(1),
  leaseToken: z
    .string()
    .min(1)
    .max(leaseTokenMaxChars)
    .meta({ examples: [exampleToken] }),
}

export const claimFields = fields({
  /** Any that is analysed by workers, where not given. */
  assessmentName: z
    .string()
    .min(1)
    .max(255)
    .meta({ examples: [exampleName] })
    .optional(),
  /** What operators know the worker by. */
  workerId: keptText(workerIdMaxChars).meta({ examples: ['worker-1'] }),
  /** How long to wait for a job, in milliseconds. */
  waitMs: z.int().min(0).max(claimWaitMaxMs).default(0),
})

export const heartbeatFields = fields({
  ...leaseFields,
  /** How much is done, 0 to 1: the owner of the job is shown it, with the note. */
  fraction: z
    .number()
    .min(0)
    .max(1)
    .meta({ examples: [0.4] })
    .optional(),
  note: keptText(noteMaxChars)
    .meta({ examples: ['Reading the answers'] })
    .optional(),
})

export const completeFields = fields({
  ...leaseFields,
  /** Checked by the assessment's own schema. */
  result: z
    .unknown()
    .refine((result) => result !== undefined, { error: 'is missing' })
    .meta({ examples: [{}] }),
  /** Who made it, as `name@version`; the assessment's own words where not given. */
  analyzer: keptText(analyzerMaxChars)
    .meta({ examples: ['my-model@1.2'] })
    .optional(),
})

export const failFields = fields({
  ...leaseFields,
  /** For operators; the owner of the job is not shown it. */
  reason: keptText(reasonMaxChars).meta({ examples: ['The model did not answer'] }),
  /** Trying again may help. */
  transient: z.boolean(),
})

export const claimShape = z
  .object({
    jobId: z.string().meta({ examples: [exampleJob] }),
    attempt: z.int(),
    leaseToken: z.string().meta({ examples: [exampleToken] }),
    leaseUntil: instant,
    /** The same as a duration from now, for clocks that differ. */
    leaseMs: durationMs,
    assessmentName: z.string().meta({ examples: [exampleName] }),
    input: z.unknown().meta({ examples: [{}] }),
  })
  .nullable()

export const leaseShape = z.object({ leaseUntil: instant, leaseMs: durationMs })

export const reportedShape = z.object({
  jobId: z.string().meta({ examples: [exampleJob] }),
  /** completed, failed, or processing while it will be tried again. */
  status: z.string().meta({ examples: ['completed'] }),
  willBeTriedAgain: z.boolean().meta({ examples: [false] }),
})

export const workerRouter = router({
  /** The next job, or null when there was none within `waitMs`, dispatch is paused or all leases are taken. */
  claim: workerProcedure
    .input(checked(claimFields))
    .output(claimShape)
    .mutation(({ ctx: { service }, input, signal }) => service.workers.claims.claim(input, signal)),

  /** Renews the lease; refused with LEASE_LOST once the job is not this worker's any more: stop working on it. */
  heartbeat: workerProcedure
    .input(checked(heartbeatFields))
    .output(leaseShape)
    .mutation(({ ctx: { service }, input }) => service.workers.desk.heartbeat(input)),

  /** Stores the result. Repeating it for the same lease gets the same answer. */
  complete: workerProcedure
    .input(checked(completeFields))
    .output(reportedShape)
    .mutation(({ ctx: { service }, input }) => service.workers.desk.complete(input)),

  /** Ends the try. Repeated with the same words for the same lease, it gets the same answer until the next claim. */
  fail: workerProcedure
    .input(checked(failFields))
    .output(reportedShape)
    .mutation(({ ctx: { service }, input }) => service.workers.desk.fail(input)),
})
