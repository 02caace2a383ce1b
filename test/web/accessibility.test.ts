import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath, launchChromium } from '../support/chromium.ts'
import { auditOf } from './support/axe.ts'
import { customer, operatorAt, pastDay, submitted } from './support/operator-scene.ts'
import { type PagesService, startPagesService } from './support/pages-service.ts'
import { Visitor } from './support/visitor.ts'

const isHere = chromiumPath !== undefined
/** With SCREENSHOTS naming a folder, every screen is kept there as a picture, in both themes. */
const pictures = process.env['SCREENSHOTS']

let live: PagesService
let browser: Browser
let ana: Visitor
let olga: Visitor
let addresses: Readonly<Record<string, string>>

beforeAll(async () => {
  if (!isHere) return
  ;[live, browser] = await Promise.all([startPagesService(), launchChromium()])
  if (pictures) mkdirSync(pictures, { recursive: true })
  ana = await Visitor.at(browser, live.url)
  await ana.arrive('ana')
  addresses = await somethingOnEveryScreen()
  addresses = { ...addresses, ...(await somethingForOperators(addresses)) }
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await live?.stop()
})

/** A result with a link, a failure, and one that still runs. */
async function somethingOnEveryScreen(): Promise<Record<string, string>> {
  const { page } = ana
  const result = await ana.finishExample()
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Make the link' }).click()
  const link = await page.getByLabel('Link', { exact: true }).inputValue()
  live.analyzer.isByHand = true
  const failed = await ana.submitExample()
  ;(await live.analyzer.next()).fail()
  await ana.sees('The analysis did not work out')
  const running = await ana.submitExample()
  ;(await live.analyzer.next()).context.progress(0.4, 'Comparing careers')
  await ana.sees('Comparing careers')
  return {
    history: '/app/',
    submit: '/app/new',
    running: `/app/jobs/${running}`,
    failed: `/app/jobs/${failed}`,
    result,
    account: '/app/account',
    shared: link.slice(live.url.length),
    unknown: '/app/no/such/screen',
  }
}

/** A day of jobs, some that failed and came back, one that runs and some that wait. */
async function somethingForOperators(
  known: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const userId = await customer(live, 'budi.with.a.long.address')
  pastDay(live, userId, 900)
  live.analyzer.isByHand = false
  await submitted(live, userId, 12)
  live.analyzer.isByHand = true
  const [waiting = ''] = await submitted(live, userId, 8)
  olga = await operatorAt(browser, live, 'olga')
  const { monitor, desk } = live.service.runtime
  await desk.cancel(waiting, { kind: 'operator', id: 'olga' })
  await monitor.check('manual', { dryRun: true })
  return {
    overview: '/app/operator',
    trouble: '/app/operator?view=trouble',
    jobs: '/app/operator/jobs',
    'failed-jobs': '/app/operator/jobs?status=failed&q=analysis_failed&size=25',
    'one-job': `/app/operator${known['failed']?.slice('/app'.length)}`,
    deadlines: '/app/operator/stuck',
    checks: '/app/operator/checks',
    ledger: '/app/operator/ledger',
    audit: '/app/operator/audit',
    system: '/app/operator/system',
  }
}

const operators = [
  'overview',
  'trouble',
  'jobs',
  'failed-jobs',
  'one-job',
  'deadlines',
  'checks',
  'ledger',
  'audit',
  'system',
]

const own = ['history', 'submit', 'running', 'failed', 'result', 'account', 'shared', 'unknown']
const everybodys: Record<string, string> = {
  welcome: '/app/',
  'sign-in': '/app/sign-in',
  'sign-up': '/app/sign-up',
}

test.skipIf(!isHere).each(own)(
  '%s has no serious finding, in any language or theme',
  async (screen) => {
    expect(await findingsOn(ana, screen, addresses[screen] ?? '')).toEqual([])
  },
)

test.skipIf(!isHere).each(operators)(
  'the operator’s %s has no serious finding, in any language or theme',
  async (screen) => {
    expect(await findingsOn(olga, screen, addresses[screen] ?? '')).toEqual([])
  },
)

test.skipIf(!isHere)('the operator’s dialogs have none either', async () => {
  const { page } = olga
  await olga.open(addresses['jobs'] ?? '')
  await page.getByLabel(/All [\d,+]+ that match/).check()
  await page.getByRole('button', { name: 'Fail and refund' }).click()
  await olga.sees(/will fail/)
  expect(await audit(olga, 'fail dialog')).toEqual([])
  await picture(olga, 'fail-dialog')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  expect(await audit(olga, 'keys')).toEqual([])
  await page.keyboard.press('Escape')
})

