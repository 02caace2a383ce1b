// The people of a history and their clients: each knows only what it was told, repeats what has a key until
// it is answered, and follows its events from the last one it saw.
import type { Submitted } from '../../src/actors/intake.ts'
import * as jobRows from '../../src/db/jobs.queries.ts'
import * as users from '../../src/db/users.queries.ts'
import type { Runtime } from '../../src/runtime.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Blame } from './blame.ts'
import { type Errand, errandOf, type Order, pauseMs, refusals, requestsMax } from './errand.ts'
import type { Host } from './host.ts'
import type { Reply } from './life.ts'
import { Line } from './line.ts'
import type { Model } from './model.ts'
import type { ClientAction } from './plan.ts'
import type { Probes } from './probes.ts'
import { assessmentNames } from './release.ts'
import type { Send } from './wishes.ts'

export interface PersonParts {
  readonly userId: string
  readonly time: SimulatedClock
  readonly host: Host
  readonly model: Model
  readonly probes: Probes
  readonly blame: Blame
}

export class Person {
  readonly #parts: PersonParts
  readonly #line: Line
  /** Jobs it was told of. */
  readonly #jobs: string[] = []
  #hasGivenUp = false

  constructor(parts: PersonParts) {
    this.#parts = parts
    this.#line = new Line(parts)
  }

  /** Asks for nothing again, and reads its events as fast as they are sent. */
  settle(): void {
    this.#hasGivenUp = true
    this.#line.hurry()
  }

  get userId(): string {
    return this.#parts.userId
  }

  get line(): Line {
    return this.#line
  }

  do(action: ClientAction): void {
    switch (action.do) {
      case 'submit':
        for (let time = 0; time < action.times; time++) this.#request(errandOf(action))
        if (action.times > 1) this.#parts.probes.hit('double submit in one turn')
        return
      case 'retry':
        return this.#with(action.pick, (jobId) => this.#request(errandOf({ ...action, jobId })))
      case 'cancel':
        return this.#with(action.pick, (jobId) => this.#cancel(jobId))
      case 'hide':
        return this.#with(action.pick, (jobId) => this.#hide(jobId))
      case 'read':
        return this.#read()
      case 'connect':
        return this.#line.connect(action)
      case 'disconnect':
        return this.#line.disconnect()
    }
  }

