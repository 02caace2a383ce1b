// The samples for reverse proxies, with the real proxy where it is installed: figures stay inside, a WebSocket is passed
// on, and an event stream is not held back.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { useLive } from '../security/support/live.ts'

const startLive = useLive(afterEach)

interface Proxy {
  readonly name: string
  /** The command and what it is told, given the folder with its configuration. */
  readonly command: (folder: string) => [string, ...string[]]
  readonly configure: (ports: { own: number; service: number }) => Record<string, string>
}

const proxies: readonly Proxy[] = [
  {
    name: 'caddy',
    command: (folder) => [
      'caddy',
      'run',
      '--adapter',
      'caddyfile',
      '--config',
      join(folder, 'Caddyfile'),
    ],
    configure: ({ own, service }) => ({
      Caddyfile: `{\n\tadmin off\n\tauto_https off\n}\n${readFileSync('deploy/Caddyfile', 'utf8')}`
        .replace('unstuck.example.com', `http://127.0.0.1:${own}`)
        .replace('127.0.0.1:3003', `127.0.0.1:${service}`),
    }),
  },
  {
    name: 'nginx',
    command: (folder) => ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'],
    configure: ({ own, service }) => ({
      'site.conf': readFileSync('deploy/nginx.conf', 'utf8')
        .replace('listen 443 ssl', `listen 127.0.0.1:${own}`)
        .replace(/^ *ssl_certificate.*$/gm, '')
        .replace('127.0.0.1:3003', `127.0.0.1:${service}`),
      'nginx.conf': `daemon off; pid nginx.pid; events {}
        http { access_log off; client_body_temp_path body; proxy_temp_path proxy;
          fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s; include site.conf; }`,
    }),
  },
]

const running: { child: ChildProcess; folder: string }[] = []
afterEach(async () => {
  for (const { child, folder } of running.splice(0)) {
    const ended = once(child, 'exit')
    // Asked politely, Caddy waits for streams that have no end.
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await ended
    rmSync(folder, { recursive: true, force: true })
  }
})

describe.each(proxies)('$name', ({ name, command, configure }) => {
  /** Skipped, and shown as skipped, where it is not installed. */
  const isThere = spawnSync('sh', ['-c', `command -v ${name}`]).status === 0

  test.skipIf(!isThere)('passes sockets and streams on as they come, and no figures', async () => {
    const live = await startLive({ env: { TRUSTED_PROXY: '127.0.0.1', LOG_LEVEL: 'silent' } })
    const own = await freePort()
    const folder = mkdtempSync(join(tmpdir(), `unstuck-${name}-`))
    for (const [file, text] of Object.entries(configure({ own, service: live.port }))) {
      writeFileSync(join(folder, file), text)
    }
    const [program, ...argv] = command(folder)
    const child = spawn(program, argv, { stdio: 'ignore', env: { ...process.env, HOME: folder } })
    running.push({ child, folder })
    const url = `http://127.0.0.1:${own}`
    await answers(`${url}/health/live`)
    const { token } = await live.register('ana')

    expect((await fetch(`${url}/metrics`)).status).toBe(404)
    expect((await fetch(`${url}/api/metrics`)).status).toBe(404)
    const large = await fetch(`${url}/assessment/submit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ raw: 'x'.repeat(300_000) }),
    })
    expect(large.status).toBe(413)

    const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc?connectionParams=1`)
    await once(socket, 'open')
    socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }))
    socket.send(JSON.stringify({ id: 1, method: 'query', params: { path: 'health.live' } }))
    const [answer] = await once(socket, 'message')
    expect(String(answer)).toContain('alive')
    socket.terminate()

    const stream = await fetch(`${url}/trpc/notifications.onEvent?input=%7B%7D`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    })
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    const until = async (word: string) => {
      let text = ''
      while (!text.includes(word)) text += (await reader?.read())?.value ?? ''
      return text
    }
    await until('connected')
    await live.ask('POST', '/assessment/submit', {
      token,
      body: { assessmentName: 'Manual', assessmentData: { score: 1 } },
    })
    // The analysis never ends here: what is read now was not held back until more came.
    expect(await until('analysis-started')).toContain('analysis-queued')
    await reader?.cancel()
  })
})

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function answers(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}
