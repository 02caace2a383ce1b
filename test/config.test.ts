import { isAbsolute, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, environmentSchema, readConfig } from '../src/config.ts'

const strong = '0123456789abcdefghijklmnopqrstuv'

const problemsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig(env)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message.split('\n').slice(1)
  }
}

describe('an empty environment', () => {
  const config = readConfig({})

  test('gives the defaults that operators know', () => {
    expect(config).toMatchObject({
      PORT: 3003,
      checkIntervalMs: 300_000,
      processingTimeoutMs: 600_000,
      queuedTimeoutMs: 900_000,
      hardLimitMs: 3_600_000,
      ANALYSIS_TOKEN_COST: 1,
      DEFAULT_TOKEN_BALANCE: 3,
      INTERNAL_SERVICE_KEY: '',
      LOG_LEVEL: 'info',
      shutdownGraceMs: 10_000,
      allowedOrigins: [],
    })
  })

  test('gives a database path that is absolute', () => {
    expect(config.databasePath).toBe(resolve('data/unstuck.db'))
    expect(isAbsolute(config.databasePath)).toBe(true)
  })

  test('gives an object nobody can change', () => {
    expect(Object.isFrozen(config)).toBe(true)
  })

  test('says of every variable why it is there', () => {
    const silent = Object.entries(environmentSchema.shape)
      .filter(([, schema]) => !schema.description)
      .map(([name]) => name)
    expect(silent).toEqual([])
  })
})

/** Name, the least and the greatest value. */
const numbers = [
  ['PORT', 0, 65_535],
  ['STUCK_JOB_CHECK_INTERVAL', 1_000, 86_400_000],
  ['STUCK_JOB_PROCESSING_TIMEOUT', 1, 576_000],
  ['STUCK_JOB_QUEUED_TIMEOUT', 1, 576_000],
  ['STUCK_JOB_HARD_LIMIT', 1, 576_000],
  ['VERIFY_INTERVAL', 0, 10_080],
  ['WEBHOOK_TIMEOUT', 1, 60],
  ['ALERT_BACKLOG', 1, 1_000_000],
  ['ALERT_NO_COMPLETION', 1, 1_440],
  ['ALERT_REPEAT', 1, 168],
  ['LLM_TIMEOUT', 1, 600],
  ['LLM_INPUT_PRICE', 0, 1_000_000],
  ['LLM_OUTPUT_PRICE', 0, 1_000_000],
  ['ANALYSIS_TOKEN_COST', 1, 1_000_000],
  ['DEFAULT_TOKEN_BALANCE', 0, 1_000_000_000],
  ['WORKER_CONCURRENCY', 1, 100_000],
  ['ANALYSIS_TRIES_MAX', 1, 100],
  ['SUBMIT_RATE_PER_MINUTE', 1, 10_000_000],
  ['SUBMIT_BURST', 1, 10_000_000],
  ['UNFINISHED_JOBS_MAX', 1, 1_000_000_000],
  ['LIVE_ACTORS_MAX', 0, 1_000_000],
  ['SHUTDOWN_GRACE', 0, 3_600],
  ['AUTH_TOKEN_TTL', 1, 10_080],
] as const

describe.each(numbers)('%s', (name, min, max) => {
  // The hard limit may not be below the processing timeout, which is not what is tested here.
  const others = {
    STUCK_JOB_PROCESSING_TIMEOUT: name === 'STUCK_JOB_HARD_LIMIT' ? '1' : '10',
    STUCK_JOB_HARD_LIMIT: '576000',
  }
  const read = (value: string) => problemsOf({ ...others, [name]: value })

  test('takes both of its bounds', () => {
    expect(read(String(min))).toEqual([])
    expect(read(String(max))).toEqual([])
    expect(read(` ${max} `)).toEqual([])
  })

  test.each([
    String(min - 1),
    String(max + 1),
    '1.5',
    '1e3',
    'ten',
    'NaN',
    'Infinity',
    '0x10',
    '-0',
    '10m',
    '1_000',
  ])('refuses %s, by name, with its bounds and what was given', (value) => {
    const problems = read(value)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(`${name} must be a whole number from ${min} to ${max} (`)
    expect(problems[0]).toContain(JSON.stringify(value))
  })
})

