import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { TalentMappingInput } from '../../../src/assessments/talent-mapping/input.schema.ts'
import {
  LlmAnalyzer,
  type LlmOptions,
} from '../../../src/assessments/talent-mapping/llm/llm-analyzer.ts'
import { type LlmConnection, makeAsk } from '../../../src/assessments/talent-mapping/llm/model.ts'
import { proseOf } from '../../../src/assessments/talent-mapping/llm/prose.ts'
import { localised } from '../../../src/assessments/talent-mapping/localised.ts'
import {
  type PersonaProfile,
  personaProfile,
} from '../../../src/assessments/talent-mapping/profile.schema.ts'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import { english } from '../../../src/assessments/talent-mapping/texts/english.ts'
import { indonesian } from '../../../src/assessments/talent-mapping/texts/indonesian.ts'
import { demoPersons } from './people.ts'

const input = demoPersons.researcher
const offlineProfile = describePersona(input)
const rewritten = {
  ...proseOf(offlineProfile),
  shortSummary: 'You ask how and why (Investigative 85).',
}
const key = 'a-secret-key-of-the-provider'

type Reply = (response: ServerResponse) => void
type Provider = LlmConnection['provider']

/** What a provider sends whose model wrote `text`. */
const answers: Record<Provider, (text: string, isCut?: boolean) => object> = {
  'openai-compatible': (text, isCut = false) => ({
    id: '1',
    object: 'chat.completion',
    created: 1,
    model: 'small-2026-01',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text },
        finish_reason: isCut ? 'length' : 'stop',
      },
    ],
    usage: { prompt_tokens: 3_000, completion_tokens: 2_000, total_tokens: 5_000 },
  }),
  gemini: (text, isCut = false) => ({
    candidates: [
      {
        content: { role: 'model', parts: [{ text }] },
        finishReason: isCut ? 'MAX_TOKENS' : 'STOP',
      },
    ],
    usageMetadata: { promptTokenCount: 3_000, candidatesTokenCount: 2_000, totalTokenCount: 5_000 },
    modelVersion: 'small-2026-01',
  }),
}

const json =
  (body: object): Reply =>
  (response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  }
const status =
  (code: number, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify({ error: { message: `no: ${code}`, code, status: 'X' } }))
  }
/** A byte now, then nothing more but the connection. */
const drip: Reply = (response) => {
  response.setHeader('content-type', 'application/json').write('{')
}
const never: Reply = () => {}
const endless: Reply = (response) => {
  response.setHeader('content-type', 'application/json')
  const more = () => {
    if (!response.destroyed) response.write(' '.repeat(65_536), () => setImmediate(more))
  }
  more()
}