  #with(pick: number, act: (jobId: string) => void): void {
    const jobId = this.#jobs[Math.floor(pick * this.#jobs.length)]
    if (jobId !== undefined) act(jobId)
  }

  /** As every request of a verified person: first the account is there. */
  async #signIn(runtime: Runtime): Promise<void> {
    const { userId, model, probes } = this.#parts
    const isBack = model.people.get(userId)?.isGone ?? false
    await runtime.accounts.ensure({ id: userId, email: `${userId}@example.com`, name: userId })
    if (isBack) probes.hit('account came back')
  }

  #request(errand: Errand): void {
    const { host } = this.#parts
    errand.requests++
    errand.send = undefined
    host.call(
      async (runtime) => {
        await this.#signIn(runtime)
        if (host.life?.runtime === runtime) errand.send = this.#ask(errand.order)
        return this.#order(runtime, errand.order)
      },
      (reply) => this.#heard(errand, reply),
    )
  }

  #ask(order: Order): Send {
    const { userId, model } = this.#parts
    const { balance } = model.person(userId)
    const retried = order.do === 'retry' ? host(this.#parts, order.jobId) : undefined
    const name = order.do === 'submit' ? assessmentNames[order.assessment] : (retried ?? '')
    const price = model.offerOf(name)?.price ?? Number.POSITIVE_INFINITY
    const of = order.do === 'submit' ? order.mark : order.jobId
    return model.wishes.asked({ userId, of, key: order.key, balance, price })
  }

  #order(runtime: Runtime, order: Order): Promise<Submitted> {
    const { userId } = this.#parts
    const key = order.key === undefined ? undefined : `key-${order.key}`
    if (order.do === 'retry') return runtime.intake.retry(userId, order.jobId, key)
    return runtime.intake.submit(userId, {
      assessmentName: assessmentNames[order.assessment],
      assessmentData: { mark: order.mark },
      ...(key !== undefined && { idempotencyKey: key }),
    })
  }

  #heard(errand: Errand, reply: Reply<Submitted>): void {
    const { send } = errand
    const { wishes } = this.#parts.model
    if (reply.kind === 'answer' && send) return this.#accepted(errand, send, reply.value)
    if (reply.kind === 'refusal') {
      if (send) wishes.refused(send, reply.code)
      return this.#refused(errand, reply.code)
    }
    if (reply.kind === 'failure') {
      this.#parts.probes.hit('disk full: write refused')
      errand.wasRefusedByStore = true
      if (send) wishes.failed(send)
    }
    errand.wasLost ||= reply.kind === 'lost' && send !== undefined
    this.#later(errand, pauseMs(errand.requests))
  }

  #accepted(errand: Errand, send: Send, answer: Submitted): void {
    const { probes, model } = this.#parts
    model.wishes.accepted(send, answer)
    if (!this.#jobs.includes(answer.jobId)) this.#jobs.push(answer.jobId)
    if (errand.order.do === 'retry') probes.hit('retry of a failed job')
    if (errand.wasRefusedByStore) probes.hit('disk full: answer accepted later')
    if (!errand.wasLost) return
    probes.hit(
      answer.replayed ? 'unknown outcome turned out done' : 'unknown outcome turned out not done',
    )
    if (answer.replayed) probes.hit('double submit across a restart')
  }

  #refused(errand: Errand, code: string): void {
    const { probes } = this.#parts
    const probe = refusals[code]
    if (probe) probes.hit(probe)
    if (code === 'INSUFFICIENT_TOKENS' && errand.order.do === 'submit' && errand.order.times > 1) {
      probes.hit('last tokens spent twice: refused')
    }
    if (code === 'QUEUE_FULL' || code === 'RATE_LIMITED' || code === 'OVERLOADED')
      this.#later(errand, 30_000 * errand.requests)
  }

  /** What has a key is asked again; what has none might be done twice. */
  #later(errand: Errand, afterMs: number): void {
    if (errand.order.key === undefined || errand.requests >= requestsMax) return
    if (this.#hasGivenUp) return
    this.#parts.time.setTimeout(() => this.#hasGivenUp || this.#request(errand), afterMs)
  }

  #cancel(jobId: string): void {
    const { host, model, userId, probes, blame } = this.#parts
    host.call(
      (runtime) => {
        model.wishes.unwanted(jobId)
        return runtime.desk.cancel(jobId, { kind: 'user', id: userId })
      },
      (reply) => {
        if (reply.kind === 'answer') return model.wishes.ended(jobId, reply.value)
        if (reply.kind !== 'refusal' || reply.code !== 'JOB_NOT_CANCELLABLE') return
        const job = model.jobs.get(jobId)
        if (job?.status === 'queued') blame('J1', `${jobId} waits, and could not be cancelled`)
        if (reply.details.status === 'processing') probes.hit('cancel refused: already started')
      },
    )
  }

  #hide(jobId: string): void {
    const { host, model, userId, probes } = this.#parts
    const wasWaiting = model.jobs.get(jobId)?.status === 'queued'
    host.call(
      (runtime) => {
        model.wishes.unwanted(jobId)
        return runtime.desk.hide(jobId, { kind: 'user', id: userId })
      },
      ({ kind }) => {
        if (kind === 'answer' && wasWaiting) probes.hit('hidden while waiting')
      },
    )
  }

  /** Looks at its balance and its jobs; what was acknowledged must be there, whatever happened since. */
  #read(): void {
    const { host, model, userId, blame } = this.#parts
    host.call(
      async ({ db, accounts }) => {
        const { balance, isGone } = model.person(userId)
        const account = users.find(db, userId)
        if (account && !isGone && account.tokenBalance !== balance) {
          blame('M1', `${userId} sees ${account.tokenBalance}, has ${balance}`)
        }
        for (const jobId of this.#jobs) {
          const [seen, known] = [jobRows.find(db, jobId)?.status, model.jobs.get(jobId)?.status]
          if (known !== undefined && seen !== known)
            blame('J2', `${jobId} is ${seen}, not ${known}`)
        }
        await accounts.markRead(userId, this.#line.seen)
      },
      () => {},
    )
  }
}

const host = ({ host: { observer } }: PersonParts, jobId: string): string | undefined =>
  observer?.job(jobId)?.assessment_name
