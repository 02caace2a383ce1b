// The service as people run it, network included: real port, real sign-in, real file with synchronous=FULL.
// Only the analyzer is a stand-in, and the bounds named here are raised so that one machine can reach them.
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { pino } from 'pino'
import type { HttpLimits } from '../src/http/limits.ts'
import { createService, type Service } from '../src/service.ts'
import { makeLog } from '../src/system/log.ts'
import { pause, requireDone } from './harness.ts'
import { instantAssessment, shortProfile } from './payloads.ts'

export interface NetOptions {
  readonly folder: string
  /** Tokens are those of `signedIn`; where not given, those of `signUp`. */
  readonly isExternal?: boolean
  readonly limits?: Partial<HttpLimits>
  readonly crashPoint?: (name: string) => void
}

const env = {
  PORT: '0',
  DEFAULT_TOKEN_BALANCE: '1000000000',
  SUBMIT_RATE_PER_MINUTE: '10000000',
  SUBMIT_BURST: '10000000',
  UNFINISHED_JOBS_MAX: '1000000000',
  WORKER_CONCURRENCY: '64',
}

const external = {
  AUTH_ISSUER_URL: 'https://issuer.example',
  AUTH_AUDIENCE: 'unstuck',
  AUTH_JWT_SECRET: 'a-secret-that-both-sides-know-0123456789',
}

export interface Person {
  readonly userId: string
  readonly token: string
}

export class NetService {
  readonly service: Service
  readonly port: number

  private constructor(service: Service, port: number) {
    this.service = service
    this.port = port
  }

  static async start({ folder, isExternal, ...options }: NetOptions): Promise<NetService> {
    const profile = shortProfile()
    const service = await createService({
      env: { ...env, ...(isExternal && external), DATABASE_PATH: join(folder, 'service.db') },
      assessments: [instantAssessment(() => Promise.resolve(profile))],
      log: makeLog('info', pino.destination({ dest: join(folder, 'service.log') })),
      ...options,
    })
    const { db } = service.runtime
    requireDone('synchronous', db.$client.pragma('synchronous', { simple: true }), 2)
    const { port } = await service.start()
    await service.recovered()
    return new NetService(service, port)
  }

  /** Signs somebody up as a client would, with the embedded issuer. */
  async signUp(): Promise<Person> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'person@example.com', password: 'correct horse battery 1' }),
    })
    requireDone('sign-up', answer.status, 201)
    const { data } = (await answer.json()) as { data: { token: string; user: { id: string } } }
    return { userId: data.user.id, token: data.token }
  }

  /** Has accounts made for people, as their first request would. */
  async introduce(people: readonly Person[]): Promise<void> {
    const { accounts } = this.service.runtime
    await Promise.all(
      people.map(({ userId }) => accounts.ensure({ id: userId, email: null, name: null })),
    )
  }

  /** Lets every job in line be analysed, then starts none any more. */
  async emptyLine(): Promise<void> {
    const { dispatcher } = this.service.runtime
    dispatcher.open()
    while (this.count('deadline_at is not null') > 0) await pause(20)
    dispatcher.close()
  }

  count(condition: string, table = 'jobs'): number {
    const sql = `select count(*) from ${table} where ${condition}`
    return Number(this.service.runtime.db.$client.prepare(sql).pluck().get())
  }

  stop(): Promise<void> {
    return this.service.stop()
  }
}

/** People with tokens of an external provider, which the service checks by a secret that both know. */
export const signedIn = (count: number): Promise<Person[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const token = await new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(`person-${index}`)
        .setIssuer(external.AUTH_ISSUER_URL)
        .setAudience(external.AUTH_AUDIENCE)
        .setExpirationTime('1 day')
        .sign(new TextEncoder().encode(external.AUTH_JWT_SECRET))
      return { userId: `${external.AUTH_ISSUER_URL}|person-${index}`, token }
    }),
  )
