// One service under fuzz and the judgement of each input: how it stood before, what came back, how it stands
// after. A service that an input has killed is started anew.

import { performCall } from './calls.ts'
import type { Case, Seen, ServiceCase } from './case.ts'
import { performEnvelope } from './envelopes.ts'
import { performFrames } from './frames.ts'
import { performHead } from './heads.ts'
import type { Look } from './messages.ts'
import { errorBytesMax, leaksIn, stallMaxMs } from './oracle.ts'
import { performParams } from './params.ts'
import { emailOf, type Person } from './people.ts'
import { performRest } from './rest.ts'
import { Lines } from './sockets.ts'
import { Target, TargetLost } from './target.ts'

export interface Verdict {
  readonly broken: readonly string[]
  readonly refused: boolean
  readonly died: boolean
  readonly stallMs: number
  readonly errorBytes: number
}

/** A loop that stood still because the machine was busy does so once; one that an input holds up, always. */
const stallTries = 3

export class Session {
  readonly #limits: 'raised' | 'default'
  #target: Target
  #lines: Lines
  #before: Look | undefined

  private constructor(target: Target, limits: 'raised' | 'default') {
    this.#limits = limits
    this.#target = target
    this.#lines = new Lines(target)
  }

  static async start(limits: 'raised' | 'default' = 'raised'): Promise<Session> {
    return new Session(await Target.start(limits), limits)
  }

  get target(): Target {
    return this.#target
  }

  /** Everybody has something to act on again; what was written meanwhile is nobody's doing. */
  async refill(): Promise<void> {
    await this.#target.refill()
    this.#before = undefined
  }

  async judge(input: ServiceCase): Promise<Verdict> {
    try {
      const verdict = await this.#judgeOnce(input)
      return verdict.stallMs > stallMaxMs ? await this.#judgeStall(input, verdict) : verdict
    } catch (error) {
      return await this.#judgeFailure(error)
    }
  }

  async stop(): Promise<void> {
    this.#lines.closeAll()
    await this.#target.stop()
  }

  async #judgeOnce(input: ServiceCase): Promise<Verdict> {
    const before = this.#before ?? (await this.#target.look())
    const seen = await perform(input, this.#target, this.#lines)
    const after = await this.#target.look()
    this.#before = after
    const broken = [...seen.broken, ...this.#wrongIn(input, seen, before, after)]
    // What the input's own work did not take was taken by somebody else on the machine.
    const stallMs = Math.min(after.stallMs, after.cpuMs)
    return { broken, refused: seen.refused, died: false, stallMs, errorBytes: seen.errorBytes }
  }

  #wrongIn(input: ServiceCase, seen: Seen, before: Look, after: Look): string[] {
    const as = 'as' in input ? input.as : 'anonymous'
    const sent = JSON.stringify(input)
    const wrong = leaksIn(seen.text, as, this.#target.secrets).filter(
      (leak) => !isEcho(leak, sent) && !isShownForAReason(leak, input),
    )
    if (!seen.mayChange && before.digest !== after.digest) wrong.push('a refusal changed something')
    if (seen.errorBytes >= errorBytesMax) wrong.push(`a refusal of ${seen.errorBytes} bytes`)
    return [...wrong, ...after.logged.map((line) => `the log says: ${line.slice(0, 300)}`)]
  }

  async #judgeStall(input: ServiceCase, first: Verdict): Promise<Verdict> {
    let verdict = first
    for (let tries = 1; tries < stallTries && verdict.stallMs > stallMaxMs; tries++) {
      const again = await this.#judgeOnce(input)
      verdict = { ...first, stallMs: Math.min(verdict.stallMs, again.stallMs) }
    }
    if (verdict.stallMs <= stallMaxMs) return verdict
    const stall = `the loop stood still for ${Math.round(verdict.stallMs)} ms`
    return { ...verdict, broken: [...verdict.broken, stall] }
  }

  async #judgeFailure(error: unknown): Promise<Verdict> {
    this.#before = undefined
    // A connection that breaks off may be the first sign of a death; the death takes a moment longer.
    const isAlive = await this.#target.look().then(
      () => true,
      () => false,
    )
    const broken = [String(error)]
    if (!isAlive) {
      broken.push(`the process died: ${this.#target.lastWords}`)
      await this.stop()
      this.#target = await Target.start(this.#limits)
      this.#lines = new Lines(this.#target)
    }
    const died = !isAlive || error instanceof TargetLost
    return { broken, refused: true, died, stallMs: 0, errorBytes: 0 }
  }
}

/** Scores are told to an operator who says why, and to nobody else: the procedure asks for the role. */
const isShownForAReason = (leak: string, input: ServiceCase): boolean =>
  input.kind === 'call' &&
  input.path === 'admin.scores' &&
  (input.as === 'olga' || input.as === 'internal') &&
  leak.startsWith('the answer holds what is')

function perform(input: ServiceCase, target: Target, lines: Lines): Promise<Seen> {
  switch (input.kind) {
    case 'call':
      return performCall(input, target, lines)
    case 'rest':
      return performRest(input, target)
    case 'head':
      return performHead(input, target)
    case 'frames':
      return performFrames(input, target)
    case 'envelope':
      return performEnvelope(input, target, lines)
    case 'params':
      return performParams(input, target)
  }
}

/** Whether what was found is only what the caller sent: an e-mail address, a text that looks like code. */
function isEcho(leak: string, sent: string): boolean {
  const address = /holds (\w+)'s address/.exec(leak)?.[1]
  if (address !== undefined) return sent.includes(emailOf(address as Person))
  const inside = /shows the inside: (.*)$/s.exec(leak)?.[1]
  return inside !== undefined && sent.includes(inside)
}

/** What makes two failures the same one: what is wrong and where, without ids and figures. */
export function signatureOf(input: Case, broken: readonly string[]): string {
  const where = input.kind === 'call' ? input.path : ''
  const what = (broken[0] ?? '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, '#').slice(0, 120)
  return `${input.kind} ${where} ${what}`
}
