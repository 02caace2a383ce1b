// New ids: UUID version 7, so that rows made together lie together. Unguessable by their 74 random bits.
import { v7 } from 'uuid'

export type NewId = () => string

/** `now` gives the instant that leads the id, `random` 16 random bytes; a simulation passes its own. */
export const makeNewId =
  (now: () => number, random = randomByThePage()): NewId =>
  () =>
    v7({ msecs: now(), random: random() })

const idBytes = 16
const pageBytes = 256 * idBytes

/** Asking the system for sixteen bytes costs more than making an id of them. */
function randomByThePage(): () => Uint8Array {
  const page = new Uint8Array(pageBytes)
  let usedBytes = pageBytes
  return () => {
    if (usedBytes === pageBytes) {
      crypto.getRandomValues(page)
      usedBytes = 0
    }
    usedBytes += idBytes
    return page.subarray(usedBytes - idBytes, usedBytes)
  }
}
