// `unstuck demo`: the main job end to end on a throw-away database, then the two ways a job gets stuck, on
// simulated time, then every invariant of the file. It ends with one line, or throws what went wrong.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { createUnstuckClient } from '../../client/index.ts'
import { exampleScores } from '../assessments/talent-mapping/example.ts'
import type { PersonaProfile } from '../assessments/talent-mapping/profile.schema.ts'
import { readConfig } from '../config.ts'
import { openReadOnly } from '../db/connection.ts'
import { verify } from '../db/verify.ts'
import { createService } from '../service.ts'
import { silentLog } from '../system/log.ts'
import { showStuckJobs } from './demo-stuck.ts'
import { expectThat } from './expect-that.ts'
import type { Output } from './output.ts'

export interface DemoReport {
  readonly submitted: {
    readonly jobId: string
    readonly events: readonly string[]
    readonly archetype: string
  }
  readonly stuck: readonly {
    readonly jobId: string
    readonly code: string
    readonly afterMinutes: number
    readonly refundedTokens: number
  }[]
  readonly checks: number
  readonly durationMs: number
}

export async function demoCommand(output: Output, elapsedMs: () => number): Promise<DemoReport> {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-demo-'))
  const databasePath = join(folder, 'demo.db')
  try {
    output.line('1  A real submission, over the network, with its live events')
    const submitted = await submitForReal(databasePath, output)
    output.line()
    output.line('2  Two jobs that get stuck, on simulated time')
    const stuck = await showStuckJobs(databasePath, output)
    output.line()
    output.line('3  Every invariant of the file')
    const checks = verifyFile(databasePath, output)
    const report = { submitted, stuck, checks, durationMs: Math.round(elapsedMs()) }
    output.json(report)
    output.line()
    output.line(
      `demo ok: 1 job completed, ${stuck.length} stuck jobs failed at their deadlines and refunded once, ${checks} checks clean, in ${(report.durationMs / 1_000).toFixed(1)} s`,
    )
    return report
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function submitForReal(databasePath: string, output: Output) {
  const config = readConfig({ DATABASE_PATH: databasePath, PORT: '0', LOG_LEVEL: 'silent' })
  const service = await createService({ config, log: silentLog })
  const { url } = await service.start()
  try {
    const token = await register(url)
    const client = createUnstuckClient<PersonaProfile>({ url, token, WebSocket })
    try {
      const job = await client.submit(exampleScores)
      const { estimatedProcessingTime, remainingTokens } = job.answer
      output.line(
        `   submitted to ${url}: job ${job.jobId}, ${estimatedProcessingTime}, ${remainingTokens} tokens left`,
      )
      const events: string[] = []
      for await (const event of job.events()) {
        events.push(event.event)
        output.line(`   ${event.timestamp}  ${event.event.padEnd(18)} resultId ${event.resultId}`)
      }
      const profile = await job.done()
      showProfile(profile, output)
      expectThat(events.at(-1) === 'analysis-complete', `the last event is ${events.at(-1)}`)
      expectThat((await client.balance()) === 2, 'the balance is 3 less the price of 1')
      return { jobId: job.jobId, events, archetype: profile.archetype }
    } finally {
      client.close()
    }
  } finally {
    await service.stop()
  }
}

async function register(url: string): Promise<string> {
  const response = await fetch(`${url}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'demo@example.com', password: 'a demo password' }),
  })
  const body = (await response.json()) as { data?: { token?: string } }
  const token = body.data?.token
  if (token === undefined)
    throw new Error(`The demo person could not register: HTTP ${response.status}`)
  return token
}

function showProfile(profile: PersonaProfile, output: Output): void {
  output.line()
  output.line(`   ${profile.archetype}`)
  for (const line of wrapped(profile.shortSummary, 92)) output.line(`   ${line}`)
  output.line(`   Strengths: ${profile.strengths.slice(0, 3).join(' · ')}`)
  const careers = profile.careerRecommendation.map(({ careerName }) => careerName)
  output.line(`   Careers: ${careers.join(' · ')}`)
}

function verifyFile(databasePath: string, output: Output): number {
  const { db, close } = openReadOnly(databasePath)
  try {
    const report = verify(db, { now: 0, isLive: false })
    for (const check of report.checks.filter(({ ok }) => !ok)) {
      output.line(`   ${check.id} ${check.title}: ${check.violations} violations`)
    }
    expectThat(report.ok, 'the file breaks an invariant')
    output.line(`   ${report.checks.length} checks, no violation`)
    return report.checks.length
  } finally {
    close()
  }
}

function wrapped(text: string, width: number): string[] {
  return text.match(new RegExp(`.{1,${width}}(?= |$)`, 'g'))?.map((line) => line.trim()) ?? [text]
}
