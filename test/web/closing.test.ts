import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { auditOf } from './support/axe.ts'
import { tabTo } from './support/keyboard.ts'
import { password } from './support/pages-service.ts'
import { usePages } from './support/use-pages.ts'
import { Visitor, type VisitorOptions } from './support/visitor.ts'

const pages = usePages()

let people = 0
async function visit(options: VisitorOptions = {}): Promise<Visitor> {
  return pages.keep(await Visitor.at(pages.browser, pages.live.url, options))
}
/** Somebody with an account, at their account page; and the name they sign in with. */
async function atAccount(options: VisitorOptions = {}): Promise<{ who: Visitor; name: string }> {
  const who = await visit(options)
  const name = `closing${people++}`
  await who.arrive(name)
  await who.open('/app/account')
  return { who, name }
}
const figure = (query: string, ...given: string[]) =>
  pages.live.service.runtime.db.$client
    .prepare(query)
    .pluck()
    .get(...given)
const idOf = (name: string) =>
  String(figure('select id from users where email = ?', `${name}@example.com`))
const erasuresOf = (userId: string) =>
  figure('select count(*) from erasures where user_id = ?', userId)

const section = (page: Page) => page.locator('section.part').last()
const dialogOf = (page: Page) => page.locator('dialog[open]')
async function openDialog(page: Page): Promise<void> {
  await section(page).getByRole('button', { name: 'Close my account' }).click()
  await dialogOf(page).waitFor()
}
const close = (page: Page) =>
  dialogOf(page).getByRole('button', { name: 'Close my account for good' })
const farewell = 'Your account is closed, and whatever of yours is still there is being erased'

