import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { CutProxy } from '../client/support/cut-proxy.ts'
import { tabTo } from './support/keyboard.ts'
import { password } from './support/pages-service.ts'
import { readPdf } from './support/pdf-text.ts'
import { usePages } from './support/use-pages.ts'
import { Visitor, type VisitorOptions } from './support/visitor.ts'

const pages = usePages()

let people = 0
async function visit(options: VisitorOptions & { url?: string } = {}): Promise<Visitor> {
  return pages.keep(await Visitor.at(pages.browser, options.url ?? pages.live.url, options))
}
async function signedUp(options: VisitorOptions & { url?: string } = {}): Promise<Visitor> {
  const visitor = await visit(options)
  await visitor.arrive(`person${people++}`)
  return visitor
}
const rows = (query: string) => pages.live.service.runtime.db.$client.prepare(query).all()

describe.skipIf(!pages.isHere)('one person’s way through the pages', () => {
  test('by mouse: errors at the field, nothing lost on reload, charged once, told when it is ready', async () => {
    pages.live.analyzer.isByHand = true
    const ana = await visit()
    await ana.signUp('ana')
    const { page } = ana
    await ana.sees('This costs 1 token.')
    await ana.sees('You have 3 tokens.')
    await ana.sees('If the analysis fails, you get it back by itself.')

    await page.click('.pay button')
    await ana.sees('35 fields need another look')
    await page.getByRole('button', { name: 'Fill in an example person' }).click()
    const social = page.getByLabel('Social', { exact: true })
    await social.fill('140')
    await page.click('.pay button')
    await ana.sees('“140” is not a whole number from 0 to 100.')
    expect(await social.evaluate((field) => field === document.activeElement)).toBe(true)
    expect(await described(social)).toContain('“140” is not a whole number from 0 to 100.')

    await social.fill('55')
    await page.reload()
    expect(await page.getByLabel('Social', { exact: true }).inputValue()).toBe('55')
    const jobsBefore = rows('select 1 from jobs').length
    await page.locator('.pay button').dblclick()
    await ana.sees('The analysis is running.')
    expect(rows('select 1 from jobs').length).toBe(jobsBefore + 1)
    await ana.sees('2 tokens')

    const analysis = await pages.live.analyzer.next()
    analysis.context.progress(0.5, 'Comparing careers')
    await ana.sees('Comparing careers')
    expect(await page.title()).toContain('Being analysed')
    analysis.succeed()
    await ana.sees('Your result is ready.')
    expect(await page.title()).toBe('✓ Ready: your analysis')

    await page.getByRole('link', { name: 'Read your result' }).click()
    await ana.sees('The Imaginative Researcher')
    expect(await page.locator('.brief li').count()).toBe(3)
    for (const part of ['What draws you', 'How you tend to be', 'What you are strong in']) {
      await page.getByRole('heading', { name: part }).waitFor()
    }
    const tables = page.locator('figure table')
    expect(await tables.locator('tbody tr').count()).toBe(6 + 5 + 24)
    await page.getByText('The numbers as a table').first().click()
    await page.getByRole('row', { name: 'Investigative 86 high' }).waitFor()
    expect(await page.locator('.career').count()).toBeGreaterThanOrEqual(3)
    await ana.sees('These are scores, not percentiles')
  })

  test('by keyboard alone, from the first page to the result', async () => {
    const kim = await visit()
    const { page } = kim
    await kim.open('/app/')
    await tabTo(kim, 'Create an account')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Create your account' }).waitFor()
    await tabTo(kim, 'E-mail address')
    await page.keyboard.type('kim@example.com')
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.locator('.pay button').waitFor()
    await tabTo(kim, 'Fill in an example person')
    await page.keyboard.press('Enter')
    await kim.sees('35 of 35 filled in')
    await tabTo(kim, 'Analyse for 1 token')
    await page.keyboard.press('Enter')
    await kim.sees('Your result is ready.')
    await tabTo(kim, 'Read your result')
    await page.keyboard.press('Enter')
    await page.locator('.result-head').waitFor()
    await tabTo(kim, 'Share')
    await page.keyboard.press('Enter')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    await tabTo(kim, 'The numbers as a table: What draws you')
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: 'Investigative 86 high' }).waitFor()
  })

  test('in Indonesian the text of the analysis is Indonesian, too', async () => {
    const ana = await signedUp({ locale: 'id-ID' })
    await ana.finishExample()
    await ana.page.locator('.brief[lang="id"]').waitFor()
    const text = await ana.text()
    expect(text).toContain('Investigatif (86, tinggi)')
    expect(text).not.toMatch(/Your |The work is|Teks analisis ini berbahasa Inggris/)
    await ana.page.locator('.choices select').first().selectOption('en')
    await ana.page.locator('.brief[lang="en"]').waitFor()
    expect(await ana.text()).toContain('Investigative (86, high)')
  })

  test('pasted JSON is taken, and what is wrong in it is listed by field', async () => {
    const ana = await signedUp()
    const { page } = ana
    await page.getByLabel('Paste JSON').check()
    const text = page.getByLabel('Your scores as JSON')
    await text.fill('{"riasec": {"social": 55}')
    await page.click('.pay button')
    await ana.sees(/This is not JSON/)
    await text.fill('{"riasec": {"social": 550, "stray": 1}, "ocean": {}, "viaIs": {}}')
    await page.click('.pay button')
    await ana.sees('riasec.social: “550” is not a whole number from 0 to 100.')
    await ana.sees('riasec.stray: This is not one of the scores.')
    await ana.sees(
      /^Fill this in: .* \(riasec\.realistic, riasec\.investigative, .*viaIs\.spirituality\)$/,
    )
    expect(await ana.text('nav .purse')).toContain('3 tokens')
    await page.getByLabel('Fill in the form').check()
    expect(await page.getByLabel('Social', { exact: true }).inputValue()).toBe('550')
  })

  test('who waits in line is told their place, and may cancel', async () => {
    pages.live.analyzer.isByHand = true
    const first = await signedUp()
    await first.submitExample()
    const analysis = await pages.live.analyzer.next()
    const ana = await signedUp()
    await ana.submitExample()
    await ana.sees('You are next in line.')
    expect(await ana.page.title()).toContain('You are next in line.')
    const bob = await signedUp()
    await bob.submitExample()
    await bob.sees('You are 2nd in line.')

    await ana.page.getByRole('button', { name: 'Cancel and get the token back' }).click()

    await ana.sees('1 token came back to you.')
    await bob.page.reload()
    await bob.sees('You are next in line.')
    analysis.succeed()
    ;(await pages.live.analyzer.next()).succeed()
    await bob.sees('Your result is ready.')
  })
})

