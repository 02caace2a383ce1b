// Made-up people and an operator: they submit in bursts, repeat themselves, cancel, retry, hide, listen, and
// sometimes somebody writes a row by hand. They mark what they ask before they ask it, and each answer.
import type Database from 'better-sqlite3'
import * as events from '../../src/db/events.queries.ts'
import * as jobs from '../../src/db/jobs.queries.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { Runtime } from '../../src/runtime.ts'
import type { Clock } from '../../src/system/clock.ts'
import type { Marker } from './log.ts'
import type { Answer, Ask } from './marks.ts'
import type { Random } from './random.ts'
import { type Behaviour, mix, pause } from './workload.ts'

export interface PeopleOptions {
  readonly runtime: Runtime
  readonly clock: Clock
  readonly marker: Marker
  readonly random: Random
  /** A connection of somebody else to the same file. */
  readonly others: Database.Database
  readonly life: number
}

const names = ['ana', 'ben', 'cyd', 'dee', 'eli'] as const
const operator = { kind: 'operator', id: 'olga' } as const
const submissionsMax = 6

interface Known {
  readonly userId: string
  readonly jobId: string
}

export class People {
  readonly #options: PeopleOptions
  readonly #leaving = new AbortController()
  readonly #asked: Promise<void>[] = []
  /** Whose account is known to be there: a row by hand for nobody is settled without a refund. */
  readonly #members: string[] = []
  readonly #known: Known[] = []
  readonly #keyed: Parameters<People['submit']>[0][] = []
  #count = 0

  constructor(options: PeopleOptions) {
    this.#options = options
  }

