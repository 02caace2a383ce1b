// Makes a failing plan small enough to read: the shortest prefix, then whole kinds of steps, then single
// steps, then plainer steps and settings. Every step of it must still break the same invariant.

import { plainerConfigs, plainerSteps, withoutGap } from './plainer.ts'
import type { Config, Plan, Step } from './plan.ts'
import type { Violation } from './simulate.ts'

export interface ShrinkOptions {
  /** Plays a plan; answers what it broke. */
  readonly play: (plan: Plan) => Promise<Violation | undefined>
  /** Plans played at most. */
  readonly runsMax: number
  readonly onProgress?: (steps: number, runs: number) => void
}

export interface Shrunk {
  readonly plan: Plan
  readonly violation: Violation
  readonly runs: number
}

export async function shrink(
  plan: Plan,
  violation: Violation,
  options: ShrinkOptions,
): Promise<Shrunk> {
  const shrinker = new Shrinker(plan, violation, options)
  return shrinker.run()
}

class Shrinker {
  readonly #options: ShrinkOptions
  readonly #rule: string
  #plan: Plan
  #violation: Violation
  #runs = 0

  constructor(plan: Plan, violation: Violation, options: ShrinkOptions) {
    this.#plan = plan
    this.#violation = violation
    this.#rule = violation.rule
    this.#options = options
  }

  async run(): Promise<Shrunk> {
    await this.#shortestPrefix()
    // Early, since short timeouts make every further run short.
    await this.#plainerSettings()
    await this.#withoutKinds()
    for (let before = ''; before !== JSON.stringify(this.#plan) && this.#isAllowed; ) {
      before = JSON.stringify(this.#plan)
      await this.#withoutSteps()
      await this.#plainerSettings()
      await this.#plainerSteps()
      await this.#closer()
    }
    return { plan: this.#plan, violation: this.#violation, runs: this.#runs }
  }

  get #isAllowed(): boolean {
    return this.#runs < this.#options.runsMax
  }

  /** Takes the candidate if it still breaks the same invariant. */
  async #try(steps: readonly Step[], config: Config = this.#plan.config): Promise<boolean> {
    if (!this.#isAllowed) return false
    this.#runs++
    const candidate = { ...this.#plan, config, steps }
    const violation = await this.#options.play(candidate)
    if (violation?.rule !== this.#rule) return false
    this.#plan = candidate
    this.#violation = violation
    this.#options.onProgress?.(steps.length, this.#runs)
    return true
  }

  async #shortestPrefix(): Promise<void> {
    const all = this.#plan.steps
    let [passes, fails] = [0, all.length]
    if (await this.#try(all.slice(0, this.#violation.step))) fails = this.#plan.steps.length
    while (fails - passes > 1 && this.#isAllowed) {
      const middle = Math.floor((passes + fails) / 2)
      if (await this.#try(all.slice(0, middle))) fails = middle
      else passes = middle
    }
  }

  async #withoutKinds(): Promise<void> {
    for (const kind of new Set(this.#plan.steps.map((step) => step.do))) {
      await this.#try(this.#plan.steps.filter((step) => step.do !== kind))
    }
  }

  /** Halves, quarters, eighths … down to single steps, from the end. */
  async #withoutSteps(): Promise<void> {
    for (
      let size = Math.ceil(this.#plan.steps.length / 2);
      size >= 1;
      size = Math.floor(size / 2)
    ) {
      for (let from = this.#plan.steps.length - size; from > -size; from -= size) {
        const { steps } = this.#plan
        const [start, end] = [Math.max(0, from), from + size]
        if (end - start === steps.length) continue
        await this.#try([...steps.slice(0, start), ...steps.slice(end)])
      }
    }
  }

  async #plainerSettings(): Promise<void> {
    for (const config of plainerConfigs(this.#plan)) {
      await this.#try(this.#plan.steps, { ...this.#plan.config, ...config })
    }
  }

  async #plainerSteps(): Promise<void> {
    for (let index = 0; index < this.#plan.steps.length; index++) {
      for (const plainer of plainerSteps(this.#plan.steps[index])) {
        await this.#try(this.#plan.steps.with(index, plainer))
      }
    }
  }

  /** Takes waiting out between steps. */
  async #closer(): Promise<void> {
    for (let index = 0; index < this.#plan.steps.length; index++) {
      for (const gapMs of [0, 1, 1_000, 10_000, 100_000]) {
        const steps = withoutGap(this.#plan.steps, index, gapMs)
        if (steps && (await this.#try(steps))) break
      }
    }
  }
}
