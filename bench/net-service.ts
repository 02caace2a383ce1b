// The service as people run it, network included: real port, real sign-in, real file with synchronous=FULL.
// Only the analyzer is a stand-in, and the bounds named here are raised so that one machine can reach them.
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { pino } from 'pino'
import type { HttpLimits } from '../src/http/limits.ts'
import { createService, type Service } from '../src/service.ts'
import { makeLog } from '../src/system/log.ts'
import { pause, requireDone } from './harness.ts'
import { instantAssessment, shortProfile } from './payloads.ts'

export interface NetOptions {
  readonly folder: string
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

  static async start({ folder, ...options }: NetOptions): Promise<NetService> {
    const profile = shortProfile()
    const service = await createService({
      env: { ...env, DATABASE_PATH: join(folder, 'service.db') },
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

  /** Signs people up as a client would, a few from each of several addresses. */
  async signUp(count: number): Promise<Person[]> {
    const people: Person[] = []
    // Each hashes a password; the service turns away who comes when many do.
    for (let index = 0; index < count; index++) people.push(await this.#signUp(index))
    return people
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

  async #signUp(index: number): Promise<Person> {
    const email = `person-${index}@example.com`
    const asked = request({
      port: this.port,
      host: '127.0.0.1',
      // One address may try ten times a minute.
      localAddress: `127.0.1.${1 + Math.floor(index / 10)}`,
      path: '/auth/register',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    })
    asked.end(JSON.stringify({ email, password: 'correct horse battery 1' }))
    const [answer]: [IncomingMessage] = (await once(asked, 'response')) as [IncomingMessage]
    requireDone(`sign-up of ${email}`, answer.statusCode, 201)
    const { data } = (await json(answer)) as { data: { token: string; user: { id: string } } }
    return { userId: data.user.id, token: data.token }
  }
}
