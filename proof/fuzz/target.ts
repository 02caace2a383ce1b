// The service under fuzz, seen from the fuzzer: started in a process and a folder of its own, asked how it
// stands, and started anew when an input has killed it.
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from './case.ts'
import { send } from './http.ts'
import type { Ask, Look, Questions, Ready } from './messages.ts'
import {
  emailOf,
  type Person,
  passwordOf,
  type ThingKind,
  type Things,
  thingKinds,
} from './people.ts'

/** The service's process ended or stopped answering. */
export class TargetLost extends Error {
  override readonly name = 'TargetLost'
}

const startMaxMs = 60_000
const answerMaxMs = 30_000

export class Target {
  readonly port: number
  readonly pid: number
  readonly #secrets: Set<string>
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #tokens: Record<string, string>
  readonly #serviceKey: string
  readonly #stderr: string[]
  #things: Things | undefined
  #asked = 0
  #addresses = 0

  private constructor(child: ChildProcess, folder: string, ready: Ready, stderr: string[]) {
    this.#child = child
    this.#folder = folder
    this.#stderr = stderr
    this.port = ready.port
    this.pid = child.pid ?? 0
    this.#tokens = { ...ready.tokens }
    this.#serviceKey = ready.serviceKey
    this.#secrets = new Set([...ready.secrets, ...Object.values(ready.tokens)])
  }

  static async start(limits: 'raised' | 'default'): Promise<Target> {
    const folder = mkdtempSync(join(tmpdir(), 'unstuck-fuzz-'))
    const child = fork(new URL('./child.ts', import.meta.url), [folder, limits], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    const stderr: string[] = []
    child.stderr?.on('data', (text) => stderr.push(String(text)))
    const ready = await next<Ready>(child, (message) => 'ready' in message, startMaxMs).catch(
      (cause: Error) => {
        throw new Error(`The service did not start: ${cause.message}\n${stderr.join('')}`)
      },
    )
    const target = new Target(child, folder, ready, stderr)
    await target.refill()
    return target
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** What no answer may hold. */
  get secrets(): readonly string[] {
    return [...this.#secrets]
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** What the process said while it died. */
  get lastWords(): string {
    return this.#stderr.join('').slice(-2_000)
  }

  tokenOf(role: Role): string | undefined {
    return this.#tokens[role]
  }

  headersOf(role: Role): Record<string, string> {
    if (role === 'internal') {
      return { 'x-internal-service': 'true', 'x-service-key': this.#serviceKey }
    }
    const token = this.#tokens[role]
    return token === undefined ? {} : { authorization: `Bearer ${token}` }
  }

  /** A new session for somebody whose last one an input has ended. */
  async signIn(person: Person): Promise<void> {
    const body = JSON.stringify({ email: emailOf(person), password: passwordOf(person) })
    const { status, text } = await send(this.port, {
      method: 'POST',
      path: '/auth/login',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': this.freshAddress() },
      body,
    })
    if (status !== 200) throw new Error(`${person} cannot sign in any more: ${text.slice(0, 300)}`)
    this.#tokens[person] = (JSON.parse(text) as { data: { token: string } }).data.token
  }

  /** An address nobody has called from, so that limits by address do not hide what comes after them. */
  freshAddress(): string {
    const n = ++this.#addresses
    return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
  }

  async refill(): Promise<void> {
    const { things, tokens } = await this.ask('refill')
    this.#things = things
    for (const [person, token] of Object.entries(tokens)) {
      // Only of an account that is new: of one that is not, a later session may be under way.
      if (this.#secrets.has(token)) continue
      this.#secrets.add(token)
      this.#tokens[person] = token
    }
    await this.signBackIn()
  }

  /** An input may have ended the session it came with; whoever comes next is signed in. */
  async signBackIn(): Promise<void> {
    for (const person of ['ana', 'bob', 'olga'] as const) {
      const headers = this.headersOf(person)
      const { status } = await send(this.port, { method: 'GET', path: '/auth/profile', headers })
      if (status === 401) await this.signIn(person)
    }
  }

  look(): Promise<Look> {
    return this.ask('look')
  }

  async ask<Each extends Ask>(ask: Each): Promise<Questions[Each]> {
    const id = ++this.#asked
    const answered = next<{ answer?: Questions[Each]; failed?: string }>(
      this.#child,
      (message) => message['id'] === id,
      answerMaxMs,
    )
    this.#child.send({ id, ask }, () => {})
    const { answer, failed } = await answered
    if (answer === undefined) throw new Error(`The service could not ${ask}: ${failed}`)
    return answer
  }

  /** `text` with every name such as `@ana.done` replaced by the id it stands for at present. */
  filled(text: string): string {
    return text.replace(
      /@(ana|bob|dan|olga)\.([a-z]+)(?:\.(\d+))?/g,
      (name, person, kind, index) => {
        const ids = this.#things?.[person as Person]?.[kind as ThingKind]
        return ids?.[Number(index ?? 0) % Math.max(1, ids.length)] ?? name
      },
    )
  }

  async stop(): Promise<void> {
    if (this.isAlive) {
      const gone = new Promise((resolve) => this.#child.once('exit', resolve))
      this.#child.kill('SIGKILL')
      await gone
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Every name that `filled` knows, a few of each. */
export const thingNames: readonly string[] = ['ana', 'bob', 'dan', 'olga'].flatMap((person) =>
  thingKinds.flatMap((kind) => [0, 1, 2].map((index) => `@${person}.${kind}.${index}`)),
)

function next<T>(
  child: ChildProcess,
  isIt: (message: Record<string, unknown>) => boolean,
  withinMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      clearTimeout(timer)
      child.off('message', onMessage).off('exit', onExit)
      end()
    }
    const onMessage = (message: Record<string, unknown>) => {
      if (isIt(message)) settle(() => resolve(message as T))
    }
    const onExit = (code: number | null, signal: string | null) =>
      settle(() => reject(new TargetLost(`the process ended with ${code ?? signal}`)))
    const timer = setTimeout(
      () => settle(() => reject(new TargetLost(`no answer within ${withinMs} ms`))),
      withinMs,
    )
    child.on('message', onMessage)
    if (child.exitCode !== null || child.signalCode !== null)
      onExit(child.exitCode, child.signalCode)
    else child.once('exit', onExit)
  })
}
