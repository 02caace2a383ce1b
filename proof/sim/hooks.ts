// Owners of webhooks: they have them made, switch them, try them, and send again what was lost. What they are owed is
// judged by owed.ts.
import type { OwnerActs } from '../../src/actors/webhook-desk.ts'
import type { Runtime } from '../../src/runtime.ts'
import type { Host } from './host.ts'
import type { Model } from './model.ts'
import type { HookAction, HookDeed } from './plan-outside.ts'
import type { Probes } from './probes.ts'
import { type Receivers, urlOf } from './receivers.ts'
import type { Roster } from './roster.ts'

export interface HooksParts {
  readonly host: Host
  readonly model: Model
  readonly probes: Probes
  readonly receivers: Receivers
  readonly roster: Roster
}

interface Made {
  readonly id: string
  readonly acts: OwnerActs
}

export class Hooks {
  readonly #parts: HooksParts
  readonly #made: Made[] = []
  #number = 0

  constructor(parts: HooksParts) {
    this.#parts = parts
  }

  do(action: HookAction): void {
    switch (action.do) {
      case 'mood':
        return this.#parts.receivers.mood(action.receiver, action.mood)
      case 'hook':
        return this.#create(action.user, action.receiver)
      case 'hook-do':
        return this.#act(this.#made[Math.floor(action.pick * this.#made.length)], action.what)
    }
  }

  #create(user: number, receiver: number): void {
    const { host, roster, model, probes } = this.#parts
    const owner = user < 0 ? null : roster.idOf(user)
    const by = owner === null ? { kind: 'operator', id: 'op' } : { kind: 'user', id: owner }
    const acts = { owner, by } as OwnerActs
    const url = urlOf(receiver, owner, ++this.#number)
    host.call(
      async (runtime) => {
        // As every request of a verified person, so that nobody is owed anything who never came.
        if (owner !== null) await signIn(runtime, owner)
        return runtime.webhooks.desk.create(acts, { url })
      },
      (reply) => {
        if (reply.kind === 'answer') this.#made.push({ id: reply.value.id, acts })
        if (reply.kind !== 'refusal' || owner === null) return
        if (model.person(owner).isErased) probes.hit('a webhook for who was erased was refused')
      },
    )
  }

  #act(made: Made | undefined, what: HookDeed): void {
    if (!made) return
    const { host, probes } = this.#parts
    const { id, acts } = made
    host.call(
      ({ webhooks: { desk } }): Promise<unknown> => {
        if (what === 'on' || what === 'off') return desk.setActive(acts, id, what === 'on')
        if (what === 'delete') return desk.remove(acts, id)
        if (what === 'rotate') return desk.rotate(acts, id)
        if (what === 'test') return desk.test(acts, id)
        return desk.redeliver(acts, id)
      },
      (reply) => {
        if (reply.kind !== 'answer') return
        if (what === 'redeliver' && Number(reply.value) > 0)
          probes.hit('dead letters were sent anew')
        if (what === 'on') probes.hit('a webhook was switched on again')
      },
    )
  }
}

const signIn = ({ accounts }: Runtime, id: string) =>
  accounts.ensure({ id, email: `${id}@example.com`, name: id })