describe.skipIf(!pages.isHere)('when things go wrong', () => {
  test('given a lost connection, when it is back, then the page has caught up by itself', async () => {
    pages.live.analyzer.isByHand = true
    const proxy = await CutProxy.to(pages.live.url)
    const ana = await signedUp({ url: proxy.url })
    await ana.submitExample()
    await ana.sees('The analysis is running.')
    const analysis = await pages.live.analyzer.next()

    proxy.down(true)
    await ana.sees('Connection lost. Reconnecting; nothing is missed.')
    analysis.succeed()
    await pages.live.service.runtime.idle(5_000)
    proxy.down(false)

    await ana.sees('Your result is ready.')
    await proxy.close()
  })

  test('given an analysis that ends while its page has its first answer under way, then the page says how it ended', async () => {
    pages.live.analyzer.isByHand = true
    const ana = await signedUp()
    const { page } = ana
    const told = new Promise((resolve) => {
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => {
          if (payload.includes('analysis-failed')) resolve(undefined)
        }),
      )
    })
    await page.route(
      /assessment\.status/,
      async (route) => {
        const response = await route.fetch()
        ;(await pages.live.analyzer.next()).fail()
        await told
        await route.fulfill({ response })
      },
      { times: 1 },
    )
    await ana.submitExample()

    // Well before the page would ask by itself.
    await page.getByText('The analysis did not work out').first().waitFor({ timeout: 10_000 })
  })

  test('given an analysis that fails, then the reason, the refund and its entry are there, and a retry works', async () => {
    pages.live.analyzer.isByHand = true
    const ana = await signedUp()
    const { page } = ana
    await ana.submitExample()
    await ana.sees('The analysis is running.')
    ;(await pages.live.analyzer.next()).fail()

    await ana.sees('The analysis did not work out')
    await ana.sees('The analysis could not be completed.')
    await ana.sees('1 token came back to you.')
    const { seq } = rows("select max(seq) as seq from ledger_entries where kind = 'refund'")[0] as {
      seq: number
    }
    await ana.sees(`Ledger entry ${seq}; your balance is now 3 tokens.`)
    expect(await page.title()).toBe('✗ Failed: your analysis')

    await page.getByRole('button', { name: 'Try again for 1 token' }).click()
    await ana.sees('The analysis is running.')
    ;(await pages.live.analyzer.next()).succeed()
    await ana.sees('Your result is ready.')
    await page.goBack()
    await page.getByRole('link', { name: 'See the new try' }).waitFor()
  })

  test('given a session that was ended elsewhere, then the page asks to sign in and comes back', async () => {
    const ana = await signedUp()
    const path = await ana.finishExample()
    const email = `person${people - 1}@example.com`
    pages.live.service.runtime.db.$client.prepare('delete from auth_sessions').run()

    await ana.open(path)
    await ana.sees('Please sign in to go on.')
    await ana.page.fill('input[name=email]', email)
    await ana.page.fill('input[name=password]', 'not the password')
    await ana.page.click('button[type=submit]')
    await ana.sees('E-mail address and password do not match.')
    await ana.page.fill('input[name=password]', password)
    await ana.page.click('button[type=submit]')

    await ana.sees('The Imaginative Researcher')
  })

  test('given an account that exists, then signing up says so at the field', async () => {
    const ana = await signedUp()
    await ana.page.getByRole('button', { name: 'Sign out' }).click()
    await ana.page.getByRole('heading', { name: 'See what your scores say' }).waitFor()
    expect(await ana.page.evaluate('sessionStorage.length + localStorage.length')).toBe(0)
    await ana.open('/app/sign-up')
    await ana.page.fill('input[name=email]', `person${people - 1}@example.com`)
    await ana.page.fill('input[name=password]', password)
    await ana.page.click('button[type=submit]')
    await ana.sees(/There is an account with this e-mail address/)
  })
})