describe('alerts by mail', () => {
  const mail = {
    SMTP_URL: 'smtps://ana:p%40ss@mail.example.com:465',
    ALERT_EMAIL_TO: 'ops@example.com, lead@example.com',
    ALERT_EMAIL_FROM: 'unstuck@example.com',
  }

  test('are configured whole or not at all', () => {
    expect(problemsOf(mail)).toEqual([])
    expect(readConfig(mail).alertEmailTo).toEqual(['ops@example.com', 'lead@example.com'])
    for (const name of Object.keys(mail)) {
      const [problem, ...more] = problemsOf({ ...mail, [name]: '' })
      expect(problem).toContain(`${name} must be set beside `)
      expect(more).toEqual([])
    }
  })

  test.each([
    ['SMTP_URL', 'mail.example.com', 'must look like smtp://'],
    ['SMTP_URL', 'http://mail.example.com', 'must look like smtp://'],
    ['ALERT_EMAIL_TO', 'ops', 'mail addresses'],
    ['ALERT_EMAIL_TO', Array(11).fill('a@example.com').join(), 'one to 10 mail addresses'],
    ['ALERT_EMAIL_FROM', 'a@example.com, b@example.com', 'must be a mail address'],
    ['ALERT_EMAIL_FROM', 'a@example.com\r\nBcc: b@example.com', 'must be a mail address'],
  ])('%s is not %s', (name, value, why) => {
    const problems = problemsOf({ ...mail, [name]: value })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(why)
  })

  test('ten may be mailed, and the password is in no message', () => {
    const ten = Array(10).fill('a@example.com').join()
    expect(problemsOf({ ...mail, ALERT_EMAIL_TO: ten })).toEqual([])
    expect(problemsOf({ SMTP_URL: 'ftp://ana:hunter2@mail.example.com' }).join()).not.toContain(
      'hunter2',
    )
  })
})

test.each(['WEBHOOK_ALLOW_HTTP', 'WEBHOOK_ALLOW_PRIVATE'])('%s is true, false or unset', (name) => {
  const isOn = (env: Record<string, string>) => readConfig(env)[name as 'WEBHOOK_ALLOW_HTTP']
  expect([isOn({}), isOn({ [name]: 'false' }), isOn({ [name]: 'true' })]).toEqual([
    false,
    false,
    true,
  ])
  expect(problemsOf({ [name]: 'yes' })).toHaveLength(1)
})

test('a variable that is set to nothing is not set', () => {
  expect(readConfig({ PORT: '', HOST: '' })).toMatchObject({ PORT: 3003, HOST: '127.0.0.1' })
})

test('several problems are told at once', () => {
  const problems = problemsOf({
    PORT: 'x',
    STUCK_JOB_QUEUED_TIMEOUT: 'NaN',
    LOG_LEVEL: 'loud',
    AUTH_JWKS_URL: 'not a url',
    INTERNAL_SERVICE_KEY: 'short',
    ALLOWED_ORIGINS: '*',
    TRUSTED_PROXY: 'proxy.internal',
  })
  expect(problems.map((problem) => problem.trim().split(' ')[1])).toEqual([
    'PORT',
    'STUCK_JOB_QUEUED_TIMEOUT',
    'INTERNAL_SERVICE_KEY',
    'AUTH_JWKS_URL',
    'LOG_LEVEL',
    'ALLOWED_ORIGINS',
    'TRUSTED_PROXY',
  ])
})

