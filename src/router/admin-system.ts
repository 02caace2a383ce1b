// What operators see of the service itself: what it is, how its process and its file are, its configuration with
// secrets masked; and that something changed, as it happens.
import { tracked } from '@trpc/server'
import { z } from 'zod'
import { failureCodes, jobStatuses } from '../domain/job.ts'
import { operatorIn } from './caller.ts'
import type { InternalCaller, RouterContext, UserCaller } from './context.ts'
import { eventStream } from './event-shapes.ts'
import { checked, fields, nothing } from './input.ts'
import { instant } from './job-shapes.ts'
import { SubscriptionLife } from './subscription-life.ts'
import { operatorProcedure } from './trpc.ts'

const statechart = z.object({
  states: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      parent: z.string().nullable(),
      isFinal: z.boolean(),
      isInitial: z.boolean(),
    }),
  ),
  moves: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      on: z.string(),
      guard: z.string().nullable(),
      code: z.string().nullable(),
    }),
  ),
})

const change = z.object({
  /** Service time, in epoch milliseconds. */
  at: instant,
  /** The first of the jobs that changed. */
  jobIds: z.array(z.string()),
  more: z.boolean(),
})

const report = z.object({
  asOf: instant,
  version: z.string(),
  startedAt: instant,
  ready: z.boolean(),
  checks: z.array(
    z.object({ name: z.string(), ok: z.boolean(), reason: z.exactOptional(z.string()) }),
  ),
  environment: z.string(),
  node: z.string(),
  sqlite: z.string(),
  schema: z.object({ has: z.int(), newest: z.int() }),
  databaseBytes: z.int(),
  walBytes: z.int(),
  diskFreeBytes: z.int(),
  residentBytes: z.int(),
  cpuSeconds: z.number(),
  loopDelayMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
  liveConnections: z.int(),
  subscribers: z.int(),
  watchers: z.int(),
  liveActors: z.int(),
  slots: z.int(),
  freeSlots: z.int(),
  nextCheckAt: instant.nullable(),
  proof: z.object({ at: instant, isMoneyRight: z.boolean(), violations: z.int() }).nullable(),
  backup: z.object({ at: instant.nullable(), bytes: z.int(), failed: z.int() }),
  configuration: z.array(
    z.object({
      name: z.string(),
      value: z.string(),
      isDefault: z.boolean(),
      meaning: z.string(),
    }),
  ),
})

export const systemProcedures = {
  /** What does not change while the service runs: its name, and what jobs can be. */
  about: operatorProcedure
    .input(nothing)
    .output(
      z.object({
        environment: z.string(),
        statuses: z.array(z.string()),
        failureCodes: z.array(z.string()),
        assessments: z.array(z.string()),
        statechart,
      }),
    )
    .query(({ ctx: { service } }) => ({
      environment: service.system().environment,
      statuses: [...jobStatuses],
      failureCodes: [...failureCodes],
      assessments: [...service.assessments.keys()],
      statechart: {
        states: [...service.statechart.states],
        moves: [...service.statechart.moves],
      },
    })),

  system: operatorProcedure
    .input(nothing)
    .output(report)
    .query(async ({ ctx: { service } }) => {
      const { ready, checks, version, startedAt } = await service.health()
      const { configuration, ...rest } = service.system()
      return {
        asOf: service.clock.now(),
        ...{ ready, version, startedAt },
        checks: [...checks],
        ...rest,
        slots: service.settings.slotsMax,
        freeSlots: service.dispatcher.freeSlots,
        configuration: [...configuration],
      }
    }),

  /** That something changed, at most twice a second; what, is asked anew. A gap is no loss: ask when it stands again. */
  live: operatorProcedure
    .input(
      checked(
        fields({
          // tRPC puts the place to resume from here. Nothing is replayed, but it must be allowed.
          lastEventId: z.string().max(20).optional(),
        }).prefault({}),
      ),
    )
    .output(eventStream(change))
    .subscription(({ ctx, signal }) => ctx.paced(changesFor(ctx, signal))),
}

async function* changesFor(
  ctx: RouterContext & { readonly caller: UserCaller | InternalCaller },
  clientGone: AbortSignal | undefined,
) {
  const life = new SubscriptionLife(ctx, ctx.caller, clientGone, operatorIn)
  try {
    for await (const { at, jobIds, more } of ctx.service.changes.watch(life.signal)) {
      yield tracked(String(at), { at, jobIds: [...jobIds], more })
    }
    life.throwIfFailed()
  } finally {
    life.end()
  }
}
