// Every example as its README says to run it, against the built service. None is ever skipped but where no browser is.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeSandbox, removeSandbox, type Sandbox, serve } from '../security/support/run.ts'
import { chromiumPath, launchChromium } from '../support/chromium.ts'

let sandbox: Sandbox
let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  page.listen(0, '127.0.0.1')
  await once(page, 'listening')
})
afterAll(() => page.close())
// One each: so many sign in here that the limit for one address would be reached.
beforeEach(async () => {
  sandbox = makeSandbox()
  server = await serve(sandbox.given, { LOG_LEVEL: 'silent', ALLOWED_ORIGINS: pageOrigin() })
})
afterEach(async () => {
  await server.stop()
  removeSandbox(sandbox)
})

/** The host of the page of one's own. */
const page = createServer((_, response) => {
  response.setHeader('content-type', 'text/html')
  response.end(readFileSync('examples/browser-page/index.html'))
})
const pageOrigin = () => `http://127.0.0.1:${(page.address() as AddressInfo).port}`

const readmeOf = (name: string) => readFileSync(`examples/${name}/README.md`, 'utf8')

/** The command of an example's README, as somebody would paste it. */
function commandOf(name: string): string {
  const [, command] = /```sh\n([\s\S]*?)```/.exec(readmeOf(name)) ?? []
  return command ?? expect.unreachable(`The README of ${name} has no command`)
}

const environment = (env: Record<string, string> = {}) => ({
  PATH: process.env['PATH'],
  HOME: sandbox.root,
  UNSTUCK_URL: server.url,
  UNSTUCK_STATE: join(sandbox.root, 'unstuck-job.json'),
  ...env,
})

