// New ids: UUID version 7, so that rows made together lie together. Unguessable by their 74 random bits; what
// alone opens something has 256.
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

/** A secret that fits an address: 32 random bytes as 43 characters of base64url. */
export const newSecret = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
