// Situations that a full run must have been in at least once: a net that never met the fish proves nothing.

export const probeNames = [
  // Death and return.
  'crash while idle',
  'crash before a commit',
  'crash between commit and answer',
  'crash just after an answer',
  'crash while an analysis runs',
  'crash while backing off',
  'crash while somebody waits for an answer',
  'recovery cut once',
  'recovery cut twice',
  'restart with the wall clock behind',
  'restart with the wall clock ahead',
  'deadline passed while down',
  'orderly stop with running analyses',
  'start failed, tried again',
  'poison at two deaths',
  'resumed after a death and completed',
  'frozen past a deadline',
  // People.
  'double submit in one turn',
  'double submit across a restart',
  'unknown outcome turned out done',
  'unknown outcome turned out not done',
  'same key, other scores: refused',
  'last tokens spent twice: refused',
  'refused: not enough tokens',
  'refused: line too long',
  'refused: rate or unfinished limit',
  'refused: account disabled',
  'cancelled while waiting',
  'cancel refused: already started',
  'hidden while waiting',
  'retry of a failed job',
  'retry refused: a live retry',
  'subscriber resumed after a restart',
  'subscriber went back for events it had',
  'slow subscriber caught up',
  // Analyzers.
  'waited too long in line',
  'hung and was ended',
  'late answer after the refund',
  'answer of an older attempt',
  'answer in the instant of the deadline',
  'tried again and completed',
  'out of tries',
  'deadline while backing off',
  'hard limit ended a reporting analysis',
  'report moved the deadline',
  'bad result refused',
  'odd thing thrown',
  'reported after its end',
  // Operators.
  'operator ended a running job',
  'operator acted in the instant of the deadline',
  'dry run found something',
  'check repaired something',
  'disabled account: its job ended',
  'refund at an older price',
  'assessment withdrawn with jobs in line',
  // The store.
  'disk full: write refused',
  'disk full: overdue job waited for space',
  'disk full: answer accepted later',
  'somebody held the write lock',
  // Somebody else's rows.
  'foreign row waited, then was refunded',
  'foreign row in processing was refunded',
  'foreign row with scores was completed',
  'foreign row of unknown status was ended',
  'foreign row of nobody ended without refund',
  'foreign row inserted as failed was refunded',
  'foreign row that was taken on was ended whole',
  'running job written from outside',
  'waiting job written from outside',
  'finished job written from outside',
  'job ended from outside',
  'row deleted from outside',
  'account deleted with unfinished jobs',
  'account came back',
  // Workers outside.
  'a worker was given what it waited for',
  'a worker that waited was cut off by a death',
  'a claim that nobody heard of was taken back',
  'a silent worker: its job is open to others',
  'a silent worker: its job was ended',
  'a worker that clung to its job lost it',
  'a worker kept its job over a restart',
  'a report that was repeated was told the same',
  'a report without an answer was repeated',
  'a result of a worker did not fit',
  'late report refused',
  'late sign of life refused',
  'report after its own failure refused',
  'forged report refused',
  'report in the instant the lease ended',
  'crash while a worker has a job',
  'crash while a worker waits for a job',
  'operator ended a job that a worker had',
  'no worker came',
  // Settings and switches.
  'a setting was changed',
  'a setting that cannot be was refused',
  'fewer slots than analyses that run',
  'intake was held back',
  'refused: intake held back',
  'dispatch was held back',
  'drained',
  'drained while a worker had a job',
  // Webhooks.
  'a receiver took a message',
  'a receiver took its time',
  'a receiver refused',
  'a receiver was gone',
  'a receiver was broken',
  'a receiver was silent',
  'a message arrived twice',
  'a message arrived after failed attempts',
  'a dead letter after eight attempts',
  'dead letters were sent anew',
  'a webhook was switched on again',
  'a webhook for who was erased was refused',
  // Forgetting.
  'erased with a job in line',
  'erased with a running job',
  'erased with a job that a worker had',
  'an erasure was finished',
  'crash while somebody is being erased',
  'refused: account erased',
  'restored from before an erasure',
  'an older file was put back',
  'old events were removed',
  'old tries were removed',
  'old results were removed',
  'retention was cut off by a death',
  'subscriber was overtaken by retention',
  // Shapes.
  'more jobs waiting than live actors',
  'several jobs decided in one commit',
] as const
export type ProbeName = (typeof probeNames)[number]

export type ProbeCounts = Readonly<Record<ProbeName, number>>

export class Probes {
  readonly #counts = new Map<ProbeName, number>()

  hit(name: ProbeName): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  get counts(): ProbeCounts {
    const all = probeNames.map((name) => [name, this.#counts.get(name) ?? 0])
    return Object.fromEntries(all) as ProbeCounts
  }
}

export const addCounts = (all: readonly ProbeCounts[]): ProbeCounts =>
  Object.fromEntries(
    probeNames.map((name) => [name, all.reduce((sum, counts) => sum + counts[name], 0)]),
  ) as ProbeCounts
