import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CutProxy } from '../client/support/cut-proxy.ts'
import { customer, operatorAt, submitted } from './support/operator-scene.ts'
import { usePages } from './support/use-pages.ts'
import { Visitor, type VisitorOptions } from './support/visitor.ts'

const pages = usePages()

let people = 0
async function operator(options: VisitorOptions & { url?: string } = {}): Promise<Visitor> {
  return pages.keep(await operatorAt(pages.browser, pages.live, `operator${people++}`, options))
}
const rows = <Row>(query: string, ...values: unknown[]) =>
  pages.live.service.runtime.db.$client.prepare(query).all(...values) as Row[]
const actions = () =>
  rows<{ action: string }>('select action from audit order by id desc limit 20').map(
    ({ action }) => action,
  )
const balanceOf = (id: string) =>
  rows<{ b: number }>('select token_balance as b from users where id = ?', id)[0]?.b

/** The endings of the jobs that were handed to the analyzer, whichever came first. */
async function failRunning(count: number): Promise<void> {
  for (let done = 0; done < count; ) {
    const { context, fail } = await pages.live.analyzer.next()
    // Those that were ended by hand still stand in the analyzer's line.
    if (context.signal.aborted) continue
    fail()
    done++
  }
}

const screens = ['', '/jobs', '/jobs/some', '/stuck', '/checks', '/ledger', '/audit', '/system']

