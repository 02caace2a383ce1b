// What forgets, joined: the erasure of people, and the removal of what was kept long enough. Nothing runs before it is
// asked to.
import { Eraser, type EraserOptions, type ErasureList, noErasureList } from './actors/eraser.ts'
import { Retention, type RetentionRules } from './actors/retention.ts'
import { describeError } from './domain/errors.ts'
import type { Log } from './system/log.ts'

interface Given extends Pick<EraserOptions, 'db' | 'clock' | 'commits' | 'supervisor' | 'forget'> {
  readonly list: ErasureList | undefined
  readonly rules: RetentionRules | undefined
  readonly log: Log
}

export function forgettingOf({ list, rules, log, supervisor, forget, ...store }: Given) {
  const eraser = new Eraser({
    ...store,
    supervisor,
    forget,
    list: list ?? noErasureList,
    onErased: (userId) => log.info('user.erased', { userId }),
    onTrouble: (userId, error) =>
      log.error('erasure.failed', { userId, error: describeError(error) }),
  })
  const retention = new Retention({
    ...store,
    rules: rules ?? {},
    onRun: ({ removed }) => {
      const count = Object.values(removed).reduce((sum, rows) => sum + rows, 0)
      log.info('retention.run', { count })
    },
    onTrouble: (error) => log.error('retention.failed', { error: describeError(error) }),
  })
  const stop = () => {
    eraser.stop()
    retention.stop()
  }
  return { eraser, retention, stop }
}
