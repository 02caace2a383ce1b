// Puts a subscription under the limits of the connection it is sent on: how many there may be, and no
// event for a reader that has not read the ones before. It keeps no events; the source is asked later.
import type { LiveConnection } from './live-connection.ts'

/** Sent before the loop gets a turn; a few milliseconds' worth. */
const sentPerTurn = 50

/**
 * Passes on what `source` yields, at the pace of the connection's reader; ends when that reader is too slow.
 * A caller without a connection, such as one in the same process, gets everything at once.
 */
export async function* paced<T>(
  connection: LiveConnection | undefined,
  source: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const close = connection?.openSubscription()
  let sent = 0
  try {
    for await (const value of source) {
      // A long history comes without a pause of its own; others are answered in between.
      if (++sent % sentPerTurn === 0) await nextTurn()
      if (connection?.mustWait && !(await connection.readerKeepsUp())) return
      yield value
    }
  } finally {
    close?.()
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