  /** Everybody signs in and starts to listen. */
  async arrive(): Promise<void> {
    const { runtime } = this.#options
    for (const userId of names) {
      this.#ask({ what: 'account', userId }, async () => {
        const email = `${userId}@example.com`
        const { tokenBalance } = await runtime.accounts.ensure({ id: userId, email, name: userId })
        this.#members.push(userId)
        return { what: 'account', balance: tokenBalance }
      })
      void this.#listen(userId)
    }
    await Promise.all(this.#asked)
  }

  /** Some things are asked for at once, some of them one after the other; then a moment passes. */
  async round(): Promise<void> {
    const { random, clock } = this.#options
    const burst = 1 + random.below(submissionsMax)
    for (let n = 0; n < burst; n++) this.submit()
    if (random.next() < 0.25) this.#repeat()
    if (random.next() < 0.3) this.#cancel()
    if (random.next() < 0.3) this.#retry()
    if (random.next() < 0.15) this.#hide()
    if (random.next() < 0.4) this.#grant()
    if (random.next() < 0.2) this.#writeByHand()
    await pause(clock, random.below(12))
    if (random.next() < 0.05) this.#shrinkLog()
  }

  /** Waits for the answers that still come, but not for ever. */
  async leave(): Promise<void> {
    await Promise.race([Promise.all(this.#asked), pause(this.#options.clock, 500)])
    this.#leaving.abort()
  }

  submit(again?: { userId: string; tag: string; key: string; behaviour: Behaviour }): void {
    const { random, runtime, life } = this.#options
    const tag = again?.tag ?? `${life}.${this.#count}`
    const userId = again?.userId ?? random.pick(names)
    const key = again?.key ?? (random.next() < 0.4 ? `key-${tag.replace('.', '-')}` : null)
    const behaviour = again?.behaviour ?? random.pick(mix)
    if (!again && key !== null) this.#keyed.push({ userId, tag, key, behaviour })
    this.#ask({ what: 'submit', userId, tag, key }, async () => {
      const { jobId, resultId, tokenCost } = await runtime.intake.submit(userId, {
        assessmentName: behaviour,
        // From the tag, so that a repetition asks for the very same.
        assessmentData: { tag, afterMs: (tag.length * 7 + Number(tag.split('.')[1])) % 25 },
        ...(key !== null && { idempotencyKey: key }),
      })
      this.#known.push({ userId, jobId })
      return { what: 'submit', jobId, resultId, tokenCost }
    })
  }

  #repeat(): void {
    const { random } = this.#options
    if (this.#keyed.length > 0) this.submit(random.pick(this.#keyed))
  }

  #cancel(): void {
    const { runtime } = this.#options
    const job = this.#jobThat((status) => status === 'queued')
    if (!job) return
    this.#ask({ what: 'cancel', ...job }, async () => {
      const by = { kind: 'user', id: job.userId } as const
      const { refundedTokens } = await runtime.desk.cancel(job.jobId, by)
      return { what: 'cancel', refundedTokens }
    })
  }

  #retry(): void {
    const { runtime } = this.#options
    const job = this.#jobThat((status) => status === 'failed')
    if (!job) return
    this.#ask({ what: 'retry', ...job }, async () => {
      const { jobId, resultId, tokenCost } = await runtime.intake.retry(job.userId, job.jobId)
      this.#known.push({ userId: job.userId, jobId })
      return { what: 'retry', jobId, resultId, tokenCost }
    })
  }

  #hide(): void {
    const { runtime } = this.#options
    const job = this.#jobThat(() => true)
    if (!job) return
    this.#ask({ what: 'hide', ...job }, async () => {
      await runtime.desk.hide(job.jobId, operator)
      return { what: 'hide' }
    })
  }

  #grant(): void {
    const { random, runtime, life } = this.#options
    const userId = random.pick(names)
    const amount = 1 + random.below(5)
    const reason = `gift ${life}.${this.#count}`
    this.#ask({ what: 'grant', userId, amount, reason }, async () => {
      const balance = await runtime.accounts.grant(userId, amount, reason, operator)
      return { what: 'grant', balance }
    })
  }

  /** A stuck row by somebody with sqlite3, and an operator who asks for a check. */
  #writeByHand(): void {
    const { random, runtime, others, clock, life } = this.#options
    if (this.#members.length === 0) return
    const userId = random.pick(this.#members)
    const jobId = `by-hand-${life}-${this.#count}`
    this.#ask({ what: 'foreign-row', userId, jobId }, () => {
      const at = clock.now() - 3_600_000
      others
        .prepare(
          'insert into jobs (job_id, user_id, status, created_at, updated_at) values (?, ?, ?, ?, ?)',
        )
        .run(jobId, userId, random.pick(['queued', 'processing', 'odd']), at, at)
      return Promise.resolve({ what: 'foreign-row' })
    })
    this.#ask({ what: 'check' }, async () => {
      const report = await runtime.monitor.check('manual')
      const fixed = report.jobs.filter(({ outcome }) => outcome === 'fixed')
      return { what: 'check', fixed: fixed.map(({ jobId: id }) => id) }
    })
  }

  /** What an erasure does at its end: the write-ahead log is emptied into the file and cut off. */
  #shrinkLog(): void {
    try {
      this.#options.runtime.db.$client.pragma('wal_checkpoint(truncate)')
    } catch {
      // A store that cannot be written to is what some of these lives are about.
    }
  }

  #jobThat(fits: (status: string) => boolean): Known | undefined {
    const { random, runtime } = this.#options
    if (this.#known.length === 0) return undefined
    const job = random.pick(this.#known)
    return fits(jobs.find(runtime.db, job.jobId)?.status ?? '') ? job : undefined
  }

  #ask(ask: Ask, run: () => Promise<Answer>): void {
    const { marker, life } = this.#options
    const id = `${life}.${this.#count++}`
    marker.set({ at: 'asked', id, ask })
    this.#asked.push(
      attempt(run).then(
        (answer) => marker.set({ at: 'answered', id, answer }),
        (error: unknown) => {
          if (error instanceof DomainError) marker.set({ at: 'refused', id, code: error.code })
          else marker.set({ at: 'unknown', id, error: String(error) })
        },
      ),
    )
  }

  async #listen(userId: string): Promise<void> {
    const { runtime, marker } = this.#options
    const { head } = events.bounds(runtime.db, userId)
    for await (const event of runtime.feed.after(userId, head, this.#leaving.signal)) {
      marker.set({ at: 'told', event })
    }
  }
}

/** So that what is thrown at once and what is rejected later end the same way. */
const attempt = async <T>(run: () => Promise<T>): Promise<T> => run()