describe.skipIf(!pages.isHere)('what is somebody’s own', () => {
  test('another person, and nobody, see nothing of it on any screen', async () => {
    const ana = await signedUp()
    const result = await ana.finishExample()
    const jobId = String(
      (rows('select job_id as id from jobs order by created_at desc limit 1')[0] as { id: string })
        .id,
    )
    const bob = await signedUp()
    for (const path of [result, `/app/jobs/${jobId}`]) {
      await bob.open(path)
      await bob.sees('This is not here, or not yours.')
      expect(await bob.text()).not.toMatch(/Researcher|Investigative/)
    }
    for (const path of ['/app/', '/app/account']) {
      await bob.open(path)
      expect(await bob.text()).not.toMatch(/Researcher|AI-Driven/)
    }
    const nobody = await visit()
    for (const path of [result, `/app/jobs/${jobId}`, '/app/new', '/app/account']) {
      await nobody.open(path)
      await nobody.sees('Please sign in to go on.')
    }
  })

  test('the next person in the same tab finds nothing of the one before', async () => {
    const ana = await signedUp()
    await ana.finishExample()
    await ana.page.getByRole('button', { name: 'Sign out' }).click()
    await ana.page.getByRole('heading', { name: 'See what your scores say' }).waitFor()

    await ana.signUp(`person${people++}`)

    expect(await ana.page.getByLabel('Social', { exact: true }).inputValue()).toBe('')
    await ana.open('/app/')
    await ana.sees('Nothing here yet.')
  })

  test('endings that were not looked at are marked, until they were', async () => {
    pages.live.analyzer.isByHand = true
    const ana = await signedUp()
    const { page } = ana
    await ana.submitExample()
    const analysis = await pages.live.analyzer.next()
    await ana.open('/app/new')
    analysis.succeed()
    await page.getByRole('link', { name: 'Your analyses 1 new' }).click()
    await page.locator('.row .badge').waitFor()
    await page.locator('nav .badge').waitFor({ state: 'detached' })
    await page.reload()
    await page.locator('.row').waitFor()
    expect(await page.locator('.badge').count()).toBe(0)
  })

  test('a link shows the parts that were chosen to whoever has it, until it is taken back', async () => {
    const ana = await signedUp()
    await ana.finishExample()
    await ana.page.getByRole('button', { name: 'Share' }).click()
    await ana.page.getByLabel('Careers').uncheck()
    await ana.page.getByRole('button', { name: 'Make the link' }).click()
    const link = await ana.page.getByLabel('Link', { exact: true }).inputValue()
    expect(link).toMatch(/\/app\/shared#[\w-]{43}$/)

    const nobody = await visit()
    await nobody.open(link.slice(pages.live.url.length))
    await nobody.sees('The Imaginative Researcher')
    const shown = await nobody.text()
    expect(shown).toContain('Your strengths at work')
    expect(shown).not.toContain('Careers to explore')
    expect(await nobody.page.locator('figure').count()).toBe(0)

    await ana.open('/app/account')
    await ana.page.getByRole('button', { name: 'Take back' }).click()
    await ana.sees('taken back')
    await nobody.page.reload()
    await nobody.sees('This link does not work')
  })

  test('can be downloaded whole, and deleted', async () => {
    const ana = await signedUp()
    await ana.finishExample()
    await ana.finishExample()
    await ana.open('/app/account')
    const [download] = await Promise.all([
      ana.page.waitForEvent('download'),
      ana.page.getByRole('button', { name: 'Download my data' }).click(),
    ])
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
    const data = JSON.parse(Buffer.concat(chunks).toString())
    expect(data).toMatchObject({
      format: 'unstuck-export',
      account: [{ email: `person${people - 1}@example.com` }],
      jobs: [{ status: 'completed' }, { status: 'completed' }],
      links: [],
      webhooks: [],
    })
    expect(data.results).toHaveLength(2)
    expect(JSON.stringify(data.results)).toContain('The Imaginative Researcher')
    expect(data.ledger).toHaveLength(3)
    expect(data.events.length).toBeGreaterThanOrEqual(4)

    await ana.page.getByRole('button', { name: 'Delete my analyses' }).click()
    await ana.page.getByRole('button', { name: 'Delete all of them' }).click()
    await ana.sees('2 analyses were deleted.')
    await ana.open('/app/')
    await ana.sees('Nothing here yet.')
  })
})

test.skipIf(!pages.isHere)(
  'on paper a result is a few whole A4 pages with all that it says',
  async () => {
    const ana = await signedUp({ colorScheme: 'dark' })
    await ana.finishExample()
    const { pages, text } = readPdf(await ana.page.pdf({ preferCSSPageSize: true }))

    expect(pages).toBeGreaterThanOrEqual(3)
    expect(pages).toBeLessThanOrEqual(6)
    for (const words of [
      'The Imaginative Researcher',
      'What draws you',
      'Careers to explore',
      'Anthropologist',
      'These are scores, not percentiles',
      `1 / ${pages}`,
    ]) {
      expect(text).toContain(words.replace(/\s/g, ''))
    }
    for (const words of ['Print or save', 'Sign out', 'The numbers as a table', 'New analysis']) {
      expect(text).not.toContain(words.replace(/\s/g, ''))
    }
  },
)

/** The texts that a control is described by. */
const described = (control: Locator): Promise<string> =>
  control.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' '),
  )
