// The people of a fuzzed service and what they have: jobs in every state, tokens, roles. Put right again from
// time to time, so that inputs go on finding things to act on.
import * as users from '../../src/db/users.queries.ts'
import type { Service } from '../../src/service.ts'
import type { Role } from './case.ts'
import type { HeldAnalyzer } from './held-analyzer.ts'

export type Person = Exclude<Role, 'anonymous' | 'internal' | 'worker'>
export const people: readonly Person[] = ['ana', 'bob', 'dan', 'olga']
export const isPerson = (role: Role): role is Person => (people as readonly Role[]).includes(role)

/** Ids by person and by what they are of. */
export type Things = Readonly<Record<Person, Readonly<Record<ThingKind, readonly string[]>>>>
export const thingKinds = ['user', 'done', 'failed', 'waiting', 'running', 'result'] as const
export type ThingKind = (typeof thingKinds)[number]

/** None of the addresses that the documents of the API have for examples, which everybody is shown. */
export const emailOf = (person: Person): string => `${person}@people.example.com`
export const passwordOf = (person: Person): string => `the password of ${person}`

/** In the scores, the raw responses and the result of a person; nobody else may ever be sent it. */
export const canaryOf = (person: Person): string => `canary-${person}-7f3a91`

const system = { kind: 'system', id: 'fuzz' } as const
const tokensEach = 200
/** Makes an account of this name; answers its id and a token. */
export type SignUp = (person: Person) => Promise<{ readonly id: string; readonly token: string }>

/** Dan's account is disabled: he has no jobs. */
const busy = ['ana', 'bob', 'olga'] as const

export class People {
  readonly #service: Service
  readonly #analyzer: HeldAnalyzer
  readonly #signUp: SignUp
  readonly #ids: Record<Person, string>
  readonly #tokens: Record<Person, string>

  private constructor(service: Service, analyzer: HeldAnalyzer, signUp: SignUp) {
    this.#service = service
    this.#analyzer = analyzer
    this.#signUp = signUp
    const nobody = { ana: '', bob: '', dan: '', olga: '' }
    this.#ids = { ...nobody }
    this.#tokens = { ...nobody }
  }

  static async make(service: Service, analyzer: HeldAnalyzer, signUp: SignUp): Promise<People> {
    const made = new People(service, analyzer, signUp)
    for (const person of people) await made.#signUpAs(person)
    return made
  }

  /** The first token of each account that bears a name at present. */
  get tokens(): Readonly<Record<Person, string>> {
    return { ...this.#tokens }
  }

  /** Resolves when nobody is being erased: what is removed in the background is the doing of the input before. */
  async settled(): Promise<void> {
    await this.#service.runtime.eraser.idle()
  }

  /** Everybody has an account, with roles and access as they were meant. */
  async restore(): Promise<void> {
    await this.release()
    await this.settled()
    const { accounts, db } = this.#service.runtime
    for (const person of people) {
      if (users.find(db, this.#ids[person])?.erasedAt !== null) await this.#signUpAs(person)
    }
    for (const person of people) {
      const id = this.#ids[person]
      await accounts.setRole(id, person === 'olga' ? 'operator' : 'user', system)
      await accounts.setActive(id, person !== 'dan', system)
      await accounts.grant(id, tokensEach, 'to go on with', system)
    }
  }

  /**
   * Puts every switch and setting back that an input has moved: what comes next must find the service open. What
   * starts or stops by that is started or stopped when this resolves.
   */
  async release(): Promise<void> {
    const { switches, settings, commits } = this.#service.runtime
    for (const { what } of switches.held) await switches.resume(what, system)
    if (settings.changed.length > 0) await settings.reset(undefined, system, 'to go on with')
    for (let turns = 0; turns < 2; turns++) await commits.add(() => {})
  }

  /** Ends whatever waits or runs, then makes some of everything anew. */
  async refill(): Promise<Things> {
    await this.restore()
    await this.#endAll()
    const things = Object.fromEntries(
      people.map((person) => [person, { ...emptyThings(), user: [this.#ids[person]] }]),
    ) as Record<Person, Record<ThingKind, string[]>>
    for (const person of busy) {
      things[person].done = await this.#ended(person, 'succeed', things[person].result)
      things[person].failed = await this.#ended(person, 'fail')
    }
    // As many as there are slots run, the rest waits.
    for (const person of busy) {
      const { jobId } = await this.#submit(person)
      await this.#analyzer.begun(jobId)
      things[person].running.push(jobId)
    }
    for (const person of [...busy, ...busy, ...busy]) {
      things[person].waiting.push((await this.#submit(person)).jobId)
    }
    return things
  }

  async #signUpAs(person: Person): Promise<void> {
    const { id, token } = await this.#signUp(person)
    this.#ids[person] = id
    this.#tokens[person] = token
  }

  /** Three jobs that ended this way; the ids of their results are added to `results`. */
  async #ended(person: Person, how: 'succeed' | 'fail', results: string[] = []): Promise<string[]> {
    const jobIds: string[] = []
    while (jobIds.length < 3) {
      const { jobId, resultId } = await this.#submit(person)
      await this.#end(jobId, how)
      jobIds.push(jobId)
      results.push(resultId)
    }
    return jobIds
  }

  #submit(person: Person) {
    const note = canaryOf(person)
    return this.#service.runtime.intake.submit(this.#ids[person], {
      assessmentName: 'Held',
      assessmentData: { score: 50, note },
      rawResponses: { notes: [{ questionId: 'N1', value: note }] },
    })
  }

  async #end(jobId: string, how: 'succeed' | 'fail'): Promise<void> {
    const { db } = this.#service.runtime
    await this.#analyzer.begun(jobId)
    this.#analyzer.end(jobId, how)
    const statusOf = db.$client.prepare('select status from jobs where job_id = ?').pluck()
    while (statusOf.get(jobId) === 'processing') await turn()
  }

  async #endAll(): Promise<void> {
    const { db } = this.#service.runtime
    const unfinished = db.$client
      .prepare("select count(*) from jobs where status in ('queued', 'processing')")
      .pluck()
    while (Number(unfinished.get()) > 0) {
      for (const jobId of this.#analyzer.running) this.#analyzer.end(jobId, 'fail')
      await turn()
    }
  }
}

const emptyThings = (): Record<ThingKind, string[]> => ({
  user: [],
  done: [],
  failed: [],
  waiting: [],
  running: [],
  result: [],
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
