// Lives through a plan on simulated time: the service's own code, through its one door, over a file. It writes no row
// itself; what is in the file afterwards is what a service of that week would have left.
import * as eventRows from '../../db/events.queries.ts'
import type { Actor } from '../../domain/job.ts'
import { Identity } from '../../identity/identity.ts'
import { makeNewId } from '../../system/ids.ts'
import { createWorld, type World } from '../../testing/index.ts'
import { Behaviour } from './behaviour.ts'
import { demoPassword, operator, type Person, people } from './people.ts'
import type { Incident, Plan, PlannedJob } from './plan.ts'
import { SeededRandom } from './random.ts'

export interface HistorySettings {
  readonly databasePath: string
  /** When it begins; it ends `plan.lastsMs` later. */
  readonly startAt: number
  readonly plan: Plan
  readonly seed: number
  /** Under which the service that follows protects sessions. */
  readonly authSecret: string
}

export interface History {
  /** Of `people`, in their order. */
  readonly userIds: readonly string[]
  readonly operatorId: string
  /** Opens the link that the first of the people made. */
  readonly shareSecret: string | undefined
}

const minuteMs = 60_000
const checkEveryMs = 6 * 60 * minuteMs
const grantTokens = 20
const unreadLeft = 4

/** Ids of every run lead with the same instants, so that the same seed gives the same ids. */
const idEpoch = Date.UTC(2026, 0, 1)

export async function liveThrough(settings: HistorySettings): Promise<History> {
  const random = new SeededRandom(settings.seed + 1)
  const { databasePath, startAt } = settings
  const behaviour = new Behaviour(() => world.clock)
  const world: World = await createWorld({
    databasePath,
    startAt,
    assessments: [behaviour.definition],
    realAnalyzers: true,
    // Nobody else writes here, and a week has 200,000 looks of 3 s.
    settings: { slotsMax: 10, startingBalance: 3, watchIntervalMs: 60 * minuteMs },
    newId: (now) =>
      makeNewId(
        () => idEpoch + now - startAt,
        () => random.bytes(16),
      )(),
  })
  try {
    return await new Life(world, behaviour, settings, random).live()
  } finally {
    await world.close()
  }
}

type Step = { readonly atMs: number; readonly happens: () => Promise<unknown> }

class Life {
  readonly #world: World
  readonly #behaviour: Behaviour
  readonly #settings: HistorySettings
  readonly #random: SeededRandom
  #userIds: string[] = []
  #operator: Actor & { readonly id: string } = { kind: 'operator', id: '' }
  #invoices = 1_040

  constructor(world: World, behaviour: Behaviour, settings: HistorySettings, random: SeededRandom) {
    this.#world = world
    this.#behaviour = behaviour
    this.#settings = settings
    this.#random = random
  }