describe.each(['INTERNAL_SERVICE_KEY', 'AUTH_SECRET', 'AUTH_JWT_SECRET'])(
  'the secret %s',
  (name) => {
    const issuer = { AUTH_ISSUER_URL: 'https://issuer.example', AUTH_AUDIENCE: 'unstuck' }
    const external = name === 'AUTH_JWT_SECRET' ? issuer : {}

    test('takes 32 characters and refuses 31', () => {
      expect(problemsOf({ ...external, [name]: strong })).toEqual([])
      expect(problemsOf({ ...external, [name]: 'k'.repeat(31) })).toHaveLength(1)
    })

    test('is not repeated in the message', () => {
      const [problem] = problemsOf({ ...external, [name]: 'sesame-open' })
      expect(problem).not.toContain('sesame')
      expect(problem).toContain('11 characters long')
    })
  },
)

describe('values that do not fit together', () => {
  test('a hard limit below the processing timeout', () => {
    const env = { STUCK_JOB_HARD_LIMIT: '9', STUCK_JOB_PROCESSING_TIMEOUT: '10' }
    expect(problemsOf(env)).toEqual([
      expect.stringContaining('STUCK_JOB_HARD_LIMIT (9) must not be below'),
    ])
    expect(problemsOf({ ...env, STUCK_JOB_HARD_LIMIT: '10' })).toEqual([])
  })

  test('keys by URL and by secret', () => {
    const problems = problemsOf({
      AUTH_ISSUER_URL: 'https://issuer.example',
      AUTH_AUDIENCE: 'unstuck',
      AUTH_JWKS_URL: 'https://issuer.example/jwks',
      AUTH_JWT_SECRET: strong,
    })
    expect(problems).toEqual([expect.stringContaining('exclude each other')])
  })

  const issuer = {
    AUTH_ISSUER_URL: 'https://issuer.example',
    AUTH_AUDIENCE: 'unstuck',
    AUTH_JWKS_URL: 'https://issuer.example/jwks',
    AUTH_JWT_SECRET: strong,
  }
  const names = Object.keys(issuer) as (keyof typeof issuer)[]
  const parts = Array.from({ length: 16 }, (_, mask) =>
    names.filter((_name, bit) => (mask & (1 << bit)) !== 0),
  )

  test.each(parts)('an external issuer described by %s %s %s %s', (...given) => {
    const keys = given.filter((name) => name === 'AUTH_JWKS_URL' || name === 'AUTH_JWT_SECRET')
    const isWhole = given.length === 0 || (given.length === 3 && keys.length === 1)

    const problems = problemsOf(Object.fromEntries(given.map((name) => [name, issuer[name]])))

    expect(problems.length === 0).toBe(isWhole)
    for (const name of names.slice(0, 2)) {
      const isAskedFor = given.length > 0 && !given.includes(name)
      expect(problems.some((it) => it.startsWith(`  - ${name} is needed beside`))).toBe(isAskedFor)
    }
    // Each problem says how it ends: what to set, or what to unset.
    expect(problems.filter((it) => !/; (set|unset) /.test(it))).toEqual([])
  })

  test('an issuer that is only named says what else is needed, and how to do without it', () => {
    expect(problemsOf({ AUTH_ISSUER_URL: 'https://issuer.example' })).toEqual([
      '  - AUTH_JWKS_URL or AUTH_JWT_SECRET is needed beside AUTH_ISSUER_URL; set one, or unset AUTH_ISSUER_URL for the embedded issuer',
      '  - AUTH_AUDIENCE is needed beside AUTH_ISSUER_URL; set it to the aud of the tokens, or unset AUTH_ISSUER_URL for the embedded issuer',
    ])
  })

  test.each([
    ['https://issuer.example/jwks', true],
    ['http://127.0.0.1:8080/jwks', true],
    ['http://issuer.example/jwks', false],
    ['file:///etc/jwks.json', false],
  ])('keys from %s', (AUTH_JWKS_URL, isSafe) => {
    const { AUTH_JWT_SECRET: _, ...published } = issuer
    expect(problemsOf({ ...published, AUTH_JWKS_URL })).toEqual(
      isSafe ? [] : [expect.stringContaining('must be an https URL')],
    )
  })

  test.each(['*', 'app.example.com', 'https://app.example.com/', 'https://app.example.com/path'])(
    'an origin that is none: %s',
    (origin) => {
      const env = { ALLOWED_ORIGINS: `https://fine.example, ${origin}` }
      expect(problemsOf(env)).toEqual([expect.stringContaining(`"${origin}"`)])
    },
  )

  test.each([
    ['127.0.0.1', 0],
    ['fd00::1', 0],
    ['proxy.internal', 1],
    ['10.0.0.0/8', 1],
    ['127.0.0.1, 127.0.0.2', 1],
  ])('a trusted proxy of %j gives %i problems', (TRUSTED_PROXY, count) => {
    expect(problemsOf({ TRUSTED_PROXY })).toHaveLength(count)
  })

  test('origins are a list', () => {
    const config = readConfig({ ALLOWED_ORIGINS: ' https://a.example ,, http://b.example:8080' })
    expect(config.allowedOrigins).toEqual(['https://a.example', 'http://b.example:8080'])
  })
})

