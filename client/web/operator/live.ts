// The live connection of the operator's pages. It says only that something changed; what, is asked anew. Paused, by
// hand or because nobody looks at the tab, it asks nothing at all, and says so.
import { useEffect, useSyncExternalStore } from 'react'
import { askAnew } from '../api/ask-anew.ts'
import { trpc } from '../api/client.ts'
import { later } from '../system/clock.ts'
import { keys } from './questions.ts'

export type OperatorLive = 'connecting' | 'live' | 'reconnecting' | 'paused'

/** How long until a subscription that ended for good is opened again. */
const reopenMs = 3_000
/** Changes within this time lead to one question. */
const gatherMs = 1_000

let state: OperatorLive = 'connecting'
let isHeld = false
const listeners = new Set<() => void>()

function become(next: OperatorLive): void {
  if (next === state) return
  state = next
  for (const listener of [...listeners]) listener()
}

const listen = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useOperatorLive = (): OperatorLive => useSyncExternalStore(listen, () => state)

/** How often what is shown is asked about anyway: seldom while changes are told, never while paused. */
export function usePaceMs(): number | false {
  const now = useOperatorLive()
  if (now === 'paused') return false
  return now === 'live' ? 30_000 : 5_000
}

let reconsider: () => void = () => {}

/** Pauses by hand until it is resumed by hand. */
export function hold(isOn: boolean): void {
  isHeld = isOn
  reconsider()
}

/** Keeps the subscription open while an operator's page is shown and looked at. */
export function useLiveChanges(): void {
  useEffect(() => {
    let close: (() => void) | undefined
    const look = () => {
      const isWanted = !(isHeld || document.visibilityState === 'hidden')
      if (isWanted && !close) {
        become('connecting')
        close = watch()
      } else if (!isWanted) {
        close?.()
        close = undefined
        become('paused')
      }
    }
    reconsider = look
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      reconsider = () => {}
      close?.()
      become('connecting')
    }
  }, [])
}

/** One subscription after the other, until it is closed. */
function watch(): () => void {
  let isClosed = false
  let takeBack = () => {}
  let subscription = open(onEnd)
  function onEnd() {
    if (isClosed) return
    become('reconnecting')
    takeBack = later(reopenMs, () => {
      subscription = open(onEnd)
    })
  }
  return () => {
    isClosed = true
    takeBack()
    forget()
    subscription.unsubscribe()
  }
}

const open = (onEnd: () => void) =>
  trpc.admin.live.subscribe(
    {},
    {
      onStarted: () => {
        become('live')
        // What happened while nobody listened is read, not told.
        gathered.isAll = true
        gather()
      },
      onData: ({ data }) => {
        become('live')
        if (data.more) gathered.isAll = true
        for (const jobId of data.jobIds) gathered.jobIds.add(jobId)
        gather()
      },
      onConnectionStateChange: ({ state: link }) => {
        if (link === 'connecting') become(state === 'connecting' ? 'connecting' : 'reconnecting')
        if (link === 'pending') become('live')
      },
      onError: onEnd,
      onComplete: onEnd,
    },
  )

const gathered = { jobIds: new Set<string>(), isAll: false }
let forgetTimer: (() => void) | undefined

function gather(): void {
  forgetTimer ??= later(gatherMs, () => {
    const { isAll } = gathered
    const jobIds = new Set(gathered.jobIds)
    forget()
    askAnew({
      predicate: ({ queryKey: [root, what, id] }) =>
        root === keys.root &&
        what !== keys.about &&
        (what !== keys.job || isAll || jobIds.has(String(id))),
    })
  })
}

function forget(): void {
  forgetTimer?.()
  forgetTimer = undefined
  gathered.jobIds.clear()
  gathered.isAll = false
}
