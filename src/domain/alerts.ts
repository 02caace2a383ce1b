// What operators are told of without being asked: rules over a few figures, each with a threshold that fires, a lower one
// that resolves, and how long either must hold. One message a rule, never one a job. It reads no figure and tells nobody.

/** How the service stands. Undefined: it could not be read, and says nothing. */
export interface AlertFigures {
  readonly queued: number | undefined
  readonly stuck: number | undefined
  readonly quarantined: number | undefined
  /** Since the figures were read before. */
  readonly completed: number | undefined
  /** What the last proof found wrong: with money, and otherwise. */
  readonly wrongMoney: number | undefined
  readonly wrongElse: number | undefined
  /** The checks that keep it from taking work, and the others that are not well. */
  readonly failing: readonly string[]
  readonly unwell: readonly string[]
}

export interface AlertRule {
  readonly name: string
  readonly severity: 'critical' | 'warning'
  readonly value: (figures: AlertFigures) => number | undefined
  /** It fires above this, held for `forMs`, and is resolved at or below `resolvesAt`, held for `clearForMs`. */
  readonly firesAbove: number
  readonly resolvesAt: number
  readonly forMs: number
  readonly clearForMs: number
  /** What is so, in plain words. */
  readonly says: (value: number, figures: AlertFigures) => string
  /** The heading of docs/operations.md that says what to do. */
  readonly heading: string
}

export interface AlertLimits {
  readonly backlog: number
  readonly noCompletionMs: number
}

const minuteMs = 60_000

/** What must hold before a rule is resolved, so that a figure on its threshold is not told again and again. */
const calmMs = 2 * minuteMs

const anyOf = (
  rule: Pick<AlertRule, 'name' | 'severity' | 'value' | 'forMs' | 'says' | 'heading'>,
): AlertRule => ({ ...rule, firesAbove: 0, resolvesAt: 0, clearForMs: calmMs })

export const alertRules = (limits: AlertLimits): readonly AlertRule[] => [
  ...rulesOfState,
  ...rulesOfJobs(limits),
]

const rulesOfState: readonly AlertRule[] = [
  anyOf({
    name: 'not-ready',
    severity: 'critical',
    value: ({ failing }) => failing.length,
    forMs: 2 * minuteMs,
    says: (_, { failing }) => `Unstuck takes no work: ${failing.join(', ')}`,
    heading: 'unstucknotready',
  }),
  anyOf({
    name: 'ledger',
    severity: 'critical',
    value: ({ wrongMoney }) => wrongMoney,
    forMs: 0,
    says: (value) => `The ledger does not add up: ${value} violations at the last proof`,
    heading: 'unstuckledgerwrong',
  }),
  anyOf({
    name: 'invariants',
    severity: 'warning',
    value: ({ wrongElse }) => wrongElse,
    forMs: 0,
    says: (value) => `The database breaks an invariant: ${value} violations at the last proof`,
    heading: 'unstuckinvariantbroken',
  }),
  anyOf({
    name: 'unwell',
    severity: 'warning',
    value: ({ unwell }) => unwell.length,
    forMs: 5 * minuteMs,
    says: (_, { unwell }) => `Checks of health fail: ${unwell.join(', ')}`,
    heading: 'alerts-without-prometheus',
  }),
]

const rulesOfJobs = ({ backlog, noCompletionMs }: AlertLimits): readonly AlertRule[] => [
  anyOf({
    name: 'stuck',
    severity: 'critical',
    value: ({ stuck }) => stuck,
    forMs: 5 * minuteMs,
    says: (value) => `${value} jobs are past their deadline and nobody settles them`,
    heading: 'unstuckjobsstuck',
  }),
  anyOf({
    name: 'nothing-completed',
    severity: 'critical',
    value: ({ queued, completed }) =>
      queued === undefined || completed === undefined
        ? undefined
        : Number(queued > 0 && completed === 0),
    forMs: noCompletionMs,
    says: (_, { queued }) =>
      `${queued ?? 0} jobs wait, and none was completed for ${noCompletionMs / minuteMs} minutes`,
    heading: 'unstucknothingcompleted',
  }),
  {
    name: 'backlog',
    severity: 'warning',
    value: ({ queued }) => queued,
    firesAbove: backlog,
    resolvesAt: Math.floor(backlog / 2),
    forMs: 5 * minuteMs,
    clearForMs: calmMs,
    says: (value) => `${value} jobs wait, more than ${backlog}`,
    heading: 'unstuckqueuedeep',
  },
  anyOf({
    name: 'quarantined',
    severity: 'warning',
    value: ({ quarantined }) => quarantined,
    forMs: 5 * minuteMs,
    says: (value) => `${value} rows could not be repaired and wait for an operator`,
    heading: 'unstuckquarantined',
  }),
]

/** How a rule stands. Quiet: neither instant is there. */
export interface AlertState {
  readonly firingSince: number | null
  readonly toldAt: number | null
  /** Since when the figure speaks for the other state without a break. */
  readonly turningSince: number | null
}

export const quiet: AlertState = { firingSince: null, toldAt: null, turningSince: null }

/** What is told when a rule changes its state; `repeated`: it still fires, and that was told long ago. */
export type AlertNews = 'firing' | 'repeated' | 'resolved'

/** How a rule stands after a look at its figure, and what is to be told of that. */
export function looked(
  rule: AlertRule,
  before: AlertState,
  value: number | undefined,
  at: { readonly now: number; readonly repeatMs: number },
): { readonly state: AlertState; readonly news?: AlertNews } {
  if (value === undefined) return { state: before }
  const { now, repeatMs } = at
  const isFiring = before.firingSince !== null
  const isTurning = isFiring ? value <= rule.resolvesAt : value > rule.firesAbove
  if (!isTurning) {
    const state = { ...before, turningSince: null }
    if (!isFiring || now - (before.toldAt ?? now) < repeatMs) return { state }
    return { state: { ...state, toldAt: now }, news: 'repeated' }
  }
  const turningSince = before.turningSince ?? now
  if (now - turningSince < (isFiring ? rule.clearForMs : rule.forMs)) {
    return { state: { ...before, turningSince } }
  }
  if (isFiring) return { state: quiet, news: 'resolved' }
  return { state: { firingSince: now, toldAt: now, turningSince: null }, news: 'firing' }
}

/** One message, as the log, webhooks and mails tell it. */
export interface AlertMessage {
  readonly rule: string
  readonly severity: AlertRule['severity']
  readonly state: 'firing' | 'resolved'
  readonly isRepeated: boolean
  readonly message: string
  /** What to do about it: a heading of the documentation. */
  readonly see: string
  /** Since when it fires, or fired. */
  readonly since: number
}

/** Names of checks are ours, and few; a message is bounded all the same. */
const messageMaxChars = 500

export function messageOf(
  rule: AlertRule,
  news: AlertNews,
  told: { readonly value: number; readonly figures: AlertFigures; readonly since: number },
): AlertMessage {
  const { name, severity, heading } = rule
  const isResolved = news === 'resolved'
  const text = isResolved ? `It is over: ${name}` : rule.says(told.value, told.figures)
  return {
    rule: name,
    severity,
    state: isResolved ? 'resolved' : 'firing',
    isRepeated: news === 'repeated',
    message: text.slice(0, messageMaxChars),
    see: `docs/operations.md#${heading}`,
    since: told.since,
  }
}
