// What happened to a person's jobs: live, as a list, and what of it is unread.
import { z } from 'zod'
import * as eventRows from '../db/events.queries.ts'
import { toNotification } from '../domain/events.ts'
import type { ServiceParts } from './context.ts'
import { eventStream, notification, resetNotice } from './event-shapes.ts'
import { checked, fields, nothing } from './input.ts'
import { notificationStream } from './notification-stream.ts'
import { router, userProcedure } from './trpc.ts'

const unread = {
  unread: z.int(),
  /** The id of the newest event; a subscription given it as `lastEventId` misses nothing after it. */
  cursor: z.int(),
}

export const notificationsRouter = router({
  /**
   * Every event from the client's last one on, then live. Without `lastEventId` it begins with what
   * happens next. A `reset` says that events were missed which are no longer kept.
   */
  onEvent: userProcedure
    .input(
      checked(
        fields({
          // Must be declared: tRPC puts the place to resume from here, and would lose it otherwise.
          lastEventId: z
            .string()
            .regex(/^\d{1,16}$/, 'must be the id of an event')
            .optional(),
          from: z.enum(['now', 'start']).optional(),
        }).prefault({}),
      ),
    )
    .output(eventStream(z.discriminatedUnion('event', [notification, resetNotice])))
    .subscription(({ ctx, input, signal }) => ctx.paced(notificationStream(ctx, input, signal))),

  /** Newest first; `before` is the id of the last one already seen. */
  list: userProcedure
    .input(
      checked(
        fields({
          limit: z.int().min(1).max(100).default(20),
          before: z.int().min(1).optional(),
        }).prefault({}),
      ),
    )
    .output(
      z.object({
        notifications: z.array(notification.extend({ id: z.int(), read: z.boolean() })),
        hasMore: z.boolean(),
        ...unread,
      }),
    )
    .query(({ ctx: { service, caller }, input }) => {
      const { db } = service
      const { read } = eventRows.bounds(db, caller.userId)
      const found = eventRows.listNewest(db, caller.userId, input.limit + 1, input.before)
      return {
        notifications: found.slice(0, input.limit).map((envelope) => ({
          ...toNotification(envelope),
          id: envelope.id,
          read: envelope.id <= read,
        })),
        hasMore: found.length > input.limit,
        ...unreadOf(service, caller.userId),
      }
    }),

  /** Marks everything up to the event `upTo` as read. */
  markRead: userProcedure
    .input(checked(fields({ upTo: z.int().min(0) })))
    .output(z.object(unread))
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.accounts.markRead(caller.userId, input.upTo)
      return unreadOf(service, caller.userId)
    }),

  unreadCount: userProcedure
    .input(nothing)
    .output(z.object(unread))
    .query(({ ctx: { service, caller } }) => unreadOf(service, caller.userId)),
})

function unreadOf({ db }: ServiceParts, userId: string) {
  const { floor, head, read } = eventRows.bounds(db, userId)
  return { unread: head - Math.max(read, floor), cursor: head }
}
