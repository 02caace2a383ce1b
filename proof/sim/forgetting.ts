// Erasures, retention and restores of a history: who asks for them, until it is answered, and what must be gone when
// they are done.
import type { Actor } from '../../src/domain/job.ts'
import type { OperatorParts } from './operator.ts'
import type { Config } from './plan.ts'
import type { ForgettingAction } from './plan-outside.ts'
import { tryBackup } from './restore-trial.ts'

export interface ForgettingParts extends OperatorParts {
  readonly config: Config
}

const askAgainMs = 2_000

export class Forgetting {
  readonly #parts: ForgettingParts
  #backup: Buffer | undefined
  /** How many accounts were erased when it was made. */
  #erasedThen = 0

  constructor(parts: ForgettingParts) {
    this.#parts = parts
  }

  do(action: ForgettingAction): void | Promise<void> {
    const { roster } = this.#parts
    switch (action.do) {
      case 'erase':
        return this.#erase(roster.replace(action.user), action.by)
      case 'retain':
        return this.#retain()
      case 'backup':
        return this.#keep()
      case 'restore':
        return this.#restore(action.way)
    }
  }

  #erase(userId: string, who: 'owner' | 'operator'): void {
    const { host, model, time } = this.#parts
    const by: Actor =
      who === 'owner' ? { kind: 'user', id: userId } : { kind: 'operator', id: 'op' }
    host.call(
      ({ eraser }) => {
        model.forgotten.asking(userId)
        this.#noteWhatIsOpen(userId)
        return eraser.erase(userId, by, 'asked for by letter')
      },
      (reply) => {
        if (reply.kind === 'answer') return model.forgotten.promised(userId)
        // Nobody of that name was ever there.
        if (reply.kind === 'refusal') return
        time.setTimeout(() => this.#erase(userId, who), askAgainMs)
      },
    )
  }

  #noteWhatIsOpen(userId: string): void {
    const { model, probes } = this.#parts
    const leased = new Set(model.leases.jobIds)
    for (const jobId of model.open) {
      const job = model.jobs.get(jobId)
      if (job?.userId !== userId) continue
      if (job.status === 'queued') probes.hit('erased with a job in line')
      else if (leased.has(jobId)) probes.hit('erased with a job that a worker had')
      else if (job.status === 'processing') probes.hit('erased with a running job')
    }
  }

  #retain(): void {
    const { host, model, probes } = this.#parts
    host.call(
      ({ retention }) => {
        model.forgotten.removingOld()
        return retention.run()
      },
      (reply) => {
        if (reply.kind === 'lost') probes.hit('retention was cut off by a death')
        if (reply.kind !== 'answer') return
        const { removed } = reply.value
        if (removed.events > 0) probes.hit('old events were removed')
        if (removed.tries > 0) probes.hit('old tries were removed')
        if (removed.results + removed.deleted > 0) probes.hit('old results were removed')
      },
    )
  }

  #keep(): void {
    const { host, model } = this.#parts
    if (host.store.db.$client.inTransaction) return
    this.#backup = withoutLog(host.store.db.$client.serialize())
    this.#erasedThen = model.forgotten.finished
  }

  async #restore(way: 'tool' | 'by hand'): Promise<void> {
    const { model, host, probes } = this.#parts
    if (!this.#backup) return
    if (model.forgotten.finished > this.#erasedThen) {
      probes.hit(way === 'tool' ? 'restored from before an erasure' : 'an older file was put back')
    }
    await tryBackup({ ...this.#parts, image: this.#backup, way, list: host.erasureList })
  }
}

/** As SQLite's file format says: such a file has no log beside it, which an image in memory cannot have. */
function withoutLog(image: Buffer): Buffer {
  image.writeUInt8(1, 18)
  image.writeUInt8(1, 19)
  return image
}
