// What a drawn statechart is made of: boxes for its states, and lines for its moves.
import type { Admin } from './questions.ts'

export type Chart = Admin['about']['statechart']

export interface Box {
  readonly id: string
  readonly name: string
  readonly isFinal: boolean
  readonly isOuter: boolean
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Line {
  readonly from: string
  readonly to: string
  readonly path: string
  /** What leads along it. */
  readonly events: readonly string[]
}

export const outerOf = (id: string): string => id.split('.')[0] ?? id

/** Drawn are two levels: what lies deeper is drawn as what it lies in. */
export const drawnOf = (id: string): string => id.split('.').slice(0, 2).join('.')