function pasted(name: string, env: Record<string, string> = {}) {
  // What the command itself sets goes first, unless a test says otherwise.
  const command = commandOf(name).replace(
    /UNSTUCK_EMAIL=(\S+)/,
    `UNSTUCK_EMAIL=${env['UNSTUCK_EMAIL'] ?? '$1'}`,
  )
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', command], {
    env: environment(env),
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

test('curl: the script submits, waits and prints the result; without tokens it says why not', () => {
  const first = pasted('curl')

  expect([first.status, first.stderr]).toEqual([0, expect.stringMatching(/^job \S+, result \S+\n/)])
  expect(JSON.parse(first.stdout)).toMatchObject({
    success: true,
    data: { status: 'completed', test_result: { archetype: expect.any(String) } },
  })
  for (let left = 2; left > 0; left--) expect(pasted('curl').status).toBe(0)
  const broke = pasted('curl')
  expect([broke.status, broke.stderr]).toEqual([1, expect.stringContaining('INSUFFICIENT_TOKENS')])
})

test('curl: the script is a POSIX one', () => {
  const script = readFileSync('examples/curl/submit-and-wait.sh', 'utf8')

  expect(script).toMatch(/^#!\/bin\/sh\n/)
  expect(script).not.toMatch(/\[\[|function |\blocal\b|<<<|\bjq\b/)
  expect(spawnSync('sh', ['-n', 'examples/curl/submit-and-wait.sh']).status).toBe(0)
})

test('node client: follows the job live and prints what was found', () => {
  const { status, stdout, stderr } = pasted('node-client')

  expect([status, stderr]).toEqual([0, ''])
  const lines = stdout.trim().split('\n')
  expect(lines[0]).toMatch(/^job \S+, 2 tokens left$/)
  expect(lines.slice(1, 4).map((line) => line.split(' ')[1])).toEqual([
    'analysis-queued',
    'analysis-started',
    'analysis-complete',
  ])
  expect(lines[4]).toMatch(/^The /)
})

test('python: follows the job by Server-Sent Events and prints what was found', () => {
  const { status, stdout, stderr } = pasted('python')

  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^job \S+, 2 tokens left\n/)
  expect(stdout.match(/analysis-\w+/g)).toEqual([
    'analysis-queued',
    'analysis-started',
    'analysis-complete',
  ])
  expect(existsSync(join(sandbox.root, 'unstuck-job.json'))).toBe(false)
})

test('python: stopped and started again, it goes on after the last event it has seen', async () => {
  const account = { email: 'resumed@example.com', password: 'choose your own' }
  const post = async (path: string, body: string, token?: string) => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const headers = { 'content-type': 'application/json', ...authorization }
    const response = await fetch(server.url + path, { method: 'POST', headers, body })
    return ((await response.json()) as { data: Record<string, string> }).data
  }
  const { token } = await post('/auth/register', JSON.stringify(account))
  const scores = readFileSync('examples/talent-mapping.json', 'utf8')
  const { jobId, resultId } = await post('/assessment/submit', scores, token)
  const state = join(sandbox.root, 'unstuck-job.json')
  writeFileSync(state, JSON.stringify({ jobId, resultId, after: 1 }))

  const { status, stdout } = pasted('python', { UNSTUCK_EMAIL: account.email })

  expect(status).toBe(0)
  expect(stdout).toMatch(new RegExp(`^going on with job ${jobId} after event 1\n`))
  expect(stdout.match(/analysis-\w+/g)).toEqual(['analysis-started', 'analysis-complete'])
})

describe('embed in an HTTP server', () => {
  const children: ReturnType<typeof spawn>[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })

  test('has the service below /analysis and its own page elsewhere, and stops both', async () => {
    const command = commandOf('embed-in-http-server')
      .replace('SHOP_PORT=8080', 'SHOP_PORT=0')
      .replace('./data', join(sandbox.root, 'shop'))
    const child = spawn('sh', ['-c', `exec env ${command}`], { env: environment() })
    children.push(child)
    const url = await new Promise<string>((done, fail) => {
      let said = ''
      child.stdout.on('data', (text) => {
        said += String(text)
        const [, found] = /at (http:\S+)/.exec(said) ?? []
        if (found) done(found)
      })
      child.once('exit', (code) => fail(new Error(`It ended with ${code}: ${said}`)))
    })

    expect(await (await fetch(`${url}/cart`)).text()).toBe("The shop's own page at /cart\n")
    expect((await fetch(`${url}/analysis/health/live`)).status).toBe(200)
    const { status, stdout } = pasted('node-client', { UNSTUCK_URL: `${url}/analysis` })
    expect([status, stdout.match(/analysis-\w+/g)?.at(-1)]).toEqual([0, 'analysis-complete'])

    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

describe.skipIf(chromiumPath === undefined)('browser page', () => {
  test('on another origin it signs up, submits, follows and shows the result', async () => {
    const browser = await launchChromium()
    try {
      const opened = await browser.newPage()
      const complaints: string[] = []
      opened.on('pageerror', (error) => void complaints.push(error.message))
      await opened.goto(pageOrigin())
      await opened.fill('[name=url]', server.url)
      await opened.fill('[name=email]', 'page@example.com')
      await opened.fill('[name=password]', 'choose your own')
      await opened.click('button')
      await opened.waitForFunction("document.querySelector('#outcome').textContent !== ''")

      expect(await opened.textContent('#outcome')).toMatch(/^The /)
      expect(await opened.locator('#events li').allTextContents()).toHaveLength(3)
      expect(complaints).toEqual([])
    } finally {
      await browser.close()
    }
  })

  test('its README names the two commands that are needed', () => {
    expect(commandOf('browser-page')).toBe('ALLOWED_ORIGINS=http://localhost:8080 npm start\n')
    expect(readmeOf('browser-page')).toContain('python3 -m http.server 8080 --directory')
  })
})

test('every example has a README that leads to what it is about', () => {
  const names = ['curl', 'node-client', 'python', 'browser-page', 'embed-in-http-server']

  for (const name of names) {
    const files = [...readmeOf(name).matchAll(/\]\(([\w.-]+)\)/g)].map(([, file = '']) => file)
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(existsSync(resolve('examples', name, file))).toBe(true)
  }
})