describe.skipIf(!pages.isHere)('the operator’s pages', () => {
  test('are not there for anybody else: no entry, no script, no figure', async () => {
    const ana = await Visitor.at(pages.browser, pages.live.url)
    pages.keep(ana)
    await ana.arrive(`person${people++}`)
    const asked: string[] = []
    ana.page.on('request', (request) => asked.push(request.url()))
    expect(await ana.page.getByRole('link', { name: 'Operator' }).count()).toBe(0)
    for (const screen of screens) {
      await ana.open(`/app/operator${screen}`)
      await ana.sees('There is nothing here')
    }
    expect(asked.filter((url) => /operator[.-]|trpc\/(admin|monitor)/.test(url))).toEqual([])

    const nobody = await Visitor.at(pages.browser, pages.live.url)
    pages.keep(nobody)
    await nobody.open('/app/operator/jobs')
    await nobody.sees('Please sign in to go on.')
  })

  test('tell somebody whose role was taken that they may not, and nothing else', async () => {
    const olga = await operator()
    const email = `operator${people - 1}@example.com`
    const [account] = rows<{ id: string }>('select id from users where email = ?', email)
    const by = { kind: 'system', id: 'test' } as const
    await pages.live.service.runtime.accounts.setRole(account?.id ?? '', 'user', by)
    for (const screen of screens) {
      await olga.open(`/app/operator${screen}`)
      await olga.sees('You may not do this.')
    }
  })

  test('find a job by its id, its user, their address, its failure code and what its failure says', async () => {
    pages.live.analyzer.isByHand = true
    const userId = await customer(pages.live, `seeker${people++}`)
    const [failed = ''] = await submitted(pages.live, userId, 1)
    await failRunning(1)
    const olga = await operator()
    const { page } = olga
    await page.keyboard.press('/')
    const field = page.getByRole('searchbox', { name: 'Search jobs' })
    await field.waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'search')
    const address = `${userId}@EXAM`
    for (const words of [failed, userId, address, 'by hand', 'analysis_failed']) {
      await field.fill(words)
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: failed, exact: true }).waitFor()
      expect(new URL(page.url()).searchParams.get('q')).toBe(words)
    }
    await page.getByRole('row', { name: new RegExp(`${userId}@example.com`) }).waitFor()
    await field.fill('nothing of the kind')
    await page.keyboard.press('Enter')
    await olga.sees('No job matches.')
    await page.goBack()
    await page.getByRole('link', { name: failed, exact: true }).waitFor()

    await page.getByRole('button', { name: /^Failed \d/ }).click()
    await page.reload()
    await page.getByRole('link', { name: failed, exact: true }).waitFor()
    expect(await field.inputValue()).toBe('analysis_failed')
    expect(
      await page.getByRole('button', { name: /^Failed \d/ }).getAttribute('aria-pressed'),
    ).toBe('true')
  })

  test('fail all that match, with count, reason, refund, outcome and audit', async () => {
    pages.live.analyzer.isByHand = true
    const userId = await customer(pages.live, `many${people++}`)
    const before = balanceOf(userId) ?? 0
    await submitted(pages.live, userId, 55)
    expect(balanceOf(userId)).toBe(before - 55)
    const olga = await operator()
    const { page } = olga
    await olga.open(`/app/operator/jobs?user=${userId}&size=25`)
    await olga.sees('55 jobs match')
    await page.getByLabel('All 55 that match').check()
    await page.getByRole('button', { name: 'Fail and refund' }).click()
    await olga.sees('55 jobs of 1 person will fail, and 55 tokens come back.')
    const late = await submitted(pages.live, userId, 1)
    await page.getByLabel('Reason').fill('the provider is down')
    await page.getByRole('button', { name: 'Fail 55 jobs' }).click()
    await olga.sees('This is not 55.')
    await page.getByLabel('Type 55 to confirm').fill('55')
    await page.getByRole('button', { name: 'Fail 55 jobs' }).click()
    await olga.sees('Done: 55 successful, 0 skipped, 0 failed')
    expect(balanceOf(userId)).toBe(before - 1)
    await page.getByRole('button', { name: 'Close' }).click()
    expect(actions()).toContain('bulk.ended')

    await olga.open('/app/operator/audit?page=2')
    await page.getByRole('cell', { name: 'bulk.fail' }).first().waitFor()
    await olga.sees(/the provider is down/)
    const { desk } = pages.live.service.runtime
    await desk.fail(late[0] ?? '', { kind: 'system', id: 'test' }, 'over')
  })

  test('retry and cancel what was picked by keyboard', async () => {
    pages.live.analyzer.isByHand = true
    const userId = await customer(pages.live, `picked${people++}`)
    // The one that runs, and cannot be cancelled, is an instant older: those of one instant stand in no order.
    const running = await submitted(pages.live, userId, 1)
    const { clock } = pages.live.service.runtime
    const since = clock.now()
    await expect.poll(() => clock.now()).toBeGreaterThan(since)
    const ids = [...running, ...(await submitted(pages.live, userId, 2))]
    const olga = await operator()
    const { page } = olga
    await olga.open(`/app/operator/jobs?user=${userId}`)
    await page.locator('tr[data-row]').nth(2).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('k')
    await olga.sees('2 jobs picked')
    await page.getByRole('button', { name: 'Cancel and refund' }).click()
    await olga.sees(/2 jobs of 1 person will be cancelled/)
    await page.getByLabel('Reason').fill('asked for')
    await page.keyboard.press('Enter')
    await olga.sees('Done: 2 successful, 0 skipped, 0 failed')
    await page.keyboard.press('Escape')
    const failed = rows<{ id: string }>(
      `select job_id as id from jobs where user_id = ? and status = 'failed'`,
      userId,
    )
    expect(failed).toHaveLength(2)
    await page.keyboard.press('?')
    await page.getByRole('heading', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    const { desk } = pages.live.service.runtime
    const left = ids.filter((id) => !failed.some((each) => each.id === id))
    await desk.fail(left[0] ?? '', { kind: 'system', id: 'test' }, 'over')
  })

  test('are asked about one job in the singular, the safe answer first', async () => {
    pages.live.analyzer.isByHand = true
    const userId = await customer(pages.live, `one${people++}`)
    await submitted(pages.live, userId, 1)
    const olga = await operator()
    const { page } = olga
    await olga.open(`/app/operator/jobs?user=${userId}`)
    await olga.sees('1 job matches')
    await page.getByLabel('The one that matches').check()
    await page.getByRole('button', { name: 'Fail and refund' }).click()
    await olga.sees('1 job of 1 person will fail, and 1 token comes back.')
    const buttons = page.locator('dialog[open] button')
    expect(await buttons.allTextContents()).toEqual(['Back', 'Fail 1 job'])
    await page.getByLabel('Reason').fill('over')
    await page.keyboard.press('Enter')
    await olga.sees('Done: 1 successful, 0 skipped, 0 failed')
  })

  test('save what a filter finds as a file in which nothing is run', async () => {
    pages.live.analyzer.isByHand = false
    const userId = await customer(pages.live, `=1+${people++}`)
    const ids = await submitted(pages.live, userId, 3)
    const olga = await operator()
    const { page } = olga
    await olga.open(`/app/operator/jobs?user=${encodeURIComponent(userId)}&size=25`)
    const saved = async (button: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click(),
      ])
      return readFileSync(await download.path(), 'utf8')
    }
    const csv = await saved('Save as CSV')
    expect(csv.startsWith('\ufeffjob,status,user,email,')).toBe(true)
    const lines = csv.trim().split('\r\n')
    expect(
      lines
        .slice(1)
        .map((line) => line.split(',')[0])
        .sort(),
    ).toEqual([...ids].sort())
    expect(lines[1]).toContain(`,'${userId},'${userId}@example.com,`)
    await olga.sees('3 jobs saved.')
    const { jobs, isCut } = JSON.parse(await saved('Save as JSON'))
    expect([jobs.length, isCut, jobs[0].userId]).toEqual([3, false, userId])
  })

  test('see what is wrong alone, on one screen, with its address', async () => {
    pages.live.analyzer.isByHand = true
    const userId = await customer(pages.live, `wrong${people++}`)
    const [failed = ''] = await submitted(pages.live, userId, 1)
    await failRunning(1)
    const [waiting = ''] = await submitted(pages.live, userId, 1)
    const olga = await operator()
    const { page } = olga
    await page.getByRole('link', { name: 'Only what is wrong' }).click()
    await page.waitForURL(/view=trouble/)
    await olga.sees('What is wrong')
    await page.getByRole('row', { name: new RegExp(`${failed}.*ANALYSIS_FAILED`) }).waitFor()
    await page.getByRole('row', { name: new RegExp(`${waiting}.*refund in`) }).waitFor()
    await page.getByRole('link', { name: /Error rate/ }).click()
    await page.getByRole('link', { name: failed, exact: true }).waitFor()
    const { desk } = pages.live.service.runtime
    await desk.fail(waiting, { kind: 'system', id: 'test' }, 'over')
  })

  test('tell ids apart by their ends, and have them whole for whoever hears or copies them', async () => {
    pages.live.analyzer.isByHand = false
    const userId = await customer(pages.live, `ends${people++}`)
    const [jobId = ''] = await submitted(pages.live, userId, 1)
    const olga = await operator()
    await olga.open(`/app/operator/jobs?user=${userId}`)
    const link = olga.page.getByRole('link', { name: jobId, exact: true })
    await link.waitFor()
    expect(await link.textContent()).toBe(jobId)
    expect(await link.getAttribute('title')).toBe(jobId)
    const head = await link.locator('.id-head').evaluate((part) => part.getBoundingClientRect())
    expect(head.width).toBeLessThanOrEqual(1)
    expect((await link.boundingBox())?.width).toBeLessThan(120)
  })

  test('check now, and see before what a check would do; the audit shows both', async () => {
    const userId = await customer(pages.live, `stuck${people++}`)
    const stuck = `stuck-${people}`
    // Held off, as if nobody had noticed: the row is tried again in a minute, and by a check.
    pages.live.service.runtime.db.$client
      .prepare(
        `insert into jobs (job_id, user_id, status, created_at, updated_at, deadline_at, adopted_at, revision)
         values (?, ?, 'processing', 1, 1, null, 1, 1)`,
      )
      .run(stuck, userId)
    const olga = await operator()
    const { page } = olga
    await page.getByRole('link', { name: 'Checks', exact: true }).click()
    await page.getByRole('button', { name: 'Dry run' }).click()
    await olga.sees(/Dry run: \d+ jobs? would be repaired/)
    await page.getByRole('button', { name: 'Check now' }).click()
    await olga.sees(/Checked: \d+ of \d+ repaired/)
    await page
      .getByRole('row', { name: new RegExp(`operator${people - 1}@example.com \\(dry run\\)`) })
      .first()
      .waitFor()
    await page.getByRole('link', { name: 'Audit' }).click()
    await olga.sees(/"dryRun":true/)
    await olga.sees(/"dryRun":false/)
  })

  test('show the way of a job, its money and its tries; its scores to whoever says why', async () => {
    pages.live.analyzer.isByHand = true
    const userId = await customer(pages.live, `seen${people++}`)
    const [jobId = ''] = await submitted(pages.live, userId, 1)
    await failRunning(1)
    const olga = await operator()
    const { page } = olga
    await olga.open(`/app/operator/jobs/${jobId}`)
    await olga.sees('The way of this job: queued → processing → processing.analyzing → failed')
    expect(await page.locator('.chart .node.lit').count()).toBe(4)
    expect(await page.locator('.chart .move.lit').count()).toBeGreaterThanOrEqual(2)
    await page.getByRole('row', { name: /Refund/ }).waitFor()
    await page.getByRole('row', { name: /by hand/ }).waitFor()
    expect(await olga.text()).not.toContain('"riasec"')
    expect(await page.locator('[data-scores]').count()).toBe(0)
    expect(actions()).not.toContain('scores.view')

    await page.getByRole('button', { name: 'Show the scores' }).click()
    const dialog = page.locator('dialog[open]')
    await dialog.getByLabel('Reason').fill('a complaint')
    await dialog.getByRole('button', { name: 'Show the scores' }).click()
    await page.locator('[data-scores]').waitFor()
    expect(await olga.text('[data-scores]')).toContain('"riasec"')
    expect(rows('select details from audit where action = ?', 'scores.view')).toEqual([
      { details: 'a complaint' },
    ])
    await page.reload()
    await page.getByRole('button', { name: 'Show the scores' }).waitFor()
    expect(await page.locator('[data-scores]').count()).toBe(0)

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy as curl' }).click()
    await olga.sees('Copied')
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain(`/trpc/admin.job?input=`)
    expect(copied).toContain('Bearer $TOKEN')
  })

  test('count down to the refund of what waits, and move on live', async () => {
    pages.live.analyzer.isByHand = true
    const userId = await customer(pages.live, `waits${people++}`)
    const olga = await operator()
    const { page } = olga
    await page.getByRole('link', { name: 'Deadlines' }).click()
    await olga.sees('Next deadlines')
    const [jobId = ''] = await submitted(pages.live, userId, 1)
    const row = page.getByRole('row', { name: new RegExp(jobId) })
    await row.waitFor()
    expect(await row.textContent()).toMatch(/\d+ min \d+ s/)
    await failRunning(1)
    await row.waitFor({ state: 'detached' })
  })

  test('name every variable and no secret', async () => {
    const olga = await operator()
    await olga.open('/app/operator/system')
    await olga.sees('STUCK_JOB_CHECK_INTERVAL')
    const text = await olga.text()
    expect(text).toContain('Write-ahead log')
    expect(text).not.toContain(pages.live.service.internalServiceKey)
    expect(text).not.toContain(pages.live.service.metricsKey)
    await olga.page.getByRole('button', { name: 'Pause the intake' }).click()
    const dialog = olga.page.locator('dialog[open]')
    await dialog.getByLabel('Reason').fill('a drill')
    await dialog.getByRole('button', { name: 'Pause the intake' }).click()
    await olga.page.getByRole('button', { name: 'Resume the intake' }).click()
    await olga.page.getByRole('button', { name: 'Pause the intake' }).waitFor()
    expect(actions().slice(0, 2)).toEqual(['intake.resume', 'intake.pause'])
  })
})

