// New ids: UUID version 7, so that rows made together lie together. Unguessable by their 74 random bits.
import { v7 } from 'uuid'

export type NewId = () => string

/** `now` gives the instant that leads the id, `random` 16 random bytes; a simulation passes its own. */
export const makeNewId =
  (now: () => number, random?: () => Uint8Array): NewId =>
  () =>
    v7({ msecs: now(), ...(random && { random: random() }) })