  async live(): Promise<History> {
    await this.#register()
    const { plan, startAt } = this.#settings
    for (const step of this.#steps(plan)) {
      await this.#until(startAt + step.atMs)
      await step.happens()
    }
    await this.#until(startAt + plan.lastsMs - minuteMs)
    const shareSecret = await this.#share()
    await this.#readNotifications()
    await this.#until(startAt + plan.lastsMs)
    await this.#world.service.noteStop()
    return { userIds: this.#userIds, operatorId: this.#operator.id, shareSecret }
  }

  #steps({ jobs, incidents, lastsMs }: Plan): Step[] {
    const checks = Array.from({ length: Math.floor(lastsMs / checkEveryMs) }, (_, index) => ({
      atMs: index * checkEveryMs,
      happens: () => this.#world.service.monitor.check('schedule'),
    }))
    const steps: Step[] = [
      ...checks,
      ...jobs.flatMap((job) => this.#stepsOf(job)),
      ...incidents.map((incident) => ({
        atMs: incident.atMs,
        happens: () => this.#hold(incident),
      })),
      ...incidents.flatMap(({ jobs: held }) => held.flatMap((job) => this.#retriesOf(job))),
    ]
    return steps.sort((a, b) => a.atMs - b.atMs)
  }

  #stepsOf(job: PlannedJob): Step[] {
    return [{ atMs: job.atMs, happens: () => this.#submit(job) }, ...this.#retriesOf(job)]
  }

  #retriesOf(job: PlannedJob): Step[] {
    const { retryAtMs } = job
    return retryAtMs === undefined ? [] : [{ atMs: retryAtMs, happens: () => this.#retry(job) }]
  }

  async #register(): Promise<void> {
    const { clock, db } = this.#world
    const embedded = {
      db,
      newId: () => this.#world.newId(),
      authSecret: this.#settings.authSecret,
      attempts: { take: () => 0 },
    }
    const { accounts } = new Identity({ clock, embedded })
    const made = async ({ name, username, email }: Person) => {
      const signIn = await accounts?.register({ email, password: demoPassword, username }, 'demo')
      const id = signIn?.subject ?? ''
      await this.#world.service.accounts.ensure({ id, email, name })
      return id
    }
    this.#operator = { kind: 'operator', id: await made(operator) }
    for (const person of people) this.#userIds.push(await made(person))
    const by = { kind: 'internal', id: 'service-key' } as const
    await this.#world.service.accounts.setRole(this.#operator.id, 'operator', by)
  }

  readonly #jobIds = new Map<PlannedJob, string>()

  async #submit(job: PlannedJob): Promise<string> {
    const userId = this.#userIdOf(job)
    await this.#afford(userId)
    this.#behaviour.plan(job)
    const { jobId } = await this.#world.submit(userId, { assessmentData: job.scores })
    this.#jobIds.set(job, jobId)
    return jobId
  }

  async #retry(job: PlannedJob): Promise<void> {
    const userId = this.#userIdOf(job)
    await this.#afford(userId)
    await this.#world.service.intake.retry(userId, this.#jobIds.get(job) ?? '')
  }

  /** The queue is held back for longer than a job may wait in it. */
  async #hold({ jobs }: Incident): Promise<void> {
    const { switches, desk } = this.#world.service
    await switches.pause('dispatch', this.#operator, 'analyses do not answer; looking into it')
    for (const job of jobs) {
      await this.#submit(job)
      await this.#world.passes(Math.floor(minuteMs / jobs.length))
    }
    await this.#world.passes(4 * minuteMs)
    for (const job of jobs.filter(({ course }) => course === 'cancelled')) {
      const by = { kind: 'user', id: this.#userIdOf(job) } as const
      await desk.cancel(this.#jobIds.get(job) ?? '', by)
    }
    await this.#world.passes(12 * minuteMs)
    await switches.resume('dispatch', this.#operator)
  }

  async #afford(userId: string): Promise<void> {
    if ((this.#world.balanceOf(userId) ?? 0) > 0) return
    const reason = `invoice ${++this.#invoices}`
    await this.#world.service.accounts.grant(userId, grantTokens, reason, this.#operator)
  }

  async #share(): Promise<string | undefined> {
    const [userId = ''] = this.#userIds
    const [newest] = this.#world.rows<{ id: string }>(
      "select id from results where user_id = ? and status = 'completed' order by created_at desc limit 1",
      userId,
    )
    if (!newest) return undefined
    const sections = ['summary', 'strengths', 'careers']
    const wish = { resultId: newest.id, sections, days: 30 }
    return (await this.#world.service.shares.create(userId, wish)).secret
  }

  /** Most have read everything; the first of the people, and a few others, have not. */
  async #readNotifications(): Promise<void> {
    for (const [index, userId] of this.#userIds.entries()) {
      const { head } = eventRows.bounds(this.#world.db, userId)
      const left = index === 0 ? unreadLeft : this.#random.pick([0, 0, 0, 2])
      await this.#world.service.accounts.markRead(userId, Math.max(0, head - left))
    }
  }

  #userIdOf({ person }: PlannedJob): string {
    return this.#userIds[person] ?? ''
  }

  #until(instant: number): Promise<void> {
    return this.#world.passes(Math.max(0, instant - this.#world.clock.now()))
  }
}
