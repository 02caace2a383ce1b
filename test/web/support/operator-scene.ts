// An operator at a browser, and a service that has something to show them: a day of jobs, some that failed, one that
// runs, some that wait.
import type { Browser } from 'playwright-core'
import { talentScores } from '../../support/scores.ts'
import { type PagesService, password } from './pages-service.ts'
import { Visitor, type VisitorOptions } from './visitor.ts'

const by = { kind: 'system', id: 'test' } as const
const minuteMs = 60_000

/** Signs in through the form, as somebody whose role was given before. */
export async function operatorAt(
  browser: Browser,
  live: PagesService,
  name: string,
  options: VisitorOptions & { url?: string } = {},
): Promise<Visitor> {
  const visitor = await Visitor.at(browser, options.url ?? live.url, options)
  const userId = await visitor.register(name)
  await live.service.runtime.accounts.setRole(userId, 'operator', by)
  await visitor.open('/app/sign-in')
  await visitor.page.fill('input[name=email]', `${name}@example.com`)
  await visitor.page.fill('input[name=password]', password)
  await visitor.page.click('button[type=submit]')
  await visitor.page.getByRole('link', { name: 'Operator' }).click()
  await visitor.sees('How things stand')
  return visitor
}

/** An account with tokens, as somebody who never looks at these pages has it. */
export async function customer(live: PagesService, id: string, tokens = 1_000): Promise<string> {
  const { accounts } = live.service.runtime
  await accounts.ensure({ id, email: `${id}@example.com`, name: id })
  await accounts.grant(id, tokens, 'for the test', by)
  return id
}

/** Submits this many and answers their ids; what becomes of them is the analyzer's. */
export async function submitted(
  live: PagesService,
  userId: string,
  count: number,
): Promise<string[]> {
  const { intake } = live.service.runtime
  const answers = await Promise.all(
    Array.from({ length: count }, () => intake.submit(userId, { assessmentData: talentScores() })),
  )
  return answers.map(({ jobId }) => jobId)
}

/** Jobs that ended during the last day, as rows: time cannot be turned back for real ones. */
export function pastDay(live: PagesService, userId: string, count: number): void {
  const { db, clock } = live.service.runtime
  const now = clock.now()
  const result = db.$client.prepare(
    `insert into results (id, user_id, assessment_name, status, profile, analyzer, created_at, updated_at)
     values (?, ?, 'AI-Driven Talent Mapping', 'completed', '{}', 'offline@1.0.0', ?, ?)`,
  )
  const job = db.$client.prepare(
    `insert into jobs (job_id, user_id, result_id, status, error_code, error_message, origin, attempt, tries,
       adopted_at, created_at, updated_at, started_at, finished_at, revision)
     values (?, ?, ?, ?, ?, ?, 'service', 1, 1, ?, ?, ?, ?, ?, 1)`,
  )
  for (let index = 0; index < count; index++) {
    const busy = 1 + Math.sin(index / 23) ** 2
    const finished = now - Math.round((index / count) * 1_430 * minuteMs * busy * 0.5)
    const started = finished - 4_000 - ((index * 7_919) % 30_000)
    const created = started - ((index * 3_571) % 20_000)
    const isFailed = index % 17 === 3
    const id = `past-${index}`
    if (!isFailed) result.run(id, userId, created, finished)
    const outcome = isFailed
      ? ['failed', 'ANALYSIS_FAILED', 'The analysis could not be completed']
      : ['completed', null, null]
    const times = [created, created, finished, started, finished]
    job.run(id, userId, isFailed ? null : id, ...outcome, ...times)
  }
}
