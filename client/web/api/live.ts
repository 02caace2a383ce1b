// The live connection of a signed-in tab: one subscription that resumes by itself where it was cut, and a word
// on whether it stands. It stores no event; it only says what to ask anew.
import { useEffect, useSyncExternalStore } from 'react'
import { later } from '../system/clock.ts'
import { askAnew } from './ask-anew.ts'
import { onRefused, trpc } from './client.ts'
import { queries, refresh } from './queries.ts'
import type { Session } from './session.ts'

export type LiveState = 'connecting' | 'live' | 'reconnecting'

/** How long until a subscription that ended for good is opened again. */
const reopenMs = 3_000

let state: LiveState = 'connecting'
const listeners = new Set<() => void>()

function become(next: LiveState): void {
  if (next === state) return
  state = next
  for (const listener of [...listeners]) listener()
}

export const useLiveState = (): LiveState =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => state,
  )

/** Keeps the subscription open while somebody is signed in. */
export function useLive(session: Session | null): void {
  const token = session?.token
  useEffect(() => {
    if (token === undefined) return
    let close = open(onEnd)
    let takeBack: (() => void) | undefined
    function onEnd() {
      become('reconnecting')
      takeBack = later(reopenMs, () => {
        close = open(onEnd)
      })
    }
    return () => {
      takeBack?.()
      close()
      become('connecting')
    }
  }, [token])
}

function open(onEnd: () => void): () => void {
  const subscription = trpc.notifications.onEvent.subscribe(
    {},
    {
      onStarted: () => {
        become('live')
        // What happened while nobody listened is read, not told.
        refresh()
      },
      onData: ({ data }) => {
        become('live')
        if (data.event === 'reset') refresh()
        else if (data.event === 'analysis-progress') refreshJob(data.jobId)
        else refresh(data.jobId)
      },
      onConnectionStateChange: ({ state: link }) => {
        if (link === 'connecting') become(state === 'connecting' ? 'connecting' : 'reconnecting')
        if (link === 'pending') become('live')
      },
      onError: (error) => {
        onRefused(error)
        onEnd()
      },
      onComplete: onEnd,
    },
  )
  return () => subscription.unsubscribe()
}

const refreshJob = (jobId: string): void => askAnew({ queryKey: queries.job(jobId).queryKey })
