// A person at a browser of their own, in the words of the pages. It notes everything that must never happen while
// they are there: errors, violations of the page's policy, requests to another host, tokens in an address.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { password } from './pages-service.ts'

export interface VisitorOptions {
  readonly locale?: string
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
}

interface SignedIn {
  readonly token: string
  readonly expiresAt: number
  readonly user: { readonly id: string; readonly email: string; readonly role: string }
}

/** Everybody comes from an address of their own, as through a proxy: one address may sign up ten times a minute. */
let visitors = 0
const nextAddress = (): string => `198.51.100.${(visitors++ % 250) + 1}`

export class Visitor {
  readonly page: Page
  readonly context: BrowserContext
  readonly url: string
  readonly #address: string
  /** What went wrong on the way; a test expects it to be empty. */
  readonly troubles: string[] = []

  private constructor(context: BrowserContext, page: Page, url: string, address: string) {
    this.context = context
    this.page = page
    this.url = url
    this.#address = address
  }

  static async at(browser: Browser, url: string, options: VisitorOptions = {}): Promise<Visitor> {
    const { locale = 'en-GB', colorScheme = 'light', width = 1_180 } = options
    const address = nextAddress()
    const context = await browser.newContext({
      locale,
      colorScheme,
      viewport: { width, height: 820 },
      reducedMotion: 'reduce',
      acceptDownloads: true,
      extraHTTPHeaders: { 'x-forwarded-for': address },
    })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const visitor = new Visitor(context, page, url, address)
    visitor.#watch(page)
    return visitor
  }

  #watch(page: Page): void {
    page.on('pageerror', (error) => this.troubles.push(`error: ${error.message}`))
    page.on('console', (message) => {
      const text = message.text()
      if (/Content Security Policy|TrustedHTML|TrustedScript/.test(text)) this.troubles.push(text)
    })
    page.on('request', (request) => {
      const { host } = new URL(request.url())
      const isOwn = host === new URL(this.url).host || request.url().startsWith('blob:')
      if (!isOwn) this.troubles.push(`another host: ${request.url()}`)
      if (/eyJ[\w-]{10,}/.test(request.url())) this.troubles.push(`a token in ${request.url()}`)
    })
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`)
    await this.page.locator('main h1, main [role=alert]').first().waitFor()
  }

  /** Makes an account without the pages; answers its id. */
  async register(name: string): Promise<string> {
    return (await this.#register(name)).user.id
  }

  async #register(name: string): Promise<SignedIn> {
    const response = await fetch(`${this.url}/trpc/auth.register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': this.#address },
      body: JSON.stringify({ email: `${name}@example.com`, password }),
    })
    const { result } = (await response.json()) as { result: { data: SignedIn } }
    return result.data
  }

  /** Comes with an account and a session, as somebody does who signed up in this tab before. */
  async arrive(name: string): Promise<void> {
    const { token, expiresAt, user } = await this.#register(name)
    const session = { token, expiresAt, userId: user.id, email: user.email, role: user.role }
    await this.open('/app/')
    await this.page.evaluate(
      (text) => sessionStorage.setItem('unstuck:session', text),
      JSON.stringify(session),
    )
    await this.open('/app/new')
    await this.page.locator('.pay button').waitFor()
  }

  /** Through the form. */
  async signUp(name: string): Promise<void> {
    await this.open('/app/sign-up')
    await this.page.fill('input[name=email]', `${name}@example.com`)
    await this.page.fill('input[name=password]', password)
    await this.page.click('button[type=submit]')
    await this.page.locator('.pay button').waitFor()
  }

  /** Sends the example person; answers the id of the job. */
  async submitExample(): Promise<string> {
    await this.open('/app/new')
    await this.page.getByRole('button', { name: /example|contoh/ }).click()
    await this.page.locator('.pay button').click()
    await this.page.waitForURL(/\/app\/jobs\//)
    return decodeURIComponent(new URL(this.page.url()).pathname.split('/').at(-1) ?? '')
  }

  /** Submits and waits for the result; answers its address. */
  async finishExample(): Promise<string> {
    await this.submitExample()
    await this.page.locator('a.button.main').click()
    await this.page.waitForURL(/\/app\/results\//)
    await this.page.locator('.result-head').waitFor()
    return new URL(this.page.url()).pathname
  }

  /** What of a part of the page there is to be seen. */
  text = (selector = 'main'): Promise<string> =>
    this.page
      .locator(selector)
      .first()
      .evaluate((part) => (part as HTMLElement).outerText)

  /** Waits until the page says it. */
  sees = (words: string | RegExp): Promise<void> => this.page.getByText(words).first().waitFor()

  leave = (): Promise<void> => this.context.close()
}