/** A local provider that gives these replies in turn, the last one again and again. */
async function provider(...replies: Reply[]) {
  const requests: { url: string; headers: IncomingMessage['headers']; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      requests.push({ url: request.url ?? '', headers: request.headers, body })
      replies[Math.min(requests.length, replies.length) - 1]?.(response)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { requests, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }
}

function analyzerFor(baseUrl: string, change: Partial<LlmOptions & LlmConnection> = {}) {
  const connection: LlmConnection = {
    provider: 'openai-compatible',
    baseUrl,
    model: 'small',
    apiKey: key,
    timeoutMs: 20_000,
    ...change,
  }
  return new LlmAnalyzer({
    ask: makeAsk(connection),
    offline: {
      name: 'offline',
      version: '0',
      analyze: async (scores: TalentMappingInput) => describePersona(scores),
    },
    locale: 'en',
    onFailure: 'fail',
    triesMax: 3,
    prices: { input: 30, output: 250 },
    now: () => 0,
    ...connection,
    ...change,
  })
}

const contextOf = (jobId = 'J1', signal = new AbortController().signal) => ({
  signal,
  jobId,
  attempt: 1,
  heartbeat() {},
  progress() {},
})
const run = (analyzer: LlmAnalyzer, jobId?: string) => analyzer.analyze(input, contextOf(jobId))

test.each<Provider>(['openai-compatible', 'gemini'])(
  'given %s that answers well, when it is asked, then prose is its own, figures and careers are not, and provider, model and cost are recorded',
  async (name) => {
    const { requests, baseUrl } = await provider(json(answers[name](JSON.stringify(rewritten))))
    const analyzer = analyzerFor(baseUrl, { provider: name })

    const profile = await run(analyzer)

    expect(personaProfile.safeParse(profile).error?.issues ?? []).toEqual([])
    expect(profile.shortSummary).toBe('You ask how and why (Investigative 85).')
    expect(profile.analysis).toEqual(offlineProfile.analysis)
    expect(profile.careerRecommendation).toEqual(offlineProfile.careerRecommendation)
    expect(profile.prose).toEqual({
      writtenBy: 'llm',
      provider: name,
      model: name === 'gemini' ? expect.any(String) : 'small-2026-01',
      promptVersion: '1',
      locale: 'en',
      inputTokens: 3_000,
      outputTokens: 2_000,
      costMicros: 900 + 5_000,
    })
    expect(analyzer.usage).toEqual({
      calls: 1,
      failures: 0,
      inputTokens: 3_000,
      outputTokens: 2_000,
      costMicros: 5_900,
    })
    expect(analyzer.name).toBe(`llm:${name}/small`)
    expect(requests).toHaveLength(1)
    expect(JSON.stringify(requests[0]?.headers)).toContain(key)
    expect(requests[0]?.body).not.toContain(key)
    expect(requests[0]?.body).toMatch(/json_?schema|responseSchema|responseJsonSchema/i)
  },
)

const wellShaped = (change: object) =>
  json(answers['openai-compatible'](JSON.stringify({ ...rewritten, ...change })))
const text = (content: string, isCut?: boolean) =>
  json(answers['openai-compatible'](content, isCut))

const faults: readonly [string, Reply, string, boolean][] = [
  ['an empty answer', text(''), 'WRONG_SHAPE', true],
  ['a truncated answer', text('{"shortSummary": "You', true), 'TRUNCATED', true],
  ['a whole answer that was cut', text(JSON.stringify(rewritten), true), 'TRUNCATED', true],
  ['another shape', text('{"summary": "x"}'), 'WRONG_SHAPE', true],
  ['no JSON', (response) => response.end('<html>'), 'WRONG_SHAPE', true],
  ['an endless answer', endless, 'WRONG_SHAPE', true],
  [
    'a number nobody computed',
    wellShaped({ learningStyle: 'With Investigative 99 you learn alone.' }),
    'UNFAITHFUL',
    true,
  ],
  [
    'a career too many',
    wellShaped({ careerJustifications: [...rewritten.careerJustifications, 'One more.'] }),
    'UNFAITHFUL',
    true,
  ],
  ['429', status(429, { 'retry-after': '1' }), 'RATE_LIMITED', true],
  ['503', status(503), 'PROVIDER_DOWN', true],
  ['408', status(408), 'PROVIDER_DOWN', true],
  ['401', status(401), 'REFUSED_KEY', false],
  ['403', status(403), 'REFUSED_KEY', false],
  ['400', status(400), 'BAD_REQUEST', false],
  ['a redirect', status(302, { location: 'http://127.0.0.1:1/' }), 'PROVIDER_DOWN', true],
  ['a closed connection', (response) => response.destroy(), 'PROVIDER_DOWN', true],
]

test.each(faults.map(([what, reply, code, transient]) => [what, code, transient, reply] as const))(
  'given %s, when it is asked, then it is one call and a failure %s, transient: %s',
  async (_, code, transient, reply) => {
    const { requests, baseUrl } = await provider(reply)
    const analyzer = analyzerFor(baseUrl)

    await expect(run(analyzer)).rejects.toMatchObject({
      name: 'AnalysisFailure',
      transient,
      message: expect.stringMatching(new RegExp(`^(${code}): `)),
    })

    expect(requests).toHaveLength(1)
    expect(analyzer.usage).toMatchObject({ calls: 1, failures: 1 })
    await expect(run(analyzer)).rejects.not.toThrow(key)
  },
)

test.each([
  ['a slow drip', drip],
  ['no answer at all', never],
])('given %s, when the timeout passes, then the call ends as timed out', async (_, reply) => {
  const { baseUrl } = await provider(reply)

  await expect(run(analyzerFor(baseUrl, { timeoutMs: 50 }))).rejects.toThrow(/^TIMED_OUT: /)
})

test('given a call under way, when the job is aborted, then it ends with that reason and counts as no failure of the provider', async () => {
  const { requests, baseUrl } = await provider(never)
  const analyzer = analyzerFor(baseUrl)
  const controller = new AbortController()

  const outcome = analyzer.analyze(input, contextOf('J1', controller.signal))
  await expect.poll(() => requests.length).toBe(1)
  controller.abort('cancelled')

  await expect(outcome).rejects.toBe('cancelled')
  expect(analyzer.usage).toMatchObject({ calls: 0, failures: 0 })
})

test('given a model that fails for good and offline texts as the way out, when the tries end, then the person gets the offline texts and the reason is recorded', async () => {
  const { requests, baseUrl } = await provider(status(503))
  const analyzer = analyzerFor(baseUrl, { onFailure: 'offline' })

  await expect(run(analyzer)).rejects.toMatchObject({ transient: true })
  await expect(run(analyzer)).rejects.toMatchObject({ transient: true })
  const profile = await run(analyzer)

  expect(profile).toEqual({
    ...offlineProfile,
    prose: { writtenBy: 'offline', failure: 'PROVIDER_DOWN' },
  })
  expect(personaProfile.safeParse(profile).success).toBe(true)
  expect(requests).toHaveLength(3)
  await expect(run(analyzer), 'the count begins anew').rejects.toMatchObject({ transient: true })
})

test('given a key that is refused and offline texts as the way out, when it is asked, then the offline texts come at once', async () => {
  const { requests, baseUrl } = await provider(status(401))

  const profile = await run(analyzerFor(baseUrl, { onFailure: 'offline' }))

  expect(profile.prose).toEqual({ writtenBy: 'offline', failure: 'REFUSED_KEY' })
  expect(requests).toHaveLength(1)
})

test('given five failures in a row, when more is asked, then no call is made for 30 s, then one, and its success opens the way', async () => {
  let now = 0
  const fails = Array.from({ length: 5 }, () => status(503))
  const { requests, baseUrl } = await provider(...fails, status(503), wellShaped({}))
  const analyzer = analyzerFor(baseUrl, { now: () => now })
  const outcome = async (jobId: string) =>
    run(analyzer, jobId).then(
      () => 'well',
      (error: Error) => error.message.split(':')[0],
    )

  for (let call = 1; call <= 5; call++) expect(await outcome(`J${call}`)).toBe('PROVIDER_DOWN')
  expect(await outcome('J6')).toBe('PAUSED')
  now = 29_999
  expect(await outcome('J7')).toBe('PAUSED')
  expect(requests).toHaveLength(5)
  now = 30_000
  expect(await outcome('J8')).toBe('PROVIDER_DOWN')
  expect(await outcome('J9')).toBe('PAUSED')
  now = 60_000
  expect(await outcome('J10')).toBe('well')
  expect(await outcome('J11')).toBe('well')
  expect(requests).toHaveLength(8)
})

test('given Indonesian, when it is asked, then the model gets and gives Indonesian, and the profile can be read in both languages', async () => {
  const texts = localised(offlineProfile, indonesian)
  const prose = {
    ...proseOf(texts),
    learningStyle: 'Anda belajar dengan mencari sebabnya (Investigatif 85).',
  }
  const { requests, baseUrl } = await provider(text(JSON.stringify(prose)))

  const profile: PersonaProfile = await run(analyzerFor(baseUrl, { locale: 'id' }))

  expect(requests[0]?.body).toContain('Indonesian')
  expect(requests[0]?.body).toContain('Minat Anda paling condong')
  expect(profile.learningStyle).toBe('Anda belajar dengan mencari sebabnya (Investigatif 85).')
  expect(profile.archetype).toBe('Peneliti Imajinatif')
  expect(localised(profile, indonesian)).toBe(profile)
  expect(localised(profile, english).archetype).toBe('The Imaginative Researcher')
  expect(localised(profile, english).shortSummary).toBe(offlineProfile.shortSummary)
})

test('given the sources, when the imports of the SDK are looked for, then two files have them and nothing but a dynamic import leads there', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const importing = (pattern: RegExp) =>
    files
      .filter((file) => pattern.test(readFileSync(join('src', file), 'utf8')))
      .map((file) => basename(file))
      .sort()

  expect(importing(/from '(ai|@ai-sdk\/[a-z-]+)'/)).toEqual(['classify.ts', 'model.ts'])
  expect(importing(/^import (?!type )[^;]*?from '[^']*llm\/(model|classify)\.ts'/m)).toEqual([])
  expect(importing(/^import (?!type )[^;\n]*from '\.\/model\.ts'/m)).toEqual([])
  expect(importing(/^import (?!type )[^;\n]*from '\.\/classify\.ts'/m)).toEqual(['model.ts'])
})
