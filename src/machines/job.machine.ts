// The life of a job: queued → processing → completed or failed. It decides and declares; it never acts,
// never reads a row and never writes one. An actor of it is made from a row, by input.
import { assign, type CallbackActorLogic, type EventObject, setup } from 'xstate'
import {
  type FailureCode,
  isOutside,
  isTerminal,
  type Job,
  type JobEvent,
  type JobPolicy,
} from '../domain/job.ts'
import { retryDelayMs } from '../domain/retry.ts'
import * as move from '../domain/transitions.ts'
import { fail, whenLeaseEnds, whenStuck } from './when-late.ts'

/** After this many deaths of the process under it, a job is failed and not started again. */
export const deathsMax = 2

export interface JobContext {
  readonly job: Job
  /** When the analyzer is called again, while backing off. */
  readonly retryAt: number
}

export interface JobInput {
  readonly job: Job
}

export interface AnalyzeInput {
  readonly job: Job
}

export interface JobMachineParts {
  readonly now: () => number
  /** The timeouts and tries of a job as they stand now: they count for what is decided now. */
  readonly policyOf: (job: Job) => JobPolicy
  /** Runs the analysis while its state lasts, and stops it when the state is left. */
  readonly analyze: CallbackActorLogic<EventObject, AnalyzeInput>
}

export type JobMachine = ReturnType<typeof makeJobMachine>

