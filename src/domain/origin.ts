// Which request something came with: so that what follows from it is found in the log, and hung under the trace of its
// caller. It is never stored and decides nothing.

/** A caller's place in its own trace, as the W3C header `traceparent` names it. */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  /** 1: the caller records its trace. */
  readonly traceFlags: number
}

export interface Origin {
  /** Given by the caller, or made here; for a WebSocket that of its handshake. */
  readonly requestId: string
  readonly trace?: TraceParent | undefined
}

/** An origin as the log names it. */
export const originFields = ({
  requestId,
  trace,
}: Origin): { readonly requestId: string; readonly traceId?: string } =>
  trace === undefined ? { requestId } : { requestId, traceId: trace.traceId }
