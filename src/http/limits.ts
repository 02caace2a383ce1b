// Every bound of the transport, with its unit in its name and the default that ships.
// It enforces nothing; the file that does is named next to each group.

export interface HttpLimits {
  /** Body of one request, tRPC and REST alike; larger is 413. (body.ts) */
  readonly bodyMaxBytes: number
  /** Calls in one HTTP batch or one WebSocket array; more is refused and none of them runs. */
  readonly batchCallsMax: number
  /** Nesting of JSON that reaches a parser. (json-depth.ts) */
  readonly jsonDepthMax: number
  readonly headersMax: number
  readonly headersTimeoutMs: number
  /** To receive a whole request; says nothing about how long a response may stream. */
  readonly requestTimeoutMs: number
  readonly keepAliveTimeoutMs: number
  /** How often node looks for requests past the two timeouts above. */
  readonly timeoutCheckMs: number
  /** TCP connections of any kind; further ones are dropped by node before they are read. */
  readonly socketsMax: number
  readonly requestsPerSocketMax: number

  /** Live connections (WebSockets and SSE streams) together. (live-connections.ts) */
  readonly liveMax: number
  readonly livePerAddressMax: number
  readonly livePerUserMax: number
  /** Not above `batchCallsMax`: a reconnecting tRPC client resubscribes to all in one array. */
  readonly subscriptionsPerConnectionMax: number
  readonly subscriptionsPerUserMax: number
  readonly authenticateWithinMs: number
  /** How often live connections are looked at: session still valid, reader not behind. */
  readonly watchIntervalMs: number

  /** One WebSocket message. As large as `bodyMaxBytes`: a submission may carry its raw responses. */
  readonly messageMaxBytes: number
  /** Calls, pings and stops of one WebSocket; an array counts as its calls. */
  readonly messagesPerMinute: number
  readonly messagesBurst: number
  readonly pingIntervalMs: number
  readonly pongWaitMs: number

  /** Unsent bytes of one live connection above which its reader is slow. */
  readonly bufferedMaxBytes: number
  /** How long a reader may stay slow before its connection is closed with 4008. */
  readonly slowReaderMs: number
  /** Unsent bytes of all live connections together; the largest are closed first. */
  readonly bufferedTotalMaxBytes: number
}

const kib = 1_024

export const defaultLimits: HttpLimits = {
  bodyMaxBytes: 256 * kib,
  batchCallsMax: 10,
  jsonDepthMax: 32,
  headersMax: 64,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  keepAliveTimeoutMs: 5_000,
  timeoutCheckMs: 1_000,
  socketsMax: 6_000,
  requestsPerSocketMax: 10_000,
  liveMax: 5_000,
  livePerAddressMax: 50,
  livePerUserMax: 5,
  subscriptionsPerConnectionMax: 10,
  subscriptionsPerUserMax: 20,
  authenticateWithinMs: 5_000,
  watchIntervalMs: 5_000,
  messageMaxBytes: 256 * kib,
  messagesPerMinute: 600,
  messagesBurst: 200,
  pingIntervalMs: 30_000,
  pongWaitMs: 5_000,
  bufferedMaxBytes: 256 * kib,
  slowReaderMs: 1_000,
  bufferedTotalMaxBytes: 64 * kib * kib,
}
