// What a run must never find, by kind, and the list of what it found.

export const findingKinds = [
  'lost',
  'unexpected',
  'duplicated',
  'double refund',
  'missed refund',
  'money',
  'wrong end',
  'overdue',
  'stuck',
  'cursor gap',
  'cursor duplicate',
  'verify',
  'process',
  'unforeseen',
] as const
export type FindingKind = (typeof findingKinds)[number]

export interface Finding {
  readonly kind: FindingKind
  readonly what: string
  /** In which round it was seen. */
  readonly round: string
  /** Where the files of that round are. */
  readonly folder: string
}

export type Note = (kind: FindingKind, what: string) => void
