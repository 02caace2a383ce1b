import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveService, startLiveService } from '../client/support/live-service.ts'

let live: LiveService
beforeAll(async () => {
  live = await startLiveService()
})
afterAll(() => live.stop())

const index = readFileSync('dist/web/index.html', 'utf8')
const script = /src="(\/app\/assets\/[^"]+\.js)"/.exec(index)?.[1] ?? ''

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer
}

/** Without fetch, which asks for compression and takes paths apart by itself. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(live.url)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      )
    })
      .on('error', reject)
      .end()
  })
}

describe('the page', () => {
  test.each(['/app/', '/app/new', '/app/jobs/some-id', '/app/results/1', '/app/no/such/screen'])(
    'is at %s, asked about each time, under its own policy',
    async (path) => {
      const { status, headers, body } = await ask(path)

      expect(status).toBe(200)
      expect(body.toString()).toBe(index)
      expect(headers).toMatchObject({
        'content-type': expect.stringContaining('text/html'),
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        vary: 'Origin, Accept-Encoding',
      })
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/)
    },
  )

  test('holds no script and no style of its own', () => {
    expect(index).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son[a-z]+=|javascript:/i)
    expect(index.match(/(?:src|href)="(?!\/app\/)/g)).toBeNull()
  })

  test('is where a browser is sent that asks for the root; a program is told nothing is there', async () => {
    const browser = await ask('/', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    const program = await ask('/', { accept: '*/*' })

    expect([browser.status, browser.headers['location']]).toEqual([302, '/app/'])
    expect(program.status).toBe(404)
    expect(JSON.parse(program.body.toString())).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })

  test('cannot be asked in another way than GET and HEAD', async () => {
    expect((await ask('/app/new', {}, 'HEAD')).status).toBe(200)
    expect((await ask('/app/new', {}, 'HEAD')).body.length).toBe(0)
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const { status, headers } = await ask('/app/new', {}, method)
      expect([method, status, headers['allow']]).toEqual([method, 405, 'GET, HEAD'])
    }
  })
})

describe('a file of the app', () => {
  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('comes as %s where that is taken, and is kept for ever', async (encoding, unpack) => {
    const { status, headers, body } = await ask(script, { 'accept-encoding': encoding })

    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-encoding': encoding,
      'content-type': expect.stringContaining('text/javascript'),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Origin, Accept-Encoding',
    })
    expect(unpack(body).equals(readFileSync(script.replace('/app/', 'dist/web/')))).toBe(true)
  })

  test('comes as it is to who takes no compression', async () => {
    const { headers, body } = await ask(script)
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.equals(readFileSync(script.replace('/app/', 'dist/web/')))).toBe(true)
  })

  test('that is not there is refused as everything else is, and not kept', async () => {
    const { status, headers, body } = await ask('/app/assets/gone-12345678.js')
    expect(status).toBe(404)
    expect(headers['cache-control']).toBe('no-store')
    expect(JSON.parse(body.toString())).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })
})

test.each([
  '/app/assets/../index.js',
  '/app/assets/%2e%2e/%2e%2e/package.json',
  '/app/assets/..%2f..%2fpackage.json',
  '/app/assets/..%5c..%5cpackage.json',
  '/app/assets//etc/passwd',
  '/app/assets/%00',
  '/app/../../package.json',
])('nothing outside the app can be had: %s', async (path) => {
  expect(existsSync('package.json')).toBe(true)
  const { status, body } = await ask(path)
  expect([200, 404]).toContain(status)
  expect(body.toString()).not.toMatch(/"dependencies"|root:/)
})

test('the API answers below its own paths as before', async () => {
  expect((await ask('/health')).status).toBe(200)
  expect((await ask('/application')).status).toBe(404)
  expect((await ask('/api/app/')).status).toBe(404)
  expect((await ask('/app?x=1')).status).toBe(302)
})