describe('a language model', () => {
  const local = {
    LLM_PROVIDER: 'openai-compatible',
    LLM_MODEL: 'm',
    LLM_BASE_URL: 'http://127.0.0.1:1/v1',
  }

  test.each<[string, Record<string, string>]>([
    ['a local endpoint without a key', local],
    ['a local endpoint with a key', { ...local, LLM_API_KEY: 'k' }],
    [
      'a remote endpoint by https',
      { ...local, LLM_API_KEY: 'k', LLM_BASE_URL: 'https://a.example/v1' },
    ],
    ['Gemini', { LLM_PROVIDER: 'gemini', LLM_MODEL: 'm', LLM_API_KEY: 'k' }],
    [
      'an answer shorter than the processing timeout',
      { ...local, LLM_TIMEOUT: '59', STUCK_JOB_PROCESSING_TIMEOUT: '1' },
    ],
  ])('given %s, when it is read, then it is usable', (_, env) => {
    expect(problemsOf(env)).toEqual([])
  })

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'an unknown provider',
      { ...local, LLM_PROVIDER: 'other' },
      /^ {2}- LLM_PROVIDER .*it is "other"$/,
    ],
    [
      'a model without a provider',
      { LLM_MODEL: 'm' },
      /LLM_PROVIDER is needed beside LLM_MODEL; set it/,
    ],
    [
      'a key and an address without a provider',
      { LLM_API_KEY: 'k', LLM_BASE_URL: 'https://a.example' },
      /beside LLM_BASE_URL and LLM_API_KEY/,
    ],
    [
      'no model',
      { ...local, LLM_MODEL: '' },
      /LLM_MODEL is needed beside LLM_PROVIDER=openai-compatible/,
    ],
    ['no address', { ...local, LLM_BASE_URL: '' }, /LLM_BASE_URL is needed/],
    ['Gemini without a key', { LLM_PROVIDER: 'gemini', LLM_MODEL: 'm' }, /LLM_API_KEY is needed/],
    [
      'a key over plain http',
      { ...local, LLM_API_KEY: 'k', LLM_BASE_URL: 'http://a.example/v1' },
      /must be an https URL/,
    ],
    [
      'a module that replaces talent mapping',
      { ...local, ASSESSMENTS_MODULE: './a.js' },
      /ASSESSMENTS_MODULE replaces; unset one/,
    ],
    [
      'an answer as long as the processing timeout',
      { ...local, LLM_TIMEOUT: '60', STUCK_JOB_PROCESSING_TIMEOUT: '1' },
      /LLM_TIMEOUT must be shorter/,
    ],
    [
      'a model name of 101 characters',
      { ...local, LLM_MODEL: 'm'.repeat(101) },
      /at most 100 characters/,
    ],
  ])('given %s, when it is read, then one problem says what to do', (_, env, expected) => {
    const problems = problemsOf(env)

    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(expected)
  })

  test('given a key, when a problem is told, then the key is not', () => {
    expect(problemsOf({ LLM_API_KEY: 'do-not-tell-me' }).join()).not.toContain('do-not-tell-me')
  })
})