export function makeJobMachine({ now, policyOf, analyze }: JobMachineParts) {
  const areTriesLeft = (job: Job) => job.tries < policyOf(job).triesMax
  const isPastHardLimit = (job: Job) => (job.hardDeadlineAt ?? Number.POSITIVE_INFINITY) <= now()
  return setup({
    types: {
      context: {} as JobContext,
      events: {} as JobEvent,
      input: {} as JobInput,
    },
    actors: { analyze },
    delays: {
      untilDeadline: ({ context }) => Math.max(0, (context.job.deadlineAt ?? now()) - now()),
      untilRetry: ({ context }) => Math.max(0, context.retryAt - now()),
    },
    guards: {
      isQueued: ({ context }) => context.job.status === 'queued',
      isProcessing: ({ context }) => context.job.status === 'processing',
      isLeased: ({ context: { job } }) => job.status === 'processing' && job.leasedBy !== null,
      isClaimable: ({ context: { job } }) => job.status === 'processing' && isOutside(job),
      isForWorkers: ({ context }) => policyOf(context.job).leaseMs !== undefined,
      isForHere: ({ context }) => policyOf(context.job).leaseMs === undefined,
      isClaim: ({ context, event }) =>
        event.type === 'job.dispatched' &&
        event.lease !== undefined &&
        policyOf(context.job).leaseMs !== undefined,
      isCompleted: ({ context }) => context.job.status === 'completed',
      isFailed: ({ context }) => isTerminal(context.job.status),
      isOverdue: ({ context }) => (context.job.deadlineAt ?? Number.POSITIVE_INFINITY) <= now(),
      isCurrent: ({ context, event }) =>
        'attempt' in event && event.attempt === context.job.attempt,
      mayTryAgain: ({ context, event }) =>
        event.type === 'analysis.failed' &&
        event.attempt === context.job.attempt &&
        event.failure.transient &&
        areTriesLeft(context.job),
      mayBeClaimedAgain: ({ context }) =>
        policyOf(context.job).leaseMs !== undefined &&
        (context.job.deadlineAt ?? 0) <= now() &&
        !isPastHardLimit(context.job) &&
        areTriesLeft(context.job),
      isPastHardLimit: ({ context }) => isPastHardLimit(context.job),
      diedTooOften: ({ context, event }) =>
        event.type === 'job.resumed' && event.died && context.job.deaths + 1 >= deathsMax,
    },
    actions: {
      start: assign(({ context, event }) =>
        event.type === 'job.dispatched'
          ? { job: move.dispatched(context.job, now(), event.boot, policyOf(context.job)) }
          : {},
      ),
      resume: assign(({ context, event }) =>
        event.type === 'job.resumed'
          ? { job: move.resumed(context.job, now(), event.boot, event.died) }
          : {},
      ),
      claim: assign(({ context: { job }, event }) =>
        event.type === 'job.dispatched' && event.lease
          ? { job: move.claimed(job, now(), event.boot, policyOf(job), event.lease) }
          : {},
      ),
      renewLease: assign(({ context }) => ({
        job: move.leaseRenewed(context.job, now(), policyOf(context.job)),
      })),
      leaveToWorkers: assign(({ context }) => ({ job: move.claimable(context.job, now()) })),
      letClaimAgain: assign(({ context }) => ({
        job: move.claimableAgain(context.job, now(), policyOf(context.job)),
      })),
      handOver: assign(({ context, event }) =>
        event.type === 'job.resumed'
          ? { job: move.handedOver(context.job, now(), event.died) }
          : {},
      ),
      moveDeadlineOn: assign(({ context }) => ({
        job: move.reported(context.job, now(), policyOf(context.job)),
      })),
      backOff: assign(({ context }) => ({
        job: move.backedOff(context.job, now(), policyOf(context.job)),
        retryAt: now() + retryDelayMs(context.job.jobId, context.job.tries),
      })),
      tryAgain: assign(({ context }) => ({ job: move.triedAgain(context.job, now()) })),
      complete: assign(({ context }) => ({ job: move.completed(context.job, now()) })),
      fail: assign(({ context }, { code }: { code: FailureCode }) => ({
        job: move.failed(context.job, now(), code),
      })),
      failAsReported: assign(({ context, event }) =>
        event.type === 'analysis.failed'
          ? { job: move.failed(context.job, now(), event.failure.code) }
          : {},
      ),
    },
  }).createMachine({
    id: 'job',
    context: ({ input }) => ({ ...input, retryAt: 0 }),
    initial: 'activating',
    states: {
      // Entering the state that the row names arms what is left of its deadline.
      activating: {
        always: [
          { guard: 'isQueued', target: 'queued' },
          { guard: 'isLeased', target: 'processing.leased' },
          { guard: 'isClaimable', target: 'processing.claimable' },
          { guard: 'isProcessing', target: 'processing.orphaned' },
          { guard: 'isCompleted', target: 'completed' },
          { guard: 'isFailed', target: 'failed' },
          { target: 'unknown' },
        ],
      },
      queued: {
        after: {
          untilDeadline: [
            { guard: 'isOverdue', target: 'failed', actions: fail('STUCK_QUEUED') },
            { target: 'queued', reenter: true },
          ],
        },
        on: {
          'job.dispatched': [
            { guard: 'isClaim', target: 'processing.leased', actions: 'claim' },
            { guard: 'isForHere', target: 'processing.analyzing', actions: 'start' },
          ],
          'job.left': { guard: 'isForWorkers', actions: 'leaveToWorkers' },
          'job.unsupported': { target: 'failed', actions: fail('UNSUPPORTED_ASSESSMENT') },
          'cancel.requested': { target: 'failed', actions: fail('CANCELLED') },
          'failure.requested': { target: 'failed', actions: fail('FAILED_BY_OPERATOR') },
          'deadline.found': { guard: 'isOverdue', target: 'failed', actions: fail('STUCK_QUEUED') },
        },
      },
      processing: {
        initial: 'orphaned',
        on: {
          'analysis.succeeded': { guard: 'isCurrent', target: 'completed', actions: 'complete' },
          'failure.requested': { target: 'failed', actions: fail('FAILED_BY_OPERATOR') },
          'deadline.found': {
            guard: 'isOverdue',
            target: 'failed',
            actions: fail('STUCK_PROCESSING'),
          },
        },
        states: {
          analyzing: {
            invoke: { src: 'analyze', input: ({ context }) => ({ job: context.job }) },
            initial: 'watched',
            on: {
              'analysis.heartbeat': { guard: 'isCurrent', actions: 'moveDeadlineOn' },
              'analysis.progress': { guard: 'isCurrent', actions: 'moveDeadlineOn' },
              'analysis.failed': [
                { guard: 'mayTryAgain', target: 'backingOff', actions: 'backOff' },
                { guard: 'isCurrent', target: '#job.failed', actions: 'failAsReported' },
              ],
            },
            // A report moves the deadline in the data only; the timer looks again when it fires.
            states: { watched: { after: { untilDeadline: whenStuck('watched') } } },
          },
          backingOff: {
            after: {
              untilRetry: { target: 'analyzing', actions: 'tryAgain' },
              untilDeadline: whenStuck('backingOff'),
            },
          },
          // A worker outside has it. Its silence ends the try, not the job; the hard limit ends the job.
          leased: {
            on: {
              'analysis.heartbeat': { guard: 'isCurrent', actions: 'renewLease' },
              'analysis.progress': { guard: 'isCurrent', actions: 'renewLease' },
              'analysis.failed': [
                { guard: 'mayTryAgain', target: 'claimable', actions: 'letClaimAgain' },
                { guard: 'isCurrent', target: '#job.failed', actions: 'failAsReported' },
              ],
              'deadline.found': whenLeaseEnds(),
            },
            after: { untilDeadline: [...whenLeaseEnds(), { target: 'leased', reenter: true }] },
          },
          // Waits for a worker to claim it again, or for this process where workers no longer may.
          claimable: {
            on: {
              'job.dispatched': { guard: 'isClaim', target: 'leased', actions: 'claim' },
              'job.resumed': { guard: 'isForHere', target: 'analyzing', actions: 'resume' },
            },
            after: { untilDeadline: whenStuck('claimable') },
          },
          // Nobody in this process is at work on it: its process died, or somebody else wrote the row.
          orphaned: {
            on: {
              'job.resumed': [
                { guard: 'diedTooOften', target: '#job.failed', actions: fail('POISON') },
                { guard: 'isForWorkers', target: 'claimable', actions: 'handOver' },
                { target: 'analyzing', actions: 'resume' },
              ],
            },
            after: { untilDeadline: whenStuck('orphaned') },
          },
        },
      },
      unknown: {
        on: {
          'status.unknown': { target: 'failed', actions: fail('UNKNOWN_STATUS') },
          'failure.requested': { target: 'failed', actions: fail('FAILED_BY_OPERATOR') },
        },
      },
      completed: { type: 'final' },
      failed: { type: 'final' },
    },
  })
}
