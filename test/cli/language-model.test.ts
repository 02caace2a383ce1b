import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeSandbox, removeSandbox, runCli, type Sandbox, serve } from '../security/support/run.ts'
import { submitOnce } from './support/submit-once.ts'

let sandbox: Sandbox
beforeEach(() => {
  sandbox = makeSandbox()
})
afterEach(() => removeSandbox(sandbox))

/** Gives back the texts it was sent with one of them rewritten, after as many failures as asked for. */
async function startProvider(failures: number) {
  let asked = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    asked++
    if (asked <= failures) return response.writeHead(503).end('{}')
    const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] }
    const texts = JSON.parse(messages.find(({ role }) => role === 'user')?.content ?? '{}')
    const content = JSON.stringify({ ...texts, learningStyle: 'You learn by asking why.' })
    const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }]
    response.setHeader('content-type', 'application/json')
    return response.end(JSON.stringify({ id: '1', created: 1, model: 'tiny', choices }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: () => asked,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('given a service with a language model that is down for a moment, when somebody submits, then the job tries again and its result says who wrote it', async () => {
  const provider = await startProvider(1)
  const service = await serve(sandbox.given, {
    LLM_PROVIDER: 'openai-compatible',
    LLM_MODEL: 'tiny',
    LLM_BASE_URL: provider.url,
  })
  try {
    const profile = await submitOnce(service.url)

    expect(profile.learningStyle).toBe('You learn by asking why.')
    expect(profile.prose).toMatchObject({
      writtenBy: 'llm',
      provider: 'openai-compatible',
      model: 'tiny',
    })
    expect(profile.analysis?.code).toBe('IAR')
    expect(provider.asked()).toBe(2)
  } finally {
    await service.stop()
    provider.stop()
  }
})

test('given half a description of a language model, when the service starts, then exit code 2 and every problem with its fix', () => {
  const { status, stderr } = runCli(['serve'], sandbox.given, { LLM_PROVIDER: 'openai-compatible' })

  expect(status).toBe(2)
  expect(stderr).toContain('LLM_MODEL is needed')
  expect(stderr).toContain('LLM_BASE_URL is needed')
})
