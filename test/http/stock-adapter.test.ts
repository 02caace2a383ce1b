// Why the upgrade guard exists. When one of these fails, the library has changed: look whether the guard
// can become simpler, and write the answer here.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { handshake, openRaw } from './support/raw.ts'

const stockServer = `
  import { createServer } from 'node:http'
  import { initTRPC } from '@trpc/server'
  import { applyWSSHandler } from '@trpc/server/adapters/ws'
  import { WebSocketServer } from 'ws'
  const t = initTRPC.create({ isDev: false })
  const server = createServer()
  applyWSSHandler({ wss: new WebSocketServer({ server }), router: t.router({}), createContext: () => ({}) })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

describe('tRPC’s WebSocket adapter on its own', () => {
  it.each([
    ['a target of two slashes', handshake({ target: '//' })],
    ['a Host with a space', handshake({ host: 'a b' })],
    ['a Host of an open bracket', handshake({ host: '[::1' })],
    ['a Host with port 99999', handshake({ host: 'localhost:99999' })],
  ])('ends its process on %s', async (_name, request) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', stockServer], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const exited = once(child, 'exit')
    const [port] = await once(child.stdout, 'data')

    const raw = await openRaw(Number(String(port)))
    raw.socket.write(request)

    try {
      expect(await Promise.race([exited, raw.until((text) => text !== '')])).toEqual([1, null])
    } catch (error) {
      // The connection may be told before the process is seen to end.
      await raw.closed()
      if (child.exitCode === null) await exited
      if (child.exitCode !== 1) throw error
    } finally {
      child.kill('SIGKILL')
    }
  })
})