describe.skipIf(!pages.isHere)('a person who closes their account', () => {
  test('is told before what goes, what stays and what is lost, and may take the data along', async () => {
    const { who, name } = await atAccount()
    await who.finishExample()
    await who.open('/app/account')
    const said = await section(who.page).textContent()
    for (const words of ['Erased', 'Ended', 'Kept', 'Lost', '2 tokens that you have not used']) {
      expect(said).toContain(words)
    }
    await openDialog(who.page)
    expect(await dialogOf(who.page).textContent()).toContain(
      'what you have not used is lost: 2 tokens.',
    )

    const [download] = await Promise.all([
      who.page.waitForEvent('download'),
      dialogOf(who.page).getByRole('button', { name: 'Download my data' }).click(),
    ])

    expect(download.suggestedFilename()).toBe('unstuck-my-data.json')
    await who.page.keyboard.press('Escape')
    expect(erasuresOf(idOf(name))).toBe(0)
  })

  test('is signed out, told that it is done, and cannot sign in any more; others are untouched', async () => {
    const { who: bob } = await atAccount()
    const bobsResult = await bob.finishExample()
    const { who: ana, name } = await atAccount()
    const anasResult = await ana.finishExample()
    const userId = idOf(name)
    await ana.open('/app/account')
    const { page } = ana
    await openDialog(page)
    await dialogOf(page).getByLabel('Your password').fill(password)
    await close(page).dblclick()

    await ana.sees(farewell)
    expect(new URL(page.url()).pathname).toBe('/app/')
    expect(await page.evaluate("document.activeElement?.textContent ?? ''")).toContain(farewell)
    expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0)
    expect(erasuresOf(userId)).toBe(1)

    await page.goBack()
    expect(await ana.text()).not.toMatch(/Researcher|@example/)
    await ana.open('/app/sign-in')
    await page.fill('input[name=email]', `${name}@example.com`)
    await page.fill('input[name=password]', password)
    await page.click('button[type=submit]')
    await ana.sees('E-mail address and password do not match.')

    await bob.open(anasResult)
    await bob.sees('This is not here, or not yours.')
    await bob.open(bobsResult)
    await bob.sees('The Imaginative Researcher')
    await bob.open('/app/account')
    await bob.sees('Balance: 2 tokens')
  })

  test('by keyboard alone', async () => {
    const { who: kim, name } = await atAccount()
    const userId = idOf(name)
    const { page } = kim
    await tabTo(kim, 'Close my account')
    await page.keyboard.press('Enter')
    await dialogOf(page).waitFor()
    // The first thing that has the focus harms nobody, and Escape leads back to where one was.
    expect(await page.locator(':focus').textContent()).toBe('Download my data')
    await page.keyboard.press('Escape')
    await dialogOf(page).waitFor({ state: 'detached' })
    expect(await page.locator(':focus').textContent()).toBe('Close my account')
    await page.keyboard.press('Enter')
    await tabTo(kim, 'Your password')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')

    await kim.sees(farewell)
    expect(erasuresOf(userId)).toBe(1)
  })

  test('with another password is told so at the field, and nothing happens', async () => {
    const { who: ana, name } = await atAccount()
    const { page } = ana
    await openDialog(page)
    const field = dialogOf(page).getByLabel('Your password')
    await close(page).click()
    await ana.sees('Enter your password.')
    await field.fill('not the password')
    await page.keyboard.press('Enter')

    await ana.sees('This is not your password.')
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true)
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await page.keyboard.press('Escape')
    await openDialog(page)
    expect(await field.inputValue()).toBe('')
    expect(await dialogOf(page).textContent()).not.toContain('This is not your password.')
    expect(erasuresOf(idOf(name))).toBe(0)
    await page.reload()
    await ana.sees('Balance: 3 tokens')
  })

  test('after too many tries is told how long to wait', async () => {
    const { who: ana, name } = await atAccount()
    const { page } = ana
    await openDialog(page)
    const field = dialogOf(page).getByLabel('Your password')
    const waits = dialogOf(page).getByText(/That was a lot at once\. Wait \d+ seconds?, then/)
    for (let tries = 0; tries < 15 && (await waits.count()) === 0; tries++) {
      await field.fill(`guess ${tries}`)
      await Promise.all([page.waitForResponse(/account\.erase/), page.keyboard.press('Enter')])
      await close(page).and(page.locator('[aria-disabled=false]')).waitFor()
    }

    await waits.waitFor()
    expect(erasuresOf(idOf(name))).toBe(0)
  })

  test('leaves no job behind: what waits or runs is ended, and its token goes back', async () => {
    pages.live.analyzer.isByHand = true
    const { who: ana, name } = await atAccount()
    const userId = idOf(name)
    await ana.submitExample()
    await ana.sees('The analysis is running.')
    await ana.submitExample()
    await ana.sees('You are next in line.')
    await ana.open('/app/account')
    await openDialog(ana.page)
    await dialogOf(ana.page).getByLabel('Your password').fill(password)
    await close(ana.page).click()
    await ana.sees(farewell)

    await expect
      .poll(() => figure('select finished_at from erasures where user_id = ?', userId))
      .toBeTypeOf('number')
    expect(
      figure("select count(*) from jobs where user_id = ? and status = 'failed'", userId),
    ).toBe(2)
    expect(figure('select token_balance from users where id = ?', userId)).toBe(3)
  })

  test('is signed out in every tab, without an error', async () => {
    const { who: ana, name } = await atAccount()
    const path = await ana.finishExample()
    const other = await ana.context.newPage()
    const elsewhere = await visit()
    await elsewhere.open('/app/sign-in')
    await elsewhere.page.fill('input[name=email]', `${name}@example.com`)
    await elsewhere.page.fill('input[name=password]', password)
    await elsewhere.page.click('button[type=submit]')
    await elsewhere.page.getByRole('heading', { name: 'Your analyses' }).waitFor()
    // A second tab with the session of the first, as one that was opened from it has.
    await other.goto(`${ana.url}/app/sign-in`)
    await other.evaluate(
      (text) => sessionStorage.setItem('unstuck:session', text),
      (await ana.page.evaluate("sessionStorage.getItem('unstuck:session')")) as string,
    )
    await other.goto(`${ana.url}${path}`)
    await other.getByText('The Imaginative Researcher').waitFor()

    await ana.open('/app/account')
    await openDialog(ana.page)
    await dialogOf(ana.page).getByLabel('Your password').fill(password)
    await close(ana.page).click()

    await ana.sees(farewell)
    await other.getByText('Please sign in to go on.').waitFor()
    expect(await other.locator('main [role=alert]').count()).toBe(0)
    await elsewhere.page.getByRole('heading', { name: 'See what your scores say' }).waitFor()
    expect(await elsewhere.page.locator('main [role=alert]').count()).toBe(0)
  })

  test.each(['en', 'id'] as const)(
    'can read the dialog in %s, in both themes and at 320 pixels',
    async (language) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const locale = language === 'en' ? 'en-GB' : 'id-ID'
        const { who } = await atAccount({ locale, colorScheme, width: 320 })
        await who.page.locator('section.part > .button.danger').last().click()
        await dialogOf(who.page).locator('.button.danger').click()
        await dialogOf(who.page).locator('.error').waitFor()

        expect(await auditOf(who.page, `${language} ${colorScheme}`)).toEqual([])
        const widths =
          'Math.max(document.documentElement.scrollWidth, document.querySelector("dialog[open]").scrollWidth)'
        expect(await who.page.evaluate(widths)).toBeLessThanOrEqual(320)
      }
    },
  )
})