test.skipIf(!isHere).each(Object.keys(everybodys))(
  '%s has no serious finding, in any language or theme',
  async (screen) => {
    const nobody = await Visitor.at(browser, live.url)
    expect(await findingsOn(nobody, screen, everybodys[screen] ?? '')).toEqual([])
    await nobody.leave()
  },
)

test.skipIf(!isHere)('dialogs, wrong fields and the pasted form have none either', async () => {
  const { page } = ana
  await ana.open(addresses['result'] ?? '')
  await page.getByRole('button', { name: 'Share' }).click()
  await page.locator('dialog[open]').waitFor()
  expect(await audit(ana, 'share dialog')).toEqual([])
  await ana.open('/app/new')
  await page.locator('.pay button').click()
  await ana.sees('35 fields need another look')
  expect(await audit(ana, 'wrong fields')).toEqual([])
  await page.getByLabel('Paste JSON').check()
  await page.locator('.pay button').click()
  expect(await audit(ana, 'pasted form')).toEqual([])
})

test.skipIf(!isHere)('the check sees what is wrong', async () => {
  const nobody = await Visitor.at(browser, live.url)
  await nobody.open('/app/sign-in')
  await nobody.page.evaluate(() => {
    document.querySelector('label')?.remove()
  })
  expect((await audit(nobody, 'spoilt')).join()).toContain('label')
  await nobody.leave()
})

test.skipIf(!isHere)('every screen fits 320 pixels in both languages', async () => {
  expect(await tooWideFor(ana, own)).toEqual([])
  expect(await tooWideFor(olga, operators)).toEqual([])
})

test.skipIf(!isHere)('no table of the operator’s is cut from 1,024 pixels on', async () => {
  const { page } = olga
  const cut: string[] = []
  for (const screen of operators) {
    for (const width of [1_024, 1_180, 1_280, 1_600]) {
      await page.setViewportSize({ width, height: 820 })
      if (width === 1_024) await olga.open(addresses[screen] ?? '')
      await page.locator('main :is(p, label, li):visible').first().waitFor()
      for (const language of ['id', 'en']) {
        await choose(olga, 0, language)
        const found = await page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll('.scroll')].flatMap((part) =>
            part.scrollWidth > part.clientWidth
              ? [`${part.getAttribute('aria-label') ?? 'page'} ${part.scrollWidth}`]
              : [],
          ),
        )
        cut.push(...found.map((each) => `${screen} in ${language} at ${width}: ${each}`))
      }
    }
  }
  expect(cut).toEqual([])
})

async function tooWideFor(visitor: Visitor, screens: readonly string[]): Promise<string[]> {
  const { page } = visitor
  const tooWide: string[] = []
  await page.setViewportSize({ width: 320, height: 640 })
  for (const screen of screens) {
    await visitor.open(addresses[screen] ?? '')
    for (const language of ['id', 'en']) {
      await choose(visitor, 0, language)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      if (width > 320) tooWide.push(`${screen} in ${language}: ${width}`)
    }
    await picture(visitor, `${screen}-320`)
  }
  return tooWide
}

/** What axe finds on a screen in both languages, and what of its colours is wrong in the dark. */
async function findingsOn(visitor: Visitor, screen: string, path: string): Promise<string[]> {
  await visitor.open(path)
  await visitor.page.locator('main :is(p, label, li):visible').first().waitFor()
  const found: string[] = []
  for (const language of ['id', 'en']) {
    await choose(visitor, 0, language)
    for (const theme of ['light', 'dark']) {
      await choose(visitor, 1, theme)
      await picture(visitor, `${screen}-${language}-${theme}`)
      found.push(...(await audit(visitor, `${screen} ${language} ${theme}`, theme === 'dark')))
    }
  }
  return found
}

/** By the footer, as a person would: language is the first choice there, colours the second. */
async function choose({ page }: Visitor, which: 0 | 1, value: string): Promise<void> {
  await page.locator('.choices select').nth(which).selectOption(value)
  const [name, holder] = which === 0 ? ['lang', 'html'] : ['data-theme', 'html']
  await page.locator(`${holder}[${name}="${value}"]`).waitFor()
}

async function picture({ page }: Visitor, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

const audit = ({ page }: Visitor, where: string, onlyColours = false): Promise<string[]> =>
  auditOf(page, where, onlyColours)
