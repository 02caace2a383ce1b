// The two ways a live connection's bytes leave: a WebSocket and an SSE response. Each says how much is
// waiting and ends itself; neither decides when.
import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Wire } from './live-connection.ts'

/** `socket` is the one under `webSocket`; it is watched for running dry, never written to. */
export const webSocketWire = (
  webSocket: WebSocket,
  socket: Duplex,
  bufferedMaxBytes: number,
): Wire => ({
  kind: 'ws',
  bufferedBytes: () => webSocket.bufferedAmount,
  isBehind: () => webSocket.bufferedAmount > bufferedMaxBytes,
  onceDrained(fn) {
    socket.once('drain', fn)
    return () => void socket.off('drain', fn)
  },
  close: (code, reason) => webSocket.close(code, reason),
  terminate: () => webSocket.terminate(),
})

/**
 * tRPC stops reading the subscription while a write to the response is unfinished, so little is ever
 * buffered; a reader that stopped shows as a write that never finishes.
 */
export const sseWire = (response: ServerResponse): Wire => ({
  kind: 'sse',
  bufferedBytes: () => response.writableLength,
  isBehind: () => response.writableNeedDrain,
  onceDrained(fn) {
    response.once('drain', fn)
    return () => void response.off('drain', fn)
  },
  // Ended under the response, not through it: a stream that tRPC ends tells its client that the
  // subscription is complete, and one that is cut makes it resume from its last event.
  close: () => response.socket?.destroySoon(),
  terminate: () => void response.destroy(),
})
