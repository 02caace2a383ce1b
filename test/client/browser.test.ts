import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath, launchChromium } from '../support/chromium.ts'
import { CutProxy } from './support/cut-proxy.ts'
import { type LiveService, startLiveService } from './support/live-service.ts'

const isHere = chromiumPath !== undefined

let live: LiveService
let proxy: CutProxy
let site: Server
let browser: Browser
let bundle: string

beforeAll(async () => {
  if (!isHere) return
  bundle = await bundled('test/client/support/page.ts')
  site = createServer((request, response) => {
    if (request.url === '/page.js')
      response.setHeader('content-type', 'text/javascript').end(bundle)
    else
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><title>test</title><script type="module" src="/page.js"></script>')
  }).listen(0, '127.0.0.1')
  await once(site, 'listening')
  live = await startLiveService({ ALLOWED_ORIGINS: originOf(site) })
  proxy = await CutProxy.to(live.url)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  site?.close()
  await proxy?.close()
  await live?.stop()
})

test.skipIf(!isHere)(
  'given a real browser on another origin, when its connection is lost, then both clients resume',
  async () => {
    const tab = await browser.newPage()
    const problems: string[] = []
    tab.on('pageerror', (error) => problems.push(error.message))
    await tab.goto(originOf(site))
    await tab.waitForFunction('globalThis.page !== undefined')
    const given = JSON.stringify({ url: proxy.url, token: await live.register('browser') })

    await tab.evaluate(`page.subscribe(${given})`)
    await tab.evaluate(`page.follow(${given})`)
    await tab.waitForFunction('page.seen.length === 2 && page.stock.length === 2')
    proxy.down(true)
    ;(await live.analyzer.next()).succeed()
    proxy.down(false)
    await tab.waitForFunction('page.result !== undefined && page.stock.length === 3')

    expect(await tab.evaluate('page.seen')).toEqual([
      'analysis-queued',
      'analysis-started',
      'analysis-complete',
    ])
    expect(await tab.evaluate('page.stock')).toEqual([1, 2, 3])
    expect(await tab.evaluate('page.result')).toEqual({ text: 'done by hand' })
    expect(problems).toEqual([])
  },
)

test.skipIf(!isHere)(
  'given the client as a browser gets it, when its bundle is searched, then it holds no server code',
  () => {
    for (const word of [
      'better-sqlite3',
      'node:',
      'initTRPC',
      'create table',
      'drizzle',
      'xstate',
    ]) {
      expect(bundle.toLowerCase()).not.toContain(word.toLowerCase())
    }
    expect(bundle.length).toBeLessThan(150_000)
  },
)

const originOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function bundled(entry: string): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: true, lib: { entry, formats: ['es'], fileName: 'page' } },
  })) as Rolldown.RolldownOutput[]
  const [chunk] = output[0]?.output ?? []
  if (chunk?.type !== 'chunk') throw new Error('The page was not bundled')
  return chunk.code
}
