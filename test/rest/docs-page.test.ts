import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createService, readConfig, type Service } from '../../src/index.ts'
import { silentLog } from '../../src/system/log.ts'
import { chromiumPath, launchChromium } from '../support/chromium.ts'

describe.skipIf(chromiumPath === undefined)('the page of the API in a browser', () => {
  let service: Service
  let browser: Browser
  let url: string
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-docs-'))
  beforeAll(async () => {
    const env = { DATABASE_PATH: join(folder, 'unstuck.db'), PORT: '0' }
    service = await createService({ config: readConfig(env), log: silentLog })
    ;({ url } = await service.start())
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await service.stop()
    rmSync(folder, { recursive: true })
  })

  async function opened(at: string): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (/^(error|warning)$/.test(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => void complaints.push(error.message))
    await page.goto(at)
    return { page, complaints }
  }

  /** Opens an entry, fills in what is given, and answers what its button brought. */
  async function sent(page: Page, id: string, fields: Record<string, string> = {}) {
    const entry = page.locator(`#${id}`)
    await entry.locator('summary').first().click()
    for (const [name, value] of Object.entries(fields)) {
      const field = name === 'body' ? entry.locator('textarea') : entry.locator(`[name="${name}"]`)
      await field.fill(value)
    }
    const answer = page.waitForResponse((response) => response.request().method() !== 'OPTIONS')
    await entry.locator('button').click()
    await answer
    await entry.locator('pre:not([hidden])').waitFor()
    return {
      status: (await entry.locator('output').textContent()) ?? '',
      text: (await entry.locator('pre').textContent()) ?? '',
    }
  }

  test('signs up, submits the example and reads the job, with the token of the first answer', async () => {
    const { page, complaints } = await opened(`${url}/docs`)

    expect((await sent(page, 'postAuthRegister')).status).toMatch(/^201/)
    const submitted = await sent(page, 'postAssessmentSubmit', { 'Idempotency-Key': 'first' })
    expect(submitted.status).toMatch(/^202/)
    const { jobId } = JSON.parse(submitted.text).data
    const status = await sent(page, 'getAssessmentStatusJobId', { jobId })
    expect(JSON.parse(status.text).data).toMatchObject({ jobId })
    const jobs = await sent(page, 'getArchiveJobs', { limit: '1' })
    expect(JSON.parse(jobs.text).data.pagination.limit).toBe(1)

    expect(complaints).toEqual([])
    if (process.env['SCREENSHOTS']) {
      await page.screenshot({ path: `${process.env['SCREENSHOTS']}/docs.png`, fullPage: true })
    }
    await page.close()
  })

  test('asks below /api when it is there, and opens what the service key opens', async () => {
    const { page } = await opened(`${url}/api/docs`)
    const asked: string[] = []
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname))
    await page.locator('#key').fill(service.internalServiceKey)

    const stats = await sent(page, 'getHealthStuckJobsStats')

    expect(stats.status).toMatch(/^200/)
    expect(asked).toEqual(['/api/health/stuck-jobs/stats'])
    await page.close()
  })

  test('shows a refusal, and markup in an answer as text', async () => {
    const { page } = await opened(`${url}/docs`)

    const refused = await sent(page, 'postAuthLogin', {
      body: '{"email":"<img src=x onerror=alert(1)>","password":"x"}',
    })

    expect(refused.status).toMatch(/^400/)
    expect(refused.text).toContain('<img src=x')
    expect(await page.locator('img').count()).toBe(0)
    await page.close()
  })
})