describe.skipIf(!pages.isHere)('the live chip', () => {
  const chip = ({ page }: Visitor, state: string) =>
    page.locator(`.chip.live[data-state="${state}"]`).waitFor()

  test('says reconnecting while the connection is cut, then live, and what was missed is there', async () => {
    const proxy = await CutProxy.to(pages.live.url)
    const olga = await operator({ url: proxy.url })
    await chip(olga, 'live')
    await olga.page.getByRole('link', { name: 'Jobs', exact: true }).click()
    await olga.sees(/match$/)
    proxy.down(true)
    await chip(olga, 'reconnecting')
    const userId = await customer(pages.live, `missed${people++}`)
    const [jobId = ''] = await submitted(pages.live, userId, 1)
    proxy.down(false)
    await chip(olga, 'live')
    await olga.page.getByRole('link', { name: jobId, exact: true }).waitFor()
    await pages.release(olga)
    await proxy.close()
  })

  test('says paused by hand and on a hidden tab, and then nothing is asked', async () => {
    const olga = await operator()
    const { page } = olga
    await chip(olga, 'live')
    const watching = () => pages.live.service.runtime.changes.watching
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const seen = async (state: 'hidden' | 'visible') =>
      page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { value: now, configurable: true })
        Object.defineProperty(document, 'hidden', { value: now === 'hidden', configurable: true })
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      }, state)

    await seen('hidden')
    await chip(olga, 'paused')
    await expect.poll(watching).toBe(0)
    asked.length = 0
    const userId = await customer(pages.live, `unseen${people++}`)
    await submitted(pages.live, userId, 1)
    await page.waitForTimeout(1_500)
    expect(asked.filter((url) => url.includes('admin.overview'))).toEqual([])
    await seen('visible')
    await chip(olga, 'live')
    await expect
      .poll(() => asked.filter((url) => url.includes('admin.overview')).length, { timeout: 20_000 })
      .not.toBe(0)

    await page.getByRole('button', { name: 'Pause updates' }).click()
    await chip(olga, 'paused')
    await page.getByRole('button', { name: 'Resume updates' }).click()
    await chip(olga, 'live')
  })
})
