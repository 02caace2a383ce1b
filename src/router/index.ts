// The whole API: every procedure, under the names clients call them by.
import { accountRouter } from './account.router.ts'
import { adminRouter } from './admin.router.ts'
import { assessmentRouter } from './assessment.router.ts'
import { authRouter } from './auth.router.ts'
import { healthRouter } from './health.router.ts'
import { monitorRouter } from './monitor.router.ts'
import { notificationsRouter } from './notifications.router.ts'
import { sharesRouter } from './shares.router.ts'
import { tokensRouter } from './tokens.router.ts'
import { createCallerFactory, router } from './trpc.ts'
import { serviceWebhooksRouter, webhooksRouter } from './webhooks.router.ts'
import { workerRouter } from './worker.router.ts'

export const appRouter = router({
  assessment: assessmentRouter,
  notifications: notificationsRouter,
  tokens: tokensRouter,
  monitor: monitorRouter,
  admin: adminRouter,
  health: healthRouter,
  auth: authRouter,
  shares: sharesRouter,
  webhooks: webhooksRouter,
  serviceWebhooks: serviceWebhooksRouter,
  account: accountRouter,
  worker: workerRouter,
})

export type AppRouter = typeof appRouter

/** The same procedures called in this process, with a context made for whoever asks. */
export const createCaller = createCallerFactory(appRouter)
