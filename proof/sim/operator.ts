// People who run the service, at the worst moment: they end jobs by force, give tokens, look for stuck jobs
// and close accounts.
import type { Actor } from '../../src/domain/job.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Blame } from './blame.ts'
import type { Host } from './host.ts'
import { isTerminal } from './known.ts'
import type { Model } from './model.ts'
import type { OperatorAction } from './plan.ts'
import type { Probes } from './probes.ts'
import type { Roster } from './roster.ts'

export interface OperatorParts {
  readonly time: SimulatedClock
  readonly host: Host
  readonly model: Model
  readonly probes: Probes
  readonly blame: Blame
  readonly roster: Roster
}

const by: Actor = { kind: 'operator', id: 'op' }

export class Operator {
  readonly #parts: OperatorParts

  constructor(parts: OperatorParts) {
    this.#parts = parts
  }

  do(action: OperatorAction): void {
    switch (action.do) {
      case 'fail':
        return this.#failOne(action.pick, action.when)
      case 'grant':
        return this.#grant(this.#parts.roster.idOf(action.user), action.amount)
      case 'check':
        return this.#check(action.dryRun)
      case 'disable':
      case 'enable':
        return this.#setActive(this.#parts.roster.idOf(action.user), action.do === 'enable')
    }
  }

  #setActive(userId: string, isActive: boolean): void {
    this.#parts.host.call(
      ({ accounts }) => accounts.setActive(userId, isActive, by),
      () => {},
    )
  }

  #failOne(pick: number, when: 'now' | 'deadline'): void {
    const { host, model, time, probes } = this.#parts
    const open = [...model.open]
    const jobId = open[Math.floor(pick * open.length)]
    if (jobId === undefined) return
    const deadlineAt = host.observer?.job(jobId)?.deadline_at
    const { life } = host
    if (when === 'now' || !deadlineAt || !life) return this.#fail(jobId)
    const waitMs = Math.max(0, deadlineAt - life.clock.now())
    time.setTimeout(() => {
      probes.hit('operator acted in the instant of the deadline')
      this.#fail(jobId)
    }, waitMs)
  }

  #fail(jobId: string): void {
    const { host, model, blame } = this.#parts
    host.call(
      ({ desk }) => {
        model.wishes.unwanted(jobId)
        return desk.fail(jobId, by, 'the operator says so')
      },
      (reply) => {
        if (reply.kind === 'answer') return model.wishes.ended(jobId, reply.value)
        if (reply.kind !== 'refusal' || reply.code === 'NOT_FOUND') return
        if (!isTerminal(model.jobs.get(jobId)?.status ?? 'failed'))
          blame('J1', `${jobId} could not be ended: ${reply.code}`)
      },
    )
  }

  #grant(userId: string, amount: number): void {
    const { host, model } = this.#parts
    host.call(
      ({ accounts }) => {
        model.wishes.granting(userId, amount)
        return accounts.grant(userId, amount, 'a gift', by)
      },
      ({ kind }) => {
        if (kind === 'refusal' || kind === 'failure') model.wishes.granted(userId, amount)
      },
    )
  }

  #check(dryRun: boolean): void {
    const { host, probes, blame } = this.#parts
    host.call(
      ({ monitor }) => monitor.check('manual', { dryRun }),
      (reply) => {
        if (reply.kind !== 'answer') return
        const { total, fixed, skipped, failed } = reply.value
        if (fixed + skipped + failed !== total) blame('D', `a check found ${total}, not all told`)
        if (total > 0) probes.hit(dryRun ? 'dry run found something' : 'check repaired something')
      },
    )
  }
}
