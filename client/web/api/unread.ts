// Which analyses ended without their owner having looked: from the notifications that are still unread.
import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../../../src/router/index.ts'

type Notifications = inferRouterOutputs<AppRouter>['notifications']['list']

export interface UnreadEnding {
  readonly id: number
  readonly jobId: string
}

const endings = ['analysis-complete', 'analysis-failed']

export const unreadEndings = (list: Notifications | undefined): readonly UnreadEnding[] =>
  (list?.notifications ?? []).filter(({ event, read }) => !read && endings.includes(event))
