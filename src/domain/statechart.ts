// A statechart as data: what is drawn of a machine, without the machine. Words only.

export interface ChartState {
  /** Its path, such as `processing.analyzing`. */
  readonly id: string
  readonly name: string
  /** The state it is in; null at the top. */
  readonly parent: string | null
  readonly isFinal: boolean
  readonly isInitial: boolean
}

export interface ChartMove {
  readonly from: string
  /** Equal to `from` where it stays. */
  readonly to: string
  /** The event, `after` a delay by its name, or `always`. */
  readonly on: string
  readonly guard: string | null
  /** The failure code that the move gives, where it is always the same. */
  readonly code: string | null
}

export interface Statechart {
  readonly states: readonly ChartState[]
  readonly moves: readonly ChartMove[]
}
