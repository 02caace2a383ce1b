// What the fuzzer tries, as plain data: a failing input is kept as JSON and tried again by every later run.
// Ids that only exist while a service runs are written as names, such as `@ana.done`.

/** Who asks. Dan's account is disabled, olga is an operator, internal has the service key, worker the worker key. */
export const roles = ['anonymous', 'ana', 'bob', 'dan', 'olga', 'internal', 'worker'] as const
export type Role = (typeof roles)[number]

/** One procedure, called as its clients call it. */
export interface Call {
  readonly kind: 'call'
  readonly path: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly as: Role
  readonly via: 'post' | 'get' | 'batch' | 'ws'
  /** JSON, or what pretends to be; null sends none. */
  readonly input: string | null
}

export interface Rest {
  readonly kind: 'rest'
  readonly method: string
  readonly path: string
  readonly as: Role
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | null
}

/** Bytes on a TCP connection, as latin1. */
export interface Head {
  readonly kind: 'head'
  readonly bytes: string
}

/** Bytes on a WebSocket that was opened properly, signed in or not, as latin1. */
export interface Frames {
  readonly kind: 'frames'
  readonly signedIn: boolean
  readonly chunks: readonly string[]
}

/** One text message where tRPC's envelope is expected. */
export interface Envelope {
  readonly kind: 'envelope'
  readonly as: Role
  readonly text: string
}

/** The first message of a WebSocket, or the parameter of a stream, that says who connects. */
export interface Params {
  readonly kind: 'params'
  readonly over: 'ws' | 'sse'
  readonly text: string
}

/** One run of the command line in an empty folder. */
export interface Command {
  readonly kind: 'command'
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export type ServiceCase = Call | Rest | Head | Frames | Envelope | Params
export type Case = ServiceCase | Command

/** What was seen of a case from outside. */
export interface Seen {
  /** Whether it may have changed something: it was answered, and by more than a refusal. */
  readonly mayChange: boolean
  readonly refused: boolean
  /** Everything that came back. */
  readonly text: string
  /** The refusals' own words, for the size limit; all of `text` where they stand alone. */
  readonly errorBytes: number
  readonly broken: readonly string[]
}
